import { Buffer } from 'node:buffer';
import { decodeForDisplay } from '../smtp/decode.ts';

/**
 * How the words of a line travel: between threads each character is the byte of its number, so that nothing is lost;
 * authors of hooks read UTF-8 where the bytes are that.
 */

/** The words as people read them: UTF-8 where it is valid, else Latin-1. */
export function readable(line: string): string {
  return decodeForDisplay(Buffer.from(line, 'latin1')).text;
}

/**
 * Words of an author's as they go over the wire, each character a byte: as UTF-8, unless what they stand for (`like`) was no
 * UTF-8 and they can be said in Latin-1 as well.
 */
export function wireText(text: string, like = ''): string {
  const isLatin1 = !decodeForDisplay(Buffer.from(like, 'latin1')).exact;
  if (isLatin1 && Buffer.from(text, 'latin1').toString('latin1') === text) return text;
  return Buffer.from(text, 'utf8').toString('latin1');
}
