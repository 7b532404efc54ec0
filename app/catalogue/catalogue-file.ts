import { Buffer } from 'node:buffer';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FILE_MODE } from '../capture/folder.ts';
import { SessionIndex } from '../capture/session-index.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { packEntries, unpackEntries, type PackedEntries } from './packed-entries.ts';

const FILE_NAME = 'catalogue';

/** To be raised whenever the same record gives another summary or other facets than before. */
const DERIVATION = 2;

/** Bytes that are read at once: parsing them is a short slice of work. */
const BLOCK = 512 * 1024;

const LINE_FEED = 0x0a;

/** Bytes in front of a line's JSON: eight hexadecimal digits of its sum, and a blank. */
const SUM_LENGTH = 9;

/**
 * What is known of closed sessions, kept beside their records, so that a start need not read them all again. Derived, and
 * made again where it is missing, damaged, of another version or of another folder. Lines of JSON, each with its sum:
 * processes append to it, and what was cut short counts for nothing.
 */
export class CatalogueFile {
  readonly #directory: string;
  readonly #path: string;
  readonly #derivation: string;
  readonly #share: (field: string, value: unknown) => unknown;
  #head: string | null = null;
  #usable = false;

  /**
   * `derivation`: what summaries depend on besides the records. `share` gives for a value that many entries have in common
   * the one that is in memory already.
   */
  constructor(directory: string, derivation: string, share: (field: string, value: unknown) => unknown) {
    this.#derivation = derivation;
    this.#share = share;
    this.#directory = directory;
    this.#path = join(directory, FILE_NAME);
  }

  /** Reads what is kept, some entries at a time. Never rejects: what cannot be read is made again. */
  async *read(): AsyncGenerator<readonly CatalogueEntry[], void, undefined> {
    try {
      const file = await open(this.#path, 'r');
      try {
        yield* this.#readLines(file);
      } finally {
        await file.close();
      }
    } catch {
      this.#usable = false;
    }
  }

  /** Adds entries. Never rejects: a disk that is full costs the next start some time. */
  async append(entries: readonly CatalogueEntry[]): Promise<void> {
    if (!this.#usable) return this.write(entries);
    try {
      const file = await open(this.#path, 'a', FILE_MODE);
      try {
        await file.appendFile(lineOf(packEntries(entries)));
      } finally {
        await file.close();
      }
    } catch {
      this.#usable = false;
    }
  }

  /** Writes it anew, with these entries alone. Never rejects. */
  async write(entries: readonly CatalogueEntry[]): Promise<void> {
    const unfinished = `${this.#path}.${process.pid}.rewriting`;
    try {
      const file = await open(unfinished, 'w', FILE_MODE);
      try {
        await file.appendFile(lineOf(await this.#headOf()));
        for (let at = 0; at < entries.length; at += ENTRIES_IN_LINE) {
          await file.appendFile(lineOf(packEntries(entries.slice(at, at + ENTRIES_IN_LINE))));
        }
      } finally {
        await file.close();
      }
      await rename(unfinished, this.#path);
      this.#usable = true;
    } catch {
      this.#usable = false;
    }
  }

  async *#readLines(file: FileHandle): AsyncGenerator<readonly CatalogueEntry[], void, undefined> {
    const head = await this.#headOf();
    let rest = Buffer.alloc(0);
    let position = 0;
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK);
      const { bytesRead } = await file.read(block, 0, BLOCK, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const bytes = Buffer.concat([rest, block.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
        const parsed = parseLine(bytes.subarray(start, end));
        start = end + 1;
        if (this.#usable && isPacked(parsed)) yield unpackEntries(parsed, this.#share);
        else if (!this.#usable && parsed === head) this.#usable = true;
        else if (!this.#usable) return;
      }
      rest = bytes.subarray(start);
    }
  }

  /** What the first line has to say: of which folder this is, and how it was derived. */
  async #headOf(): Promise<string> {
    this.#head ??= `catalogue ${DERIVATION} ${SHAPE} ${this.#derivation} ${await folderToken(this.#directory)}`;
    return this.#head;
  }
}

/** Entries in a line: few enough to be parsed in a moment. */
const ENTRIES_IN_LINE = 500;

/** The names of all that an entry holds: with a field more or less, files from before are of no use. */
const SHAPE = shapeOf();

function shapeOf(): string {
  const index = new SessionIndex(
    {
      session: 1,
      started: 0,
      listener: '',
      client: { address: '', port: 0 },
      server: { host: '', port: 0, address: null },
      writer: { process: 0, version: '' },
    },
    0,
  );
  return [...Object.keys(index.summary()), ...Object.keys(index.facets())].join(',');
}

/** The first item of the ledger of numbers, which is random: a folder that begins anew gets another one. */
async function folderToken(directory: string): Promise<string> {
  try {
    const file = await open(join(directory, 'numbers'), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
      return buffer.toString('hex', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

function lineOf(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** What a line says; null where its sum is wrong. */
function parseLine(line: Buffer): unknown {
  const json = line.subarray(SUM_LENGTH);
  if (line.toString('latin1', 0, SUM_LENGTH) !== `${crc32(json).toString(16).padStart(8, '0')} `) return null;
  const value: unknown = JSON.parse(json.toString('utf8'));
  return value;
}

/** The sum has shown that the line is as it was written, and the head that this version wrote it. */
function isPacked(value: unknown): value is PackedEntries {
  return typeof value === 'object' && value !== null && 'summaries' in value && 'facets' in value;
}
