import type { Buffer } from 'node:buffer';
import type { FlowEnd } from './tcp-segment.ts';

/**
 * What happened in a flow, in the order in which it did. Times are microseconds since 1970, and never fall.
 *
 * - `bytes`: an end said this
 * - `gap`: an end said so many bytes here, and they were not captured
 * - `ended`: an end has no more to say (FIN)
 * - `closed`: the last; in order, broken by an end (RST), or not to be seen in the capture
 */
export type FlowEvent =
  | { readonly type: 'bytes'; readonly from: FlowEnd; readonly time: number; readonly bytes: Buffer }
  | { readonly type: 'gap'; readonly from: FlowEnd; readonly time: number; readonly size: number }
  | { readonly type: 'ended'; readonly by: FlowEnd; readonly time: number }
  | { readonly type: 'closed'; readonly how: 'end' | 'reset'; readonly by: FlowEnd; readonly time: number }
  | { readonly type: 'closed'; readonly how: 'unseen'; readonly time: number };
