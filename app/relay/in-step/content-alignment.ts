import { Buffer } from 'node:buffer';
import { LF } from '../../smtp/bytes.ts';
import type { OfferLine } from '../capability-changes.ts';
import { stuffed } from './dot-stuffing.ts';

const CRLF = Buffer.from('\r\n');

/** Lines as they go over the wire, of content as it is meant. A last line without its ending gets one. */
export function contentLines(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < content.length;) {
    const lineFeed = content.indexOf(LF, from);
    const to = lineFeed === -1 ? content.length : lineFeed + 1;
    const line = content.subarray(from, to);
    lines.push(stuffed(lineFeed === -1 ? Buffer.concat([line, CRLF]) : line));
    from = to;
  }
  return lines;
}

/**
 * Sets the lines of a message that came beside those that go on in their place: the same beside the same, as far as that
 * can be had in one pass, and what stands between such lines beside what stands there instead.
 */
export function* alignContent(
  said: readonly Buffer[],
  sent: readonly Buffer[],
): Generator<OfferLine, void, undefined> {
  const places = placesOf(sent);
  let next = 0;
  /** Lines that came, and for which no line that goes on has been found yet. */
  let left: Buffer[] = [];
  for (const line of said) {
    const place = places.get(line.toString('latin1'))?.find((at) => at >= next);
    if (place === undefined) {
      left.push(line);
      continue;
    }
    yield* pairs(left, sent.slice(next, place));
    yield { said: line, sent: line };
    left = [];
    next = place + 1;
  }
  yield* pairs(left, sent.slice(next));
}

/** Where a line stands. Of one that stands in many places, only the first are of use. */
const MOST_PLACES = 16;

function placesOf(lines: readonly Buffer[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    const key = line.toString('latin1');
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else if (known.length < MOST_PLACES) known.push(at);
  }
  return places;
}

function* pairs(said: readonly Buffer[], sent: readonly Buffer[]): Generator<OfferLine, void, undefined> {
  for (let at = 0; at < Math.max(said.length, sent.length); at += 1) {
    yield { said: said[at] ?? null, sent: sent[at] ?? null };
  }
}
