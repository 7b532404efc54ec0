import { Buffer } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { FILE_MODE, type SessionRange } from './folder.ts';
import { NumberRanges } from './number-ranges.ts';

const FILE_NAME = 'annotations';

/** The longest note, in characters: a few paragraphs. */
const LONGEST_NOTE = 2_000;

/** Bytes that are read at once. */
const BLOCK = 1024 * 1024;

const LINE_FEED = 0x0a;

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const ranges = v.array(
  v.pipe(
    v.tuple([number, number]),
    v.check(([first, last]) => first <= last),
  ),
);

const annotation = v.variant('what', [
  v.object({ what: v.picklist(['pin', 'unpin', 'delete', 'restore']), sessions: ranges }),
  v.object({ what: v.literal('note'), session: number, text: v.pipe(v.string(), v.maxLength(LONGEST_NOTE)) }),
]);

/** What a person says of sessions. An empty note takes one away. */
export type Annotation =
  | {
      readonly what: 'pin' | 'unpin' | 'delete' | 'restore';
      readonly sessions: readonly SessionRange[];
    }
  | { readonly what: 'note'; readonly session: number; readonly text: string };

/**
 * What people say of sessions, where the record itself is only ever appended to: which are pinned, noted, deleted. A file
 * of lines beside the records, to which every process appends (docs/capture-format.md); this reads it on.
 */
export class Annotations {
  readonly #path: string;
  readonly #pinned = new NumberRanges();
  readonly #notes = new Map<number, string>();
  readonly #deleted = new NumberRanges();
  #highest = 0;
  #position = 0;
  #lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string) {
    this.#path = join(directory, FILE_NAME);
  }

  /** Reads a folder's annotations; none where there is no such file. Rejects as reading a file does. */
  static async open(directory: string): Promise<Annotations> {
    const annotations = new Annotations(directory);
    await annotations.readOn();
    return annotations;
  }

  /** Whether the session is to be kept at hand. */
  isPinned(session: number): boolean {
    return this.#pinned.has(session);
  }

  /** The note about the session; empty where there is none. */
  noteOf(session: number): string {
    return this.#notes.get(session) ?? '';
  }

  /** The summary of a session with what people say of it; the same one where it says that already. */
  decorate(summary: SessionSummary): SessionSummary {
    const isPinned = this.isPinned(summary.session);
    const said = this.noteOf(summary.session);
    const { pinned = false, note = '', ...derived } = summary;
    if (pinned === isPinned && note === said) return summary;
    return { ...derived, ...(isPinned && { pinned: true }), ...(said !== '' && { note: said }) };
  }

  /** Whether the session is as good as gone. */
  isDeleted(session: number): boolean {
    return this.#deleted.has(session);
  }

  /** Sessions that are deleted, or were: their numbers are never given out again. */
  get deleted(): NumberRanges {
    return this.#deleted;
  }

  /** Sessions that are pinned. */
  get pinned(): NumberRanges {
    return this.#pinned;
  }

  /** The highest number of a session that anything was said of; 0 where nothing was. */
  get highest(): number {
    return this.#highest;
  }

  /** Adds what a person said; it is on the disk when this resolves. Rejects as writing a file does. */
  add(said: Annotation): Promise<void> {
    return this.#inTurn(async () => {
      const file = await open(this.#path, 'a+', FILE_MODE);
      try {
        await file.appendFile(`${await missingLineFeed(file)}${JSON.stringify(written(said))}\n`);
        // What was deleted must not come back when the power fails.
        await file.datasync();
      } finally {
        await file.close();
      }
      await this.#readOn();
    });
  }

  /** Takes in what was added meanwhile, by whichever process. Resolves to whether there was something. */
  readOn(): Promise<boolean> {
    return this.#inTurn(() => this.#readOn());
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastTurn.then(work);
    this.#lastTurn = done.catch(() => {});
    return done;
  }

  async #readOn(): Promise<boolean> {
    const file = await openToRead(this.#path);
    if (file === null) return false;
    const before = this.#position;
    try {
      let rest = Buffer.alloc(0);
      for (;;) {
        const block = Buffer.alloc(BLOCK);
        const { bytesRead } = await file.read(block, 0, BLOCK, this.#position + rest.length);
        if (bytesRead === 0) break;
        rest = this.#takeLines(Buffer.concat([rest, block.subarray(0, bytesRead)]));
      }
    } finally {
      await file.close();
    }
    return this.#position > before;
  }

  /** What has no line feed yet is left for later. */
  #takeLines(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const said = parseAnnotation(line);
      if (said !== null) this.#take(said);
    }
    this.#position += end;
    return bytes.subarray(end);
  }

  #take(said: Annotation): void {
    if (said.what === 'note') {
      this.#highest = Math.max(this.#highest, said.session);
      if (said.text === '') this.#notes.delete(said.session);
      else this.#notes.set(said.session, said.text);
      return;
    }
    for (const range of said.sessions) {
      this.#highest = Math.max(this.#highest, range.last);
      switch (said.what) {
        case 'pin':
          this.#pinned.add(range);
          break;
        case 'unpin':
          this.#pinned.remove(range);
          break;
        case 'delete':
          this.#deleted.add(range);
          break;
        case 'restore':
          this.#deleted.remove(range);
          break;
      }
    }
  }
}

function written(said: Annotation): object {
  if (said.what === 'note') return said;
  return { what: said.what, sessions: said.sessions.map(({ first, last }) => [first, last]) };
}

/** Null for a line that was cut short, or that a later version wrote. */
function parseAnnotation(line: string): Annotation | null {
  if (line === '') return null;
  try {
    const parsed = v.safeParse(annotation, JSON.parse(line));
    if (!parsed.success) return null;
    const said = parsed.output;
    if (said.what === 'note') return said;
    return { what: said.what, sessions: said.sessions.map(([first, last]) => ({ first, last })) };
  } catch {
    return null;
  }
}

/** A line that a crash has cut short must not run into the next. */
async function missingLineFeed(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size === 0) return '';
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === LINE_FEED ? '' : '\n';
}

async function openToRead(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
