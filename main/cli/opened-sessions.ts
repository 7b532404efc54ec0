import { openSessions, type SessionSource } from '../../app/capture/session-source.ts';
import { OpenedFiles } from './opened-files.ts';
import { endSignal } from './signals.ts';

/** The sessions behind the paths of a command line, one after the other. What cannot be read does not keep back others. */
export class OpenedSessions {
  readonly #opened = new OpenedFiles((words) => process.stderr.write(`${words}\n`));
  readonly #files: string[] = [];
  readonly #failures: string[] = [];

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

  /** All of them, in the order of the files. */
  async *sources(): AsyncGenerator<SessionSource> {
    for (const file of this.#files) {
      const loaded = await openSessions(file, this.#slowAfter);
      if (loaded.ok) yield* loaded.sources;
      else this.#failures.push(loaded.problem.text);
    }
  }

  /** Lets go of them, and says what could not be read. Resolves to the exit code. */
  async close(): Promise<number> {
    await this.#opened.close();
    for (const failure of this.#failures) process.stderr.write(`${failure}\n`);
    return this.#failures.length === 0 ? 0 : 1;
  }
}
