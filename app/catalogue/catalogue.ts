import { REGRET } from '../capture/session-eraser.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import type { SessionSource } from '../capture/session-source.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { CatalogueFile } from './catalogue-file.ts';
import { SummaryPool } from './summary-pool.ts';
import { Turns } from './turns.ts';

/** Sessions that are read at the same time: while one waits for the disk, another is worked on. */
const READ_AT_ONCE = 4;

/** Milliseconds for which changes are gathered before lists are told. */
const TELL_EVERY = 100;

/** Milliseconds after which what is known of closed sessions is written down. */
const WRITE_AFTER = 2_000;

/** Entries that are written down at once. */
const WRITE_AT = 500;

/** Milliseconds after which nothing more is known of deleted sessions: by then their bytes are gone. */
const FORGET_AFTER = 1.5 * REGRET;

/** Milliseconds after which sessions that another process writes are looked at again. */
const LOOK_AGAIN = 2_000;

/** What the catalogue tells whoever listens. */
export interface CatalogueListener {
  /** These sessions are new, changed or gone. */
  changed(sessions: ReadonlySet<number>): void;
  /** More has been read, or there is more to read. */
  progress(): void;
}

/**
 * What is known of all sessions of a folder, worked out in the background: the newest first, what changes at once.
 * Everything in it follows from the records, and from what people say of them.
 */
export class Catalogue {
  readonly #library: SessionLibrary;
  readonly #file: CatalogueFile;
  readonly #pool = new SummaryPool();
  readonly #entries = new Map<number, CatalogueEntry>();
  readonly #listeners = new Set<CatalogueListener>();
  /** Sessions that have grown since they were read. */
  readonly #dirty = new Set<number>();
  /** Open sessions, whose growth nobody may tell of. */
  readonly #open = new Set<number>();
  /** Deleted ones of which something is still known: they may be brought back. */
  readonly #hidden = new Set<number>();
  /** Sessions that nobody has read yet; the newest stands last. */
  #backlog: number[] = [];
  /** Those of them that have come meanwhile. */
  readonly #newcomers = new Set<number>();
  #wasDirty = false;
  #changed = new Set<number>();
  #unwritten = new Map<number, CatalogueEntry>();
  #tellTimer: NodeJS.Timeout | null = null;
  #writeTimer: NodeJS.Timeout | null = null;
  #lookTimer: NodeJS.Timeout | null = null;
  #forgetTimer: NodeJS.Timeout | null = null;
  #reading = 0;
  /** Those that are being read of which nothing is known yet. */
  readonly #unknown = new Set<number>();
  readonly #turns = new Turns();
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #loaded: Promise<void>;
  #isLoaded = false;

  constructor(library: SessionLibrary) {
    this.#library = library;
    this.#file = new CatalogueFile(library.directory, library.derivation, (field, value) =>
      this.#pool.shareValue(field, value),
    );
    this.#loaded = this.#load();
  }

  /** Sessions of which something is known. */
  get known(): number {
    return this.#entries.size - this.#hidden.size;
  }

  /** Sessions whose record is still to be read. */
  get unread(): number {
    const backlog = this.#isLoaded ? this.#backlog.length : Math.max(0, this.#library.total - this.known);
    return backlog + this.#unknown.size;
  }

  /** Sessions that were there from the start, and are still to be read: of those that come meanwhile, some always are. */
  get backlog(): number {
    return this.#isLoaded ? Math.max(0, this.#backlog.length - this.#newcomers.size) : this.unread;
  }

  /** What is known of a session; undefined where it is deleted, or not read yet. */
  get(session: number): CatalogueEntry | undefined {
    return this.#library.annotations.isDeleted(session) ? undefined : this.#entries.get(session);
  }

  /** All that is known, in no order. */
  *all(): Generator<CatalogueEntry, void, undefined> {
    const { annotations } = this.#library;
    for (const [session, entry] of this.#entries) {
      if (!annotations.isDeleted(session)) yield entry;
    }
  }

  /** Returns what ends the listening. */
  listen(listener: CatalogueListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** There is more of a session, or it ended. */
  grew(session: number): void {
    if (this.#closed) return;
    if (this.#entries.has(session)) this.#dirty.add(session);
    else if (!this.#newcomers.has(session)) {
      this.#newcomers.add(session);
      this.#backlog.push(session);
    }
    this.#work();
  }

  /** People have said something of sessions. */
  annotated(): void {
    for (const [session, entry] of this.#entries) {
      const decorated = this.#decorate(entry);
      const isGone = this.#library.annotations.isDeleted(session);
      if (decorated !== entry) this.#entries.set(session, decorated);
      if (decorated !== entry || isGone !== this.#hidden.has(session)) this.#change(session);
      if (isGone) this.#hidden.add(session);
      else this.#hidden.delete(session);
    }
    if (this.#hidden.size > 0) this.#forgetLater();
  }

  /** Resolves when all that is on the disk has been read. */
  async settled(): Promise<void> {
    await this.#loaded;
    while (this.unread + this.#reading > 0 || this.#dirty.size > 0 || this.#tellTimer !== null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** No more reading; what is known is written down when this resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of [this.#tellTimer, this.#writeTimer, this.#lookTimer, this.#forgetTimer]) {
      if (timer !== null) clearTimeout(timer);
    }
    await this.#loaded;
    if (this.#hidden.size > 0) this.#rewrite();
    else this.#write();
    await this.#writing;
  }

  async #load(): Promise<void> {
    let useless = 0;
    for await (const entries of this.#file.read()) {
      for (const entry of entries) {
        if (this.#isThere(entry.summary.session)) this.#put(this.#decorate(entry));
        else useless += 1;
      }
      await this.#turns.breathe();
      if (this.#closed) return;
    }
    this.#backlog = [];
    for (const { first, last } of this.#library.ranges) {
      for (let session = first; session <= last; session += 1) {
        if (!this.#entries.has(session)) this.#backlog.push(session);
      }
    }
    this.#isLoaded = true;
    // What was deleted must not live on in what was derived from it.
    if (useless > 0) this.#rewrite();
    this.#work();
    this.#tellSoon();
  }

  #isThere(session: number): boolean {
    const { ranges, annotations } = this.#library;
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.last ?? 0) < session) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low];
    return range !== undefined && range.first <= session && !annotations.isDeleted(session);
  }

  #work(): void {
    while (!this.#closed && this.#isLoaded && !this.#turns.isResting && this.#reading < READ_AT_ONCE) {
      const session = this.#next();
      if (session === null) break;
      this.#reading += 1;
      void this.#read(session);
    }
  }

  /** What has changed and the newest that nobody has read, by turns: in a flood neither waits for the other to end. */
  #next(): number | null {
    const next = this.#wasDirty
      ? (this.#nextUnread() ?? this.#nextDirty())
      : (this.#nextDirty() ?? this.#nextUnread());
    this.#wasDirty = !this.#wasDirty;
    return next;
  }

  #nextDirty(): number | null {
    const dirty = this.#dirty.values().next();
    if (dirty.done === true) return null;
    this.#dirty.delete(dirty.value);
    return dirty.value;
  }

  #nextUnread(): number | null {
    for (let session = this.#backlog.pop(); session !== undefined; session = this.#backlog.pop()) {
      if (this.#newcomers.delete(session) || !this.#entries.has(session)) return session;
    }
    return null;
  }

  async #read(session: number): Promise<void> {
    if (!this.#entries.has(session)) this.#unknown.add(session);
    try {
      const source = await this.#library.find(session);
      await source?.catchUp(() => this.#showBeginning(source));
      if (source !== null && !this.#closed) {
        this.#keep({ summary: source.index.summary(), facets: source.index.facets() });
      }
    } catch {
      // A file that cannot be read now is looked at again when it grows, and at the next start.
    }
    this.#reading -= 1;
    this.#unknown.delete(session);
    await this.#turns.breathe();
    this.#tellSoon();
    this.#work();
  }

  /** A long record is read for a while: people may look at it as soon as its beginning is known. */
  #showBeginning({ session, index, read }: SessionSource): void {
    if (this.#closed || read.done >= read.total || !this.#unknown.delete(session)) return;
    this.#take({ summary: index.summary(), facets: index.facets() });
  }

  #keep(entry: CatalogueEntry): void {
    const { session } = entry.summary;
    const isOpen = entry.summary.outcome === 'open';
    const kept = this.#take(entry);
    if (isOpen) {
      this.#open.add(session);
      this.#lookAgain();
      return;
    }
    this.#open.delete(session);
    this.#unwritten.set(session, kept);
    if (this.#unwritten.size >= WRITE_AT) this.#write();
    this.#writeTimer ??= setTimeout(() => {
      this.#writeTimer = null;
      this.#write();
    }, WRITE_AFTER);
  }

  #take(entry: CatalogueEntry): CatalogueEntry {
    const kept = this.#decorate(this.#pool.share(entry));
    this.#put(kept);
    return kept;
  }

  #put(entry: CatalogueEntry): void {
    this.#entries.set(entry.summary.session, entry);
    this.#change(entry.summary.session);
  }

  /** The entry with what people say of it; the same entry where it says that already. */
  #decorate(entry: CatalogueEntry): CatalogueEntry {
    const summary = this.#library.annotations.decorate(entry.summary);
    return summary === entry.summary ? entry : { summary, facets: entry.facets };
  }

  #change(session: number): void {
    this.#changed.add(session);
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#closed) return;
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = null;
      const changed = this.#changed;
      this.#changed = new Set();
      for (const listener of this.#listeners) {
        if (changed.size > 0) listener.changed(changed);
        else listener.progress();
      }
    }, TELL_EVERY);
  }

  #lookAgain(): void {
    if (this.#closed) return;
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = null;
      for (const session of this.#open) this.#dirty.add(session);
      this.#work();
    }, LOOK_AGAIN);
  }

  #forgetLater(): void {
    if (this.#forgetTimer !== null) clearTimeout(this.#forgetTimer);
    this.#forgetTimer = setTimeout(() => {
      for (const session of this.#hidden) this.#entries.delete(session);
      this.#hidden.clear();
      this.#rewrite();
    }, FORGET_AFTER);
    this.#forgetTimer.unref();
  }

  #write(): void {
    const entries = [...this.#unwritten.values()].map(withoutAnnotations);
    this.#unwritten = new Map();
    if (entries.length > 0) this.#writing = this.#writing.then(() => this.#file.append(entries));
  }

  #rewrite(): void {
    const closed = [...this.all()].filter(({ summary }) => summary.outcome !== 'open');
    this.#unwritten = new Map();
    this.#writing = this.#writing.then(() => this.#file.write(closed.map(withoutAnnotations)));
  }
}

/** What people say stands in a file of its own. */
function withoutAnnotations({ summary, facets }: CatalogueEntry): CatalogueEntry {
  const { pinned: _, note: _note, ...derived } = summary;
  return { summary: derived, facets };
}
