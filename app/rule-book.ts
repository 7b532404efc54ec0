import * as fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Problem } from './contract.ts';
import { RuleSet } from './rules/rule-set.ts';
import { parseRules, type RulesProblem } from './rules/rules-text.ts';

/** Milliseconds that a file is left alone after a change: editors write in several steps. */
const SETTLE_MS = 100;

const NO_RULES = new RuleSet([]);

/**
 * The rules that conversations are looked at with. They come from a file that is read again when it changes; while it is
 * wrong, the last rules that were right go on, and that is told.
 */
export class RuleBook {
  readonly #path: string | null;
  readonly #onChange: () => void;
  #rules = NO_RULES;
  #problem: Problem | null = null;
  #watcher: fs.FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `path`: null for no rules at all. `onChange` is called when the rules, or what is wrong with their file, changed. */
  constructor(path: string | null, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
  }

  /** The rules as they are now. */
  get rules(): RuleSet {
    return this.#rules;
  }

  /** What is wrong with the file; null where nothing is. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Reads the file for the first time, and again whenever it changes. Never rejects: what is wrong is the problem. */
  async open(): Promise<void> {
    if (this.#path === null) return;
    await this.#read(this.#path);
    const name = basename(this.#path);
    try {
      // The folder, since an editor may put a new file in the old one's place.
      this.#watcher = fs.watch(dirname(this.#path), (_, changed) => {
        if (changed === null || changed === name) this.#readSoon();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
      this.#watcher.unref();
    } catch (error) {
      this.#problem ??= unwatched(this.#path, error);
    }
  }

  /** Reads it no more. */
  close(): void {
    this.#watcher?.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #readSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#path !== null) void this.#read(this.#path).then(this.#onChange);
    }, SETTLE_MS);
  }

  async #read(path: string): Promise<void> {
    try {
      const parsed = parseRules(await readFile(path, 'utf8'));
      if (parsed.ok) {
        this.#rules = new RuleSet(parsed.rules, parsed.file.seed);
        this.#problem = null;
      } else this.#problem = wrongFile(path, parsed.problems);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#problem = {
        code: 'rules-unreadable',
        text: `The rules in ${path} cannot be read: ${text}.`,
        remedy: 'The rules that were read last go on. Put the file back, or start with another one.',
      };
    }
  }
}

function wrongFile(path: string, problems: readonly [RulesProblem, ...RulesProblem[]]): Problem {
  const [{ place, key, text, remedy }] = problems;
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  return {
    code: 'rules-wrong',
    text: `${path}, line ${place.line}, column ${place.column}: ${key === '' ? '' : `${key}: `}${text}${more}`,
    remedy: `${remedy} The rules that were right last go on.`.trim(),
  };
}

function unwatched(path: string, error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'rules-unwatched',
    text: `Changes of ${path} will not be noticed: ${text}.`,
    remedy: 'Start SMTP Spy again after a change.',
  };
}
