import type { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';

/** Bytes in pieces of one line each, with its ending; the last may lack it. Bytes of one line are the only piece. */
export function cutLines(bytes: Buffer): readonly Buffer[] {
  let end = bytes.indexOf(LF) + 1;
  if (end === 0 || end === bytes.length) return [bytes];
  const lines: Buffer[] = [];
  let from = 0;
  for (; end > from; end = bytes.indexOf(LF, from) + 1) {
    lines.push(bytes.subarray(from, end));
    from = end;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}
