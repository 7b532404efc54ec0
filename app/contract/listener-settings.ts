import * as v from 'valibot';
import type { Problem } from './problem.ts';
import { port } from './schemas.ts';

/** How the server behind the spy is named when there is none: the program's own. */
export const BUILT_IN = 'built-in';

/** Where clients connect, and where their words go. */
export const listenerSettings = v.object({
  /** An address to bind to; empty: loopback, 127.0.0.1 and ::1. */
  host: v.pipe(v.string(), v.trim(), v.maxLength(255)),
  /** 0: any free port. */
  port,
  upstream: v.union([
    v.literal(BUILT_IN),
    v.object({
      host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
      port: v.pipe(port, v.minValue(1)),
    }),
  ]),
});
/** Where clients connect, and where their words go. */
export type ListenerSettings = v.InferOutput<typeof listenerSettings>;

/** Where a listener stands. */
export type ListenerStatus =
  | {
      readonly state: 'listening';
      readonly addresses: readonly { readonly address: string; readonly port: number }[];
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: Problem };
