import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Captures } from '../capture/captures.ts';
import type { OpenedCapture, OpenedFile, Problem } from '../contract.ts';
import { bringIn, kindOfFile, type BroughtIn } from '../exchange/bring-in.ts';
import { copySessions } from '../exchange/copy-sessions.ts';
import type { ReaderClient } from '../reading/reader-client.ts';
import type { HandedInFile } from './handed-in-file.ts';

/** What is open at a time; each has a reader of its own. */
const MOST_OPENED = 20;

/** Captures, and what reads them for viewers. */
export interface ReadCaptures {
  readonly captures: Captures;
  readonly reader: ReaderClient;
}

/** A file that could not be opened, and why, for people. */
export class OpeningError extends Error {
  override readonly name = 'OpeningError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text);
    this.problem = problem;
  }
}

interface Opened extends ReadCaptures {
  readonly name: string;
  readonly folder: string;
}

/** What the opened captures need. */
export interface OpenedCapturesWorld {
  /** The program's version, as the record keeps it. */
  readonly version: string;
  /** Has captures read for viewers. */
  readonly read: (captures: Captures) => ReaderClient;
  /** There are others, or something was said of their sessions. */
  readonly onChange: () => void;
}

/** What files from elsewhere held, each as captures of its own; gone with the program. */
export class OpenedCaptures {
  readonly #opened = new Map<number, Opened>();
  readonly #world: OpenedCapturesWorld;
  readonly #removeAtExit = (): void => {
    for (const { folder } of this.#opened.values()) rmSync(folder, { recursive: true, force: true });
  };
  #last = 0;

  /** Begins with none. */
  constructor(world: OpenedCapturesWorld) {
    this.#world = world;
  }

  /** What is open, in the order in which it was opened. */
  get list(): readonly OpenedCapture[] {
    return [...this.#opened].map(([capture, { name, captures }]) => ({
      capture,
      name,
      sessions: captures.total,
    }));
  }

  /** Something was set that what is read depends on. */
  readAnew(): void {
    for (const { reader } of this.#opened.values()) reader.readAnew();
  }

  /** Null where it has been closed. */
  find(capture: number): ReadCaptures | null {
    return this.#opened.get(capture) ?? null;
  }

  /**
   * Opens what has been handed in. `onRead` hears how many of its bytes were read. Rejects with an {@link OpeningError} where there is nothing to show, as reading and
   * writing files does, and where it is cancelled; then nothing is left of it.
   */
  async open(file: HandedInFile, onRead: (bytes: number) => void): Promise<OpenedFile> {
    try {
      if (this.#opened.size >= MOST_OPENED) throw new OpeningError(TOO_MANY);
      return await this.#open(file, onRead);
    } catch (error) {
      await rm(file.folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Forgets it, and deletes what was made of it. */
  async close(capture: number): Promise<void> {
    const opened = this.#opened.get(capture);
    if (opened === undefined) return;
    this.#opened.delete(capture);
    this.#world.onChange();
    await opened.reader.close();
    await opened.captures.close();
    await rm(opened.folder, { recursive: true, force: true });
    if (this.#opened.size === 0) process.off('exit', this.#removeAtExit);
  }

  /** Forgets everything. */
  async closeAll(): Promise<void> {
    for (const capture of this.#opened.keys()) await this.close(capture);
  }

  async #open(file: HandedInFile, onRead: (bytes: number) => void): Promise<OpenedFile> {
    const directory = join(file.folder, 'captures');
    await mkdir(directory);
    const { note, failure } = await this.#bringIn(file, directory, onRead);
    const captures = await Captures.open(directory, this.#world.version);
    if (captures.total === 0) {
      await captures.close();
      const text = failure ?? `${file.facts.name} holds no conversation of SMTP.`;
      throw new OpeningError({ code: 'nothing-to-show', text, remedy: NOTHING_REMEDY });
    }
    const capture = (this.#last += 1);
    const reader = this.#world.read(captures);
    captures.listen({ annotated: () => this.#world.onChange() });
    if (this.#opened.size === 0) process.once('exit', this.#removeAtExit);
    this.#opened.set(capture, { name: file.facts.name, folder: file.folder, captures, reader });
    this.#world.onChange();
    return { opened: { capture, name: file.facts.name, sessions: captures.total }, note, failure };
  }

  async #bringIn(
    file: HandedInFile,
    directory: string,
    onRead: (bytes: number) => void,
  ): Promise<Omit<BroughtIn, 'files'>> {
    const { name } = file.facts;
    const kind = await kindOfFile(file.path);
    if (kind !== null) {
      const { signal } = file.cancelled;
      return bringIn(file.path, kind, { directory, name, version: this.#world.version, signal, onRead });
    }
    const problem = await copySessions(file.path, directory);
    if (problem === null) return { note: '', failure: null };
    throw new OpeningError({
      code: 'unknown-file',
      text: `${name} is nothing that SMTP Spy can open.`,
      remedy:
        'It opens packet captures (pcap, pcapng, also .gz), transcripts (c> … s< …), mails (.eml) and its own session files.',
    });
  }
}

const NOTHING_REMEDY =
  'Check that it is the right file, and that the capture saw the port of the mail server.';

const TOO_MANY: Problem = {
  code: 'too-many-opened',
  text: `No more than ${MOST_OPENED} files are open at a time.`,
  remedy: 'Close one of them.',
};
