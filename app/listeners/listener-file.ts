import * as v from 'valibot';
import { listenerSettings, type ListenerSettings, type Problem } from '../contract.ts';
import { readIfThere, setAside, writeWhole } from '../private-file.ts';

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

  /** Reads it. What cannot be read is set aside. Never rejects. */
  async read(now = new Date()): Promise<ReadListeners> {
    try {
      const text = await readIfThere(this.#path);
      if (text === '') return { listeners: null, problem: null };
      const read = v.safeParse(content, parseJson(text));
      if (read.success) return { listeners: read.output.listeners, problem: null };
      const aside = await setAside(this.#path, now);
      return { listeners: null, problem: unreadable(read.issues[0], aside) };
    } catch (error) {
      return { listeners: null, problem: unusable(error, this.#path, 'read') };
    }
  }

  /** Writes it, in turn. Never rejects: resolves to why it could not be written, if so. */
  write(listeners: readonly KeptListener[]): Promise<Problem | null> {
    const text = `${JSON.stringify({ version: VERSION, listeners }, null, 2)}\n`;
    this.#lastWrite = this.#lastWrite.then(async () => {
      try {
        await writeWhole(this.#path, text);
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
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(issue: v.BaseIssue<unknown>, aside: string): Problem {
  const where = v.getDotPath(issue);
  const what = where === null ? 'it is not what the program writes' : `${where}: ${issue.message}`;
  return {
    code: 'settings-unreadable',
    text: `The listeners’ settings could not be read: ${what}.`,
    remedy: `The program began with its own. The old file is now ${aside}: mend it and give it its name back, or delete it.`,
  };
}

function unusable(error: unknown, path: string, done: string): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'settings-not-kept',
    text: `The listeners’ settings could not be ${done}: ${reason}.`,
    remedy: `Check the permissions of ${path}, and the room on its disk.`,
  };
}
