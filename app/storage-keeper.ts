import type { Captures } from './capture/captures.ts';
import { Retention, type Removal } from './capture/retention.ts';
import { KEEP_ALL, type KeepLimits } from './capture/retention-plan.ts';
import type { PreferenceValues, Problem, StorageState } from './contract.ts';
import type { WorkBoard } from './work-board.ts';
import { describeFullStorage, describeLargeStorage } from './problems.ts';

/**
 * Bytes from which on a person is told that nothing is ever taken away, where nobody has said what is kept: more than most
 * would expect a program like this to take.
 */
const WORTH_TELLING = 10_000_000_000;

/**
 * Milliseconds from when a person chooses what is kept to when it holds: what has gone does not come back, and a list may be gone
 * through choice by choice.
 */
const HOLDS_AFTER = 10_000;

/** Taking away what is not to be kept, on a board. */
const TIDYING = { kind: 'tidying', of: 0 } as const;

/** What the keeper works on. */
export interface StorageParts {
  readonly captures: Captures;
  readonly preferences: () => PreferenceValues;
  /** What the command line says is kept; undefined: nothing. */
  readonly commanded: KeepLimits | undefined;
  /** The captures lie in the program's own folder, which the settings are about. */
  readonly isOwnFolder: boolean;
  readonly onChange: () => void;
  /** Says how far the taking away is. */
  readonly board: WorkBoard;
  /** Something worth knowing has come up. */
  readonly tell: (problem: Problem) => void;
}

/** Keeps the captures within what the person wants to keep, and says what they take up. */
export class StorageKeeper {
  readonly #parts: StorageParts;
  readonly #retention: Retention;
  #chosen: KeepLimits;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: StorageParts) {
    this.#parts = parts;
    this.#chosen = this.#preferred;
    this.#retention = new Retention(parts.captures, {
      limits: () => this.#limitsOf(this.#chosen),
      onChange: () => this.#changed(),
      onRemoving: (files, cancel) => {
        if (files === null) parts.board.isOver(TIDYING);
        else parts.board.goesOn({ ...TIDYING, subject: '', ...files }, cancel);
      },
    });
  }

  /** What the captures take up, and what is kept of them. */
  get state(): StorageState {
    const { directory } = this.#parts.captures;
    const limits = this.#limitsOf(this.#preferred);
    return { directory, limits, decidedBy: this.#decidedBy, ...this.#retention.state };
  }

  /** What was taken away so far. */
  get removed(): Removal {
    return this.#retention.state.removed;
  }

  /** The settings have changed. */
  limitsChanged(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#chosen = this.#preferred;
      this.#retention.limitsChanged();
    }, HOLDS_AFTER);
    this.#timer.unref();
  }

  /** Ends the watching; resolves when what is under way is done. */
  close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    return this.#retention.close();
  }

  get #decidedBy(): StorageState['decidedBy'] {
    if (this.#parts.commanded !== undefined) return 'command-line';
    return this.#parts.isOwnFolder ? 'settings' : 'nobody';
  }

  get #preferred(): KeepLimits {
    const { keptBytes, keptDays } = this.#parts.preferences();
    return { bytes: keptBytes, days: keptDays };
  }

  #limitsOf(chosen: KeepLimits): KeepLimits {
    switch (this.#decidedBy) {
      case 'command-line':
        return this.#parts.commanded ?? KEEP_ALL;
      case 'settings':
        return chosen;
      case 'nobody':
        return KEEP_ALL;
    }
  }

  #changed(): void {
    const { state } = this;
    if (state.isOver) this.#parts.tell(describeFullStorage(state));
    const isLimited = state.limits.bytes !== null || state.limits.days !== null;
    if (!isLimited && state.bytes !== null && state.bytes >= WORTH_TELLING) {
      this.#parts.tell(describeLargeStorage(state));
    }
    this.#parts.onChange();
  }
}
