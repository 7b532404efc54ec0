import type { Problem } from '../contract.ts';
import type { FromReader, ToReader } from './messages.ts';

/**
 * Makes a file, and tells how much of it has been made, from 0 to 1; null: nobody knows. Its pieces may be empty: so it
 * shows that it goes on.
 */
export type MeasuredFile = (onProgress: (done: number | null) => void) => AsyncIterable<string | Uint8Array>;

/** A file that was asked for, or why there is none. */
export type FileFound =
  | { readonly ok: true; readonly proposedName: string; readonly write: MeasuredFile }
  | { readonly ok: false; readonly problem: Problem };

type FileMessage = Extract<FromReader, { type: 'file' | 'no file' | 'pieces' | 'broken' }>;

/** Gets what was asked for last, of one file. */
type Waiting = (message: FileMessage) => void;

/** Files that a reader makes: their pieces are fetched as they are written, so that no file has to fit into memory. */
export class FilesUnderWay {
  readonly #post: (message: ToReader) => void;
  readonly #waiting = new Map<number, Waiting>();

  constructor(post: (message: ToReader) => void) {
    this.#post = post;
  }

  /** Resolves when the reader has found, under that number, what the file is made of. */
  async begin(id: number): Promise<FileFound> {
    const found = await this.#next(id);
    if (found.type === 'file') {
      return {
        ok: true,
        proposedName: found.proposedName,
        write: (onProgress) => this.#pieces(id, onProgress),
      };
    }
    return { ok: false, problem: found.type === 'no file' ? found.problem : UNEXPECTED };
  }

  /** The reader has something for one of them. */
  hear(message: FileMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    waiting?.(message);
  }

  /** The reader is gone. */
  breakAll(problem: Problem): void {
    for (const [id, waiting] of this.#waiting) waiting({ type: 'no file', id, problem });
    this.#waiting.clear();
  }

  async *#pieces(id: number, onProgress: (done: number | null) => void): AsyncGenerator<string | Uint8Array> {
    let isOver = false;
    try {
      while (!isOver) {
        const next = this.#next(id);
        this.#post({ type: 'read', id });
        const message = await next;
        isOver = message.type !== 'pieces' || message.isLast;
        if (message.type !== 'pieces') {
          throw new Error(message.type === 'broken' ? message.text : 'The file could not be made.');
        }
        onProgress(message.done);
        if (message.pieces.length === 0) yield '';
        yield* message.pieces;
      }
    } finally {
      if (!isOver) this.#post({ type: 'cancel', id });
    }
  }

  #next(id: number): Promise<FileMessage> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}

const UNEXPECTED: Problem = { code: 'failed', text: 'The file could not be made.', remedy: 'Try again.' };
