import { Buffer } from 'node:buffer';
import type { HeldThing } from '../contract/holds.ts';
import { MOST_EDITED_BYTES } from '../contract/holds.ts';
import type { Inquiry, Matter } from '../relay/inquiry.ts';
import { decodeForDisplay } from '../smtp/decode.ts';
import { redactAuthentication } from '../transcript/redaction.ts';

/** Characters of what is held that viewers are shown at once: they are told anew of all that is held whenever something changes. */
const MOST_SHOWN = 1_000;

/** What is held, as the contract names it. */
export function whatIs(matter: Matter): HeldThing['what'] {
  switch (matter.type) {
    case 'connection':
    case 'command':
      return 'command';
    case 'reply':
      return 'reply';
    case 'content-line':
      return 'line';
    case 'message':
      return 'message';
  }
}

/** How much it is, in bytes. */
export function sizeOf(matter: Matter): number {
  switch (matter.type) {
    case 'connection':
      return 0;
    case 'command':
    case 'reply':
    case 'content-line':
      return matter.sent.length;
    case 'message':
      return matter.size;
  }
}

/** Its beginning, for people: secrets masked, lines set apart by line feeds. */
export function shownText({ matter, line, verb }: Inquiry): Pick<HeldThing, 'text' | 'masked'> {
  const text = textOf(beginningOf(matter)).slice(0, MOST_SHOWN);
  return matter.type === 'command'
    ? redactAuthentication(text, line?.kind ?? 'command', verb)
    : { text, masked: false };
}

/** Where a message that is kept on the disk cannot be read, it can be decided on all the same. */
function beginningOf(matter: Matter): Buffer {
  try {
    return firstBytes(matter, MOST_SHOWN);
  } catch {
    return Buffer.alloc(0);
  }
}

/** All of it as text, its secrets in it; null where it is too long for that. */
export function wholeText(matter: Matter): string | null {
  return sizeOf(matter) > MOST_EDITED_BYTES ? null : textOf(firstBytes(matter, MOST_EDITED_BYTES));
}

/** Text of a person's as bytes, its lines ended by CRLF. Where what it stands for was no UTF-8, it is none if it can be. */
export function bytesOf(text: string, matter: Matter): Buffer {
  const lines = text.replaceAll(/\r?\n/g, '\r\n');
  const ended = lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
  const isUtf8 = decodeForDisplay(firstBytes(matter, MOST_EDITED_BYTES)).exact;
  const latin1 = Buffer.from(ended, 'latin1');
  return isUtf8 || latin1.toString('latin1') !== ended ? Buffer.from(ended) : latin1;
}

function firstBytes(matter: Matter, length: number): Buffer {
  switch (matter.type) {
    case 'connection':
      return Buffer.alloc(0);
    case 'command':
    case 'reply':
    case 'content-line':
      return matter.sent.subarray(0, length);
    case 'message': {
      const pieces: Buffer[] = [];
      let left = length;
      for (const piece of matter.content()) {
        pieces.push(piece.subarray(0, left));
        left -= piece.length;
        if (left <= 0) break;
      }
      return Buffer.concat(pieces);
    }
  }
}

function textOf(bytes: Buffer): string {
  return decodeForDisplay(bytes).text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}
