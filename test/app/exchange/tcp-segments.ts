import type { ConversationScript } from '../../support/conversation-script.ts';
import { packetsOf, pcap } from '../../support/packets-file.ts';
import { segmentsOf, sequenceAfter, type Segment } from '../../support/packets-tcp.ts';
import { IN_ORDER, importOne, ORDINARY, toldOf } from './imported.ts';

/** What crosses the wire in {@link ORDINARY}. */
export const SEGMENTS = segmentsOf(ORDINARY);

/** What it comes back as. */
export const TOLD = toldOf(ORDINARY, ...IN_ORDER);

/** What the only conversation in a capture of these segments is told as. */
export async function toldOfSegments(segments: readonly Segment[]): Promise<string> {
  return (await importOne(pcap(packetsOf(segments)))).told;
}

/** A conversation with much to say. */
export const LONG: ConversationScript = [
  ...ORDINARY.slice(0, -4),
  ['c', `${Array.from({ length: 120 }, (_, at) => `line ${at} of the message\r\n`).join('')}.\r\n`],
  ...ORDINARY.slice(-3),
];

/** What a segment says from so many bytes on. */
export function laterPart(segment: Segment, from: number): Segment {
  return { ...segment, sequence: sequenceAfter(segment.sequence, from), bytes: segment.bytes.subarray(from) };
}

/** The first segment that says this. */
export function saying(words: string, segments: readonly Segment[] = SEGMENTS): Segment {
  const found = segments.find(({ bytes }) => bytes.toString('latin1').startsWith(words));
  if (found === undefined) throw new Error(`nobody says ${words}`);
  return found;
}

/** All but the first segment that says this. */
export function without(words: string, segments: readonly Segment[] = SEGMENTS): readonly Segment[] {
  return segments.filter((segment) => segment !== saying(words, segments));
}

/** Puts segments behind the one that says this. */
export function behind(words: string, ...more: readonly Segment[]): readonly Segment[] {
  return SEGMENTS.flatMap((segment) => (segment === saying(words) ? [segment, ...more] : [segment]));
}

/** The same segments, each block of so many in the opposite order. */
export function inBlocks(segments: readonly Segment[], size: number): readonly Segment[] {
  const blocks: Segment[][] = [];
  for (let at = 0; at < segments.length; at += size) blocks.push(segments.slice(at, at + size).toReversed());
  return blocks.flat();
}
