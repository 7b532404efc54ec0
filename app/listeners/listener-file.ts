import * as v from 'valibot';
import { listenerSettings, type ListenerSettings, type Problem } from '../contract.ts';
import { setAside } from '../private-file.ts';
import { readSettingsFile, writeSettingsFile } from '../settings-file.ts';

/** A listener as it outlasts the program. */
export interface KeptListener {
  readonly settings: ListenerSettings;
  /** False: the person had stopped it. */
  readonly listens: boolean;
}

const VERSION = 1;

const kept = v.object({ settings: listenerSettings, listens: v.boolean() });
const content = v.object({ version: v.literal(VERSION), listeners: v.tupleWithRest([kept], kept) });

/** What was kept, if anything, and what was wrong with it. */
export interface ReadListeners {
  /** Null where nothing was kept, or nothing that can be read. */
  readonly listeners: readonly [KeptListener, ...KeptListener[]] | null;
  readonly problem: Problem | null;
}

/** The file in which the listeners outlast the program. */
export class ListenerFile {
  readonly #path: string;
  #lastWrite: Promise<Problem | null> = Promise.resolve(null);

  /** Nothing is read or written yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Reads it. What cannot be understood is set aside. Never rejects. */
  async read(): Promise<ReadListeners> {
    try {
      const kept = await readSettingsFile(this.#path);
      if (kept.found === 'nothing') return { listeners: null, problem: null };
      if (kept.found === 'unreadable') return this.#notUnderstood('it is no JSON', kept.setAside);
      const read = v.safeParse(content, kept.value);
      if (read.success) return { listeners: read.output.listeners, problem: null };
      const [issue] = read.issues;
      return this.#notUnderstood(
        `${v.getDotPath(issue) ?? 'content'}: ${issue.message}`,
        await setAside(this.#path),
      );
    } catch (error) {
      return { listeners: null, problem: unusable(error, this.#path, 'read') };
    }
  }

  /** Writes it, in turn. Never rejects: resolves to why it could not be written, if so. */
  write(listeners: readonly KeptListener[]): Promise<Problem | null> {
    this.#lastWrite = this.#lastWrite.then(async () => {
      try {
        await writeSettingsFile(this.#path, { version: VERSION, listeners });
        return null;
      } catch (error) {
        return unusable(error, this.#path, 'kept');
      }
    });
    return this.#lastWrite;
  }

  /** Resolves when everything is written. */
  async written(): Promise<void> {
    await this.#lastWrite;
  }

  #notUnderstood(why: string, aside: string | null): ReadListeners {
    const kept = aside === null ? 'Mend or delete it.' : `What it held is kept in ${aside}.`;
    const problem = {
      code: 'settings-unreadable',
      text: `The listeners’ settings in ${this.#path} could not be understood: ${why}.`,
      remedy: `There is one listener, as at first. ${kept}`,
    };
    return { listeners: null, problem };
  }
}

function unusable(error: unknown, path: string, done: string): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'settings-not-kept',
    text: `The listeners’ settings could not be ${done}: ${reason}.`,
    remedy: `Check the permissions of ${path}, and the room on its disk.`,
  };
}
