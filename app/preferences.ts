import { join } from 'node:path';
import * as v from 'valibot';
import { preferences, type PreferenceChange, type PreferenceValues, type Problem } from './contract.ts';
import { readSettingsFile, writeSettingsFile } from './settings-file.ts';

const FILE_NAME = 'preferences.json';

/** What the person prefers, kept in a file that all hosts of the program share. */
export class Preferences {
  readonly #path: string | null;
  #values: PreferenceValues;
  #lastWrite: Promise<unknown> = Promise.resolve();
  /** What was wrong with the file when it was read; null: nothing. */
  readonly problem: Problem | null;

  /** Use {@link openPreferences}. */
  constructor(path: string | null, values: PreferenceValues, problem: Problem | null) {
    this.#path = path;
    this.#values = values;
    this.problem = problem;
  }

  /** As they are now. */
  get values(): PreferenceValues {
    return this.#values;
  }

  /**
   * Takes what is named at once, and keeps it. Rejects, as writing a file does, where it cannot be kept: it then lasts as
   * long as the program.
   */
  change(change: PreferenceChange): Promise<void> {
    this.#values = v.parse(preferences, { ...this.#values, ...change });
    const written = this.#lastWrite.then(() => this.#write(change));
    this.#lastWrite = written.catch(() => {});
    return written;
  }

  /** Resolves when nothing waits to be written. */
  async close(): Promise<void> {
    await this.#lastWrite;
  }

  /** Another host may have changed something else meanwhile. */
  async #write(change: PreferenceChange): Promise<void> {
    if (this.#path === null) return;
    const kept = await readSettingsFile(this.#path);
    const before = kept.found === 'json' ? objectOf(kept.value) : {};
    await writeSettingsFile(this.#path, { ...before, ...change });
  }
}

/** Reads the preferences in the program's data folder; null: they last as long as the program. Never rejects. */
export async function openPreferences(dataDirectory: string | null): Promise<Preferences> {
  const first = v.parse(preferences, {});
  if (dataDirectory === null) return new Preferences(null, first, null);
  const path = join(dataDirectory, FILE_NAME);
  try {
    const kept = await readSettingsFile(path);
    if (kept.found !== 'unreadable') {
      const values = kept.found === 'json' ? v.parse(preferences, objectOf(kept.value)) : first;
      return new Preferences(path, values, null);
    }
    return new Preferences(path, first, unreadable(path, kept.setAside));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return new Preferences(path, first, {
      code: 'settings-unreadable',
      text: `Your settings could not be read: ${why}.`,
      remedy: `Check the permissions of ${path}. Until then everything is as at first.`,
    });
  }
}

function unreadable(path: string, setAside: string | null): Problem {
  return {
    code: 'settings-unreadable',
    text: `Your settings could not be understood: ${path} is no JSON. Everything is as at first.`,
    remedy: setAside === null ? 'Mend or delete the file.' : `What it held is kept in ${setAside}.`,
  };
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
