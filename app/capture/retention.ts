import { join } from 'node:path';
import type { Captures } from './captures.ts';
import { sessionFileName, type SessionRange } from './folder.ts';
import { FolderUsage, type UsedFile } from './folder-usage.ts';
import { isWriting } from './process-mark.ts';
import { planRetention, sizeOf, type KeepLimits, type PlannedFile } from './retention-plan.ts';
import { openSessions } from './session-source.ts';

/** Milliseconds from the start to the first look: what a person waits for comes first. */
const FIRST_LOOK = 2_000;

/** Milliseconds in which what is recorded is gathered before it is counted. */
const COUNT_AFTER = 2_000;

/** Milliseconds between two looks at the whole folder: others may write to it, and sessions grow old. */
const LOOK_EVERY = 300_000;

/** Files that are gone through between two looks at whether they are still to go: few words said, and soon heard. */
const FILES_AT_ONCE = 50;

/** Sessions that have been taken away. */
export interface Removal {
  readonly sessions: number;
  readonly bytes: number;
}

/** What is known of what a folder takes up. */
export interface RetentionState {
  /** Bytes of all its files; null until somebody has looked. */
  readonly bytes: number | null;
  /** There is more than the limit, and nothing that may go: what is left is pinned, in use, or the newest. */
  readonly isOver: boolean;
  /** What was taken away since the start, and how often. */
  readonly removed: Removal & { readonly times: number };
}

/** How a folder is watched. */
export interface RetentionOptions {
  /** What is kept, as it is at the moment of asking. */
  readonly limits: () => KeepLimits;
  /** The state has changed. */
  readonly onChange: () => void;
  /** Files are taken away, and so many are gone through; null: that is over. `cancel`: the others stay until the next look. */
  readonly onRemoving?: (
    files: { readonly done: number; readonly total: number } | null,
    cancel: () => void,
  ) => void;
  /** Milliseconds; for tests. */
  readonly countAfter?: number;
}

/**
 * Keeps a capture folder within its limits: takes away the oldest sessions that are over and not pinned. Several processes may
 * do so at once: they choose the same ones. What other running processes write into files of their own is theirs.
 */
export class Retention {
  readonly #captures: Captures;
  readonly #options: RetentionOptions;
  readonly #usage: FolderUsage;
  readonly #changed = new Set<string>();
  /** The file that changed last. */
  #lastChanged: SessionRange | null = null;
  readonly #stopListening: () => void;
  #removed: RetentionState['removed'] = { sessions: 0, bytes: 0, times: 0 };
  #isKnown = false;
  #isOver = false;
  #timer: NodeJS.Timeout | null = null;
  #lookTimer: NodeJS.Timeout;
  #working: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(captures: Captures, options: RetentionOptions) {
    this.#captures = captures;
    this.#options = options;
    this.#usage = new FolderUsage(captures.directory);
    this.#lookTimer = setTimeout(() => this.#lookNow(), options.countAfter ?? FIRST_LOOK);
    this.#lookTimer.unref();
    this.#stopListening = captures.listen({
      grew: ({ file }) => this.#changedLater(file),
      lost: (files) => {
        for (const file of files) this.#changedLater(file);
      },
    });
  }

  /** What is known now. */
  get state(): RetentionState {
    const bytes = this.#isKnown ? this.#usage.total : null;
    return { bytes, isOver: this.#isOver, removed: this.#removed };
  }

  /** Looks at the whole folder, and takes away what has to go. Rejects as reading and writing files does. */
  sweep(): Promise<Removal> {
    return this.#inTurn(async () => {
      await this.#captures.annotatedElsewhere();
      await this.#usage.look(Date.now());
      this.#isKnown = true;
      this.#forgetChanged();
      const removal = await this.#removeWhatHasToGo();
      this.#options.onChange();
      return removal;
    });
  }

  /** The limits have changed. */
  limitsChanged(): void {
    this.#lookNow();
  }

  /** No more looking; resolves when what is under way is done. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    clearTimeout(this.#lookTimer);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#working;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => {});
    return done;
  }

  #lookNow(): void {
    clearTimeout(this.#lookTimer);
    if (this.#closed) return;
    this.#lookTimer = setTimeout(() => this.#lookNow(), LOOK_EVERY);
    this.#lookTimer.unref();
    // A folder that cannot be looked at now is looked at again.
    void this.sweep().catch(() => {});
  }

  #changedLater(file: SessionRange): void {
    // Of sessions that share a file each tells that it has grown.
    if (file === this.#lastChanged) return;
    this.#lastChanged = file;
    this.#changed.add(sessionFileName(file));
    if (this.#closed || !this.#isKnown) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#count().catch(() => {});
    }, this.#options.countAfter ?? COUNT_AFTER);
    this.#timer.unref();
  }

  #forgetChanged(): void {
    this.#changed.clear();
    this.#lastChanged = null;
  }

  async #count(): Promise<void> {
    await this.#inTurn(async () => {
      const changed = [...this.#changed];
      this.#forgetChanged();
      await this.#usage.lookAgain(changed);
    });
    const { bytes } = this.#options.limits();
    // As long as nothing more may go, the next look at everything is soon enough.
    if (bytes !== null && this.#usage.total > bytes && !this.#isOver) this.#lookNow();
    else this.#options.onChange();
  }

  async #removeWhatHasToGo(): Promise<Removal> {
    const limits = this.#options.limits();
    const { annotations } = this.#captures;
    const before = this.#usage.total;
    const plan = await planRetention(
      {
        files: this.#usage.sessionFiles(),
        total: before,
        pinned: annotations.pinned,
        deleted: annotations.deleted,
        isInUse: (file) => this.#isInUse(file),
        now: Date.now(),
      },
      limits,
    );
    this.#isOver = plan.isOver;
    if (plan.files.length === 0) return { sessions: 0, bytes: 0 };
    const sessions = await this.#removeAll(plan.files);
    if (sessions === 0) return { sessions, bytes: 0 };
    await this.#usage.look(Date.now());
    const bytes = Math.max(0, before - this.#usage.total);
    const last = this.#removed;
    this.#removed = {
      sessions: last.sessions + sessions,
      bytes: last.bytes + bytes,
      times: last.times + 1,
    };
    return { sessions, bytes };
  }

  /** Resolves to how many sessions were taken away: fewer than all where somebody wants no more of it. */
  async #removeAll(planned: readonly PlannedFile[]): Promise<number> {
    const { onRemoving = () => {} } = this.#options;
    let isCancelled = false;
    const cancel = (): void => {
      isCancelled = true;
    };
    let removed = 0;
    try {
      for (let from = 0; from < planned.length; from += FILES_AT_ONCE) {
        onRemoving({ done: from, total: planned.length }, cancel);
        if (isCancelled || this.#closed) break;
        const some = planned.slice(from, from + FILES_AT_ONCE);
        const sessions = some.flatMap((each) => each.sessions);
        const files = some.map(({ file }) => file.sessions);
        await this.#captures.remove(sessions, files);
        removed += sessions.reduce((sum, range) => sum + sizeOf(range), 0);
      }
    } finally {
      onRemoving(null, cancel);
    }
    return removed;
  }

  async #isInUse({ sessions: { first, last } }: UsedFile): Promise<boolean> {
    // What shares a file was over when it was written.
    if (first !== last) return false;
    if (this.#captures.live.includes(first)) return true;
    const opened = await openSessions(join(this.#captures.directory, sessionFileName({ first, last })));
    const writer = opened.ok ? opened.sources[0]?.index.info.writer : undefined;
    return writer !== undefined && isWriting(writer);
  }
}
