import { Buffer } from 'node:buffer';
import { MOST_FILE_BYTES, type openedFileRequests } from '../contract.ts';
import { HandedInFile } from '../opened/handed-in-file.ts';
import { OpeningError, type OpenedCaptures } from '../opened/opened-captures.ts';
import { RequestError, type Handlers } from './handlers.ts';

/** Files that one viewer hands in at a time. */
const MOST_AT_ONCE = 4;

/** One viewer's files on their way in. */
export class FilesHandedIn {
  readonly #opened: OpenedCaptures;
  readonly #files = new Map<number, HandedInFile>();
  #last = 0;

  constructor(opened: OpenedCaptures) {
    this.#opened = opened;
  }

  /** Answers requests for them. `show`: has this viewer shown other captures; false where they are closed. */
  handlers(show: (capture: number | null) => boolean): Handlers<keyof typeof openedFileRequests> {
    return {
      'file.begin': async (facts) => {
        if (facts.size > MOST_FILE_BYTES) throw tooLarge(facts.name);
        if (this.#files.size >= MOST_AT_ONCE) throw tooMany();
        const file = (this.#last += 1);
        this.#files.set(file, await HandedInFile.begin(facts));
        return { file };
      },
      'file.piece': async ({ file, bytes }) => {
        if (await this.#find(file).take(Buffer.from(bytes, 'base64'))) return null;
        await this.#cancel(file);
        throw changedMeanwhile();
      },
      'file.finish': ({ file }) => this.#finish(file),
      'file.cancel': async ({ file }) => {
        await this.#cancel(file);
        return null;
      },
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

  async #finish(number: number) {
    const file = this.#find(number);
    try {
      if (!(await file.finish())) {
        await file.cancel();
        throw changedMeanwhile();
      }
      return await this.#opened.open(file);
    } catch (error) {
      if (file.cancelled.signal.aborted) throw cancelled();
      if (error instanceof OpeningError) throw new RequestError(error.problem);
      throw error;
    } finally {
      this.#files.delete(number);
    }
  }

  async #cancel(number: number): Promise<void> {
    await this.#files.get(number)?.cancel();
    this.#files.delete(number);
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
