import { Buffer } from 'node:buffer';
import { DOT } from '../../smtp/bytes.ts';

const ONE_DOT = Buffer.of(DOT);

/** A line of content as it goes over the wire: one more dot before one that it begins with (RFC 5321 section 4.5.2). */
export function stuffed(line: Buffer): Buffer {
  return line[0] === DOT ? Buffer.concat([ONE_DOT, line]) : line;
}

/** A line of content as it is meant. */
export function unstuffed(line: Buffer): Buffer {
  return line[0] === DOT ? line.subarray(1) : line;
}
