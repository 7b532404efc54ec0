import type { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { CR, DOT, LF } from '../../smtp/bytes.ts';

/** Only for whose program it is: mail is nobody else's business. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Where a message was saved, or why it was not. */
export type SavedMessage =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** Messages saved so far: two of the same moment have to have two names. */
let saved = 0;

/**
 * Writes message content into a new .eml file in a folder, which is made where there is none. `lines`: as they go over the
 * wire, with the dots stuffed (RFC 5321 section 4.5.2) that the file does not have, and the dot that ends them.
 */
export function saveMessage(folder: string, lines: Iterable<Buffer>): SavedMessage {
  saved += 1;
  const moment = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const path = join(folder, `${moment}-${process.pid}-${saved}.eml`);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    const file = fs.openSync(path, 'wx', FILE_MODE);
    try {
      for (const line of lines) {
        if (isEnd(line)) break;
        fs.writeSync(file, line[0] === DOT ? line.subarray(1) : line);
      }
    } finally {
      fs.closeSync(file);
    }
    return { ok: true, path };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { ok: false, code, text: error instanceof Error ? error.message : String(error) };
  }
}

function isEnd(line: Buffer): boolean {
  return line[0] === DOT && (line[1] === CR || line[1] === LF);
}
