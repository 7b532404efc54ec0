import { openSessions, type SessionSource } from '../../app/capture/session-source.ts';
import { OpenedFiles } from './opened-files.ts';
import { endSignal } from './signals.ts';
import { UsageError } from './usage-error.ts';

/** The sessions behind the paths of a command line, one after the other. What cannot be read does not keep back others. */
export class OpenedSessions {
  readonly #opened = new OpenedFiles((words) => process.stderr.write(`${words}\n`));
  readonly #files: string[] = [];
  readonly #failures: string[] = [];
  #begun = 0;
  readonly #slowAfter: number | undefined;

  private constructor(slowAfter: number | undefined) {
    this.#slowAfter = slowAfter;
    // What was brought in is to be gone then, too.
    endSignal().addEventListener('abort', () => process.exit(1));
  }

  /**
   * Opens session files, capture folders and packet captures. `slowAfter`: microseconds after which a reply is slow. Never
   * rejects: {@link close} tells what failed.
   */
  static async open(paths: readonly string[], slowAfter?: number): Promise<OpenedSessions> {
    const sessions = new OpenedSessions(slowAfter);
    for (const path of paths) {
      const found = await sessions.#opened.open(path);
      sessions.#files.push(...found.files);
      if (found.failure !== null) sessions.#failures.push(found.failure);
    }
    return sessions;
  }

  /** Whether there is more than one: short sessions share a file. */
  async areSeveral(): Promise<boolean> {
    const [file] = this.#files;
    if (file === undefined || this.#files.length > 1) return file !== undefined;
    const loaded = await openSessions(file);
    return loaded.ok && loaded.sources.length > 1;
  }

  /** How many files have been gone through of how many, where so much has been of the last that was begun, from 0 to 1. */
  done(part: number): { readonly done: number; readonly total: number } {
    return { done: Math.max(0, this.#begun - 1) + part, total: this.#files.length };
  }

  /** All of them, in the order of the files. */
  async *sources(): AsyncGenerator<SessionSource> {
    for (const [at, file] of this.#files.entries()) {
      this.#begun = at + 1;
      const loaded = await openSessions(file, this.#slowAfter);
      if (loaded.ok) yield* loaded.sources;
      else this.#failures.push(loaded.problem.text);
    }
  }

  /**
   * The one session that is meant: that of this number, or the only one there is. Null where what is there cannot be read.
   * Rejects with a {@link UsageError} where there is none of that number, or several and no number.
   */
  async only(session: number | undefined): Promise<SessionSource | null> {
    const found: SessionSource[] = [];
    for await (const source of this.sources()) {
      if (session === undefined || source.session === session) found.push(source);
      if (found.length > 1) break;
    }
    const [first] = found;
    if (first === undefined && session !== undefined && this.#failures.length === 0) {
      throw new UsageError(`There is no session ${session}. smtp-spy show tells the numbers.`);
    }
    if (found.length > 1) throw new UsageError('There are several sessions. Name one by its number.');
    return first ?? null;
  }

  /** Lets go of them, and says what could not be read. Resolves to the exit code. */
  async close(): Promise<number> {
    await this.#opened.close();
    for (const failure of this.#failures) process.stderr.write(`${failure}\n`);
    return this.#failures.length === 0 ? 0 : 1;
  }
}
