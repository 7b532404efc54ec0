import { Buffer } from 'node:buffer';
import { MOST_FILE_BYTES, type openedFileRequests } from '../contract.ts';
import { HandedInFile } from '../opened/handed-in-file.ts';
import { OpeningError, type OpenedCaptures } from '../opened/opened-captures.ts';
import type { WorkBoard } from '../work-board.ts';
import { RequestError, type Handlers } from './handlers.ts';

/** Files that one viewer hands in at a time. */
const MOST_AT_ONCE = 4;

/** The two halves of opening a file. */
const OPENING_KINDS = ['handing-in', 'bringing-in'] as const;
type OpeningKind = (typeof OPENING_KINDS)[number];

/** One viewer's files on their way in. */
export class FilesHandedIn {
  readonly #opened: OpenedCaptures;
  readonly #board: WorkBoard;
  readonly #files = new Map<number, HandedInFile>();
  #last = 0;

  /** The board says how far they are. */
  constructor(opened: OpenedCaptures, board: WorkBoard) {
    this.#opened = opened;
    this.#board = board;
  }

  /** Answers requests for them. `show`: has this viewer shown other captures; false where they are closed. */
  handlers(show: (capture: number | null) => boolean): Handlers<keyof typeof openedFileRequests> {
    return {
      'file.begin': async (facts) => {
        if (facts.size > MOST_FILE_BYTES) throw tooLarge(facts.name);
        if (this.#files.size >= MOST_AT_ONCE) throw tooMany();
        const file = (this.#last += 1);
        this.#files.set(file, await HandedInFile.begin(facts));
        this.#goesOn('handing-in', file, 0);
        return { file };
      },
      'file.piece': async ({ file, bytes }) => {
        if (await this.#find(file).take(Buffer.from(bytes, 'base64'))) {
          this.#goesOn('handing-in', file, this.#find(file).received);
          return null;
        }
        await this.#cancel(file);
        throw changedMeanwhile();
      },
      'file.finish': ({ file }) => this.#finish(file),
      'capture.show': async ({ capture }) => {
        if (!show(capture)) throw closedMeanwhile();
        return null;
      },
      'capture.close': async ({ capture }) => {
        show(null);
        await this.#opened.close(capture);
        return null;
      },
    };
  }

  /** Gives up what is on its way. */
  close(): void {
    for (const file of this.#files.keys()) void this.#cancel(file);
  }

  #find(file: number): HandedInFile {
    const found = this.#files.get(file);
    if (found === undefined) throw cancelled();
    return found;
  }

  #goesOn(kind: OpeningKind, number: number, done: number): void {
    const { name, size } = this.#find(number).facts;
    this.#board.goesOn(
      { kind, of: number, subject: name, done, total: size },
      () => void this.#cancel(number),
    );
  }

  #isOver(number: number): void {
    for (const kind of OPENING_KINDS) this.#board.isOver({ kind, of: number });
  }

  async #finish(number: number) {
    const file = this.#find(number);
    this.#isOver(number);
    this.#goesOn('bringing-in', number, 0);
    try {
      if (!(await file.finish())) {
        await file.cancel();
        throw changedMeanwhile();
      }
      return await this.#opened.open(file, (bytes) => this.#goesOn('bringing-in', number, bytes));
    } catch (error) {
      if (file.cancelled.signal.aborted) throw cancelled();
      if (error instanceof OpeningError) throw new RequestError(error.problem);
      throw error;
    } finally {
      this.#isOver(number);
      this.#files.delete(number);
    }
  }

  async #cancel(number: number): Promise<void> {
    this.#isOver(number);
    const file = this.#files.get(number);
    this.#files.delete(number);
    await file?.cancel();
  }
}

function tooLarge(name: string): RequestError {
  return new RequestError({
    code: 'file-too-large',
    text: `${name} is larger than ${MOST_FILE_BYTES / 1024 ** 3} GiB, which is too much to hand in.`,
    remedy: 'Open it by its path: smtp-spy open FILE.',
  });
}

function tooMany(): RequestError {
  const text = `No more than ${MOST_AT_ONCE} files are handed in at a time.`;
  return new RequestError({ code: 'too-many-files', text, remedy: 'Wait until one of them is done.' });
}

function changedMeanwhile(): RequestError {
  const text = 'The file has changed while it was read.';
  return new RequestError({ code: 'file-changed', text, remedy: 'Open it again.' });
}

function closedMeanwhile(): RequestError {
  const text = 'That file is closed.';
  return new RequestError({ code: 'capture-closed', text, remedy: 'Open it again.' });
}

function cancelled(): RequestError {
  return new RequestError({ code: 'cancelled', text: 'Opening the file was cancelled.', remedy: '' });
}
