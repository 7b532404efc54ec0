import { mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Problem, RulesGlance, RulesShown } from './contract.ts';
import { setAside, writeWhole } from './private-file.ts';
import { RuleSet } from './rules/rule-set.ts';
import { editRules, EMPTY_RULES_TEXT, type RulesEdit } from './rules/rules-edit.ts';
import { parseRules, type RulesProblem } from './rules/rules-text.ts';
import { WatchedFile } from './watched-file.ts';

const NO_RULES = new RuleSet([]);

/** Where rules are kept. */
export interface RuleFile {
  readonly path: string;
  /** A person named the file: it has to be there. Otherwise it is the program's own, and comes with the first rule. */
  readonly isNamed: boolean;
}

/** Why rules were not changed, or that they were. */
export type EditOutcome =
  | { readonly outcome: 'changed' }
  /** There is no file that they could be kept in. */
  | { readonly outcome: 'no-file' }
  /** The file cannot be understood as it is now, and writing would lose what stands in it. */
  | { readonly outcome: 'file-wrong' }
  /** They are not what the person saw any more. */
  | { readonly outcome: 'changed-meanwhile' }
  /** With the change they would make no sense. */
  | { readonly outcome: 'wrong-rule'; readonly problem: RulesProblem };

/** What stands in the file: rules, or something that is wrong. */
type FileState =
  | { readonly state: 'right' }
  | { readonly state: 'wrong'; readonly mistakes: readonly [RulesProblem, ...RulesProblem[]] }
  | { readonly state: 'unreadable'; readonly why: string };

/**
 * The rules that conversations are looked at with. They come from a file that is read again when it changes, and that is
 * written when a viewer changes a rule; while it is wrong, the last rules that were right go on, and that is told.
 */
export class RuleBook {
  readonly #file: RuleFile | null;
  readonly #onChange: () => void;
  #rules = NO_RULES;
  /** The text that the rules were made of. */
  #text = EMPTY_RULES_TEXT;
  #state: FileState = { state: 'right' };
  #unwatched: string | null = null;
  #revision = 0;
  readonly #watched: WatchedFile | null;
  /** Reading and writing, one after the other. */
  #work: Promise<unknown> = Promise.resolve();

  /** `file`: null for no rules at all. `onChange` is called when the rules, or what is wrong with their file, changed. */
  constructor(file: RuleFile | null, onChange: () => void) {
    this.#file = file;
    this.#onChange = onChange;
    this.#watched =
      file === null ? null : new WatchedFile(file.path, () => void this.#inTurn(() => this.#read()));
  }

  /** The rules as they are now. */
  get rules(): RuleSet {
    return this.#rules;
  }

  /** What is wrong with the file; null where nothing is. */
  get problem(): Problem | null {
    if (this.#file === null) return null;
    const { path } = this.#file;
    switch (this.#state.state) {
      case 'wrong':
        return wrongFile(path, this.#state.mistakes);
      case 'unreadable':
        return unreadable(path, this.#state.why);
      case 'right':
        return this.#unwatched === null ? null : unwatched(path, this.#unwatched);
    }
  }

  /** The rules in a few words. */
  get glance(): RulesGlance {
    return { revision: this.#revision, total: this.#rules.rules.length, on: this.#rules.on };
  }

  /** All rules, and what is wrong with their file. */
  show(): RulesShown {
    const { acted, rules } = this.#rules;
    const state = this.#state;
    return {
      revision: this.#revision,
      file: this.#file?.path ?? null,
      rules: rules.map(({ settings }, at) => ({ settings, acted: acted[at] ?? 0 })),
      mistakes:
        state.state === 'wrong'
          ? state.mistakes.map(({ place, ...mistake }) => ({ ...place, ...mistake }))
          : [],
      unreadable: state.state === 'unreadable' ? state.why : null,
    };
  }

  /** Reads the file for the first time, and again whenever it changes. Never rejects: what is wrong is the problem. */
  async open(): Promise<void> {
    if (this.#file === null) return;
    const { path, isNamed } = this.#file;
    await this.#inTurn(() => this.#read());
    // Where the folder cannot be made, watching it says why.
    if (!isNamed) await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => undefined);
    this.#unwatched = this.#watched?.open() ?? null;
  }

  /**
   * Changes a rule, and keeps it in the file. `revision`: of the rules that the person saw. Rejects as writing a file does;
   * then nothing has changed.
   */
  edit(revision: number, edit: RulesEdit): Promise<EditOutcome> {
    return this.#inTurn(async () => {
      if (this.#file === null) return { outcome: 'no-file' };
      // What stands there now, also where nobody has told yet that it changed.
      await this.#read();
      if (this.#state.state !== 'right') return { outcome: 'file-wrong' };
      const text = revision === this.#revision ? editRules(this.#text, edit) : null;
      if (text === null) return { outcome: 'changed-meanwhile' };
      const parsed = parseRules(text);
      if (!parsed.ok) return { outcome: 'wrong-rule', problem: parsed.problems[0] };
      await this.#write(this.#file.path, text);
      return { outcome: 'changed' };
    });
  }

  /**
   * Sets a file that cannot be understood aside, and puts the rules that were right last into its place. Rejects as writing
   * a file does.
   */
  restore(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#file === null || this.#state.state === 'right') return;
      await setAside(this.#file.path);
      await this.#write(this.#file.path, this.#text);
    });
  }

  /** Reads it no more. */
  close(): void {
    this.#watched?.close();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<void> {
    if (this.#file === null) return;
    try {
      this.#take(await readFile(this.#file.path, 'utf8'));
    } catch (error) {
      if (!this.#file.isNamed && isMissing(error)) this.#take(EMPTY_RULES_TEXT);
      else this.#change({ state: 'unreadable', why: wordsOf(error) });
    }
  }

  #take(text: string): void {
    const isKnown = this.#state.state === 'right' && text === this.#text;
    if (isKnown && this.#revision > 0) return;
    const parsed = parseRules(text);
    if (!parsed.ok) return this.#change({ state: 'wrong', mistakes: parsed.problems });
    this.#text = text;
    this.#rules = new RuleSet(parsed.rules, parsed.file.seed, this.#rules);
    this.#change({ state: 'right' });
  }

  async #write(path: string, text: string): Promise<void> {
    // Where the name is a link to the file, the file is written, and the link stays.
    const real = await realpath(path).catch(() => path);
    await writeWhole(real, text);
    this.#take(text);
  }

  #change(state: FileState): void {
    this.#state = state;
    this.#revision += 1;
    this.#onChange();
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

function unreadable(path: string, why: string): Problem {
  return {
    code: 'rules-unreadable',
    text: `The rules in ${path} cannot be read: ${why}.`,
    remedy: 'The rules that were read last go on. Put the file back, or start with another one.',
  };
}

function unwatched(path: string, why: string): Problem {
  return {
    code: 'rules-unwatched',
    text: `Changes of ${path} will not be noticed: ${why}.`,
    remedy: 'Start SMTP Spy again after a change.',
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
