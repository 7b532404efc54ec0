import { join } from 'node:path';
import type { Endpoint, ServerEndpoint, SessionSummary } from '../transcript/row.ts';
import { Annotations, type Annotation } from './annotations.ts';
import { BlockPool } from './block-pool.ts';
import { listSessionFiles, makeFolder, sessionFileName, type SessionRange } from './folder.ts';
import { NumberLedger } from './number-ledger.ts';
import { SessionRecorder, type RecorderKeeper } from './recorder.ts';
import { REGRET, SessionEraser } from './session-eraser.ts';
import type { SessionInfo } from './session-payload.ts';
import { openSessions, SessionSource } from './session-source.ts';
import { writeSharedFile } from './shared-file.ts';

/**
 * Milliseconds from when something is to be written to when it is: short enough to be live for a person, and longer the
 * more sessions want to write, since each write costs much the same whatever its size. A crash loses at most what passed
 * in that time, and as much again of sessions that had just begun.
 */
const SOONEST_FLUSH = 15;
const LATEST_FLUSH = 150;
const FLUSH_LATER_BY = 2;

/** Sessions that want to write at once, from which on those that have just begun are let wait. */
const MANY = 8;

/** Sessions in one shared file: so many are read to find one of them. */
const MOST_SHARING = 256;

/** Closed sessions of which what is known is kept in memory; others are read again when they are asked for. */
const MOST_KNOWN = 2_000;

/** Milliseconds that a list waits for a session that has to be read first; then it shows what is known so far. */
const LIST_PATIENCE = 50;

/** What the folder tells whoever listens. */
export interface CapturesListener {
  /** Sessions were pinned, noted, deleted or brought back. */
  annotated?(): void;
  /** There is more of the session on the disk, or it ended. */
  grew?(session: number): void;
  /** A session could not be kept any further, or (null) keeping works again. */
  recording?(failure: RecordingFailure | null): void;
}

/** Why and since when conversations pass without being kept. */
export interface RecordingFailure {
  /** The system's code: `ENOSPC`. */
  readonly code: string;
  readonly text: string;
  /** The session that was cut short; 0 where it had no place yet. */
  readonly session: number;
  /** Conversations that have not been kept whole since. */
  readonly unrecorded: number;
}

/** How a folder is opened. */
interface CapturesOptions {
  readonly version: string;
  /** Milliseconds; see {@link REGRET}. */
  readonly regret?: number;
}

/** From where to where a session goes. */
export interface SessionOrigin {
  readonly listener: string;
  readonly client: Endpoint;
  readonly server: ServerEndpoint;
}

/**
 * The capture folder: begins new sessions, and finds all that are in it. The files are the truth; what is held in memory
 * is derived from them, bounded, and can be dropped.
 */
export class Captures implements RecorderKeeper {
  readonly directory: string;
  /** {@link RecorderKeeper} */
  readonly blocks = new BlockPool();
  readonly #writer: SessionInfo['writer'];
  readonly #numbers: NumberLedger;
  readonly #listeners = new Set<CapturesListener>();
  readonly #dirty = new Set<SessionRecorder>();
  readonly #recorders = new Set<SessionRecorder>();
  readonly #live = new Map<number, SessionRecorder>();
  readonly #known = new Map<number, Promise<SessionSource | null>>();
  /** In rising order; a file is here when it has been written to. */
  #files: SessionRange[];
  readonly annotations: Annotations;
  readonly #eraser: SessionEraser;
  #total: number;
  #timer: NodeJS.Timeout | null = null;
  #flushIn = SOONEST_FLUSH;
  #failure: RecordingFailure | null = null;
  /** The highest number given out, and what it was when keeping failed. */
  #lastNumber = 0;
  #lastBeforeFailure = 0;
  #whenIdle: (() => void)[] = [];

  private constructor(
    directory: string,
    files: SessionRange[],
    annotations: Annotations,
    { version, regret = REGRET }: CapturesOptions,
  ) {
    const used = files.reduce((highest, { last }) => Math.max(highest, last), annotations.highest);
    this.directory = directory;
    this.annotations = annotations;
    this.#writer = { process: process.pid, version };
    this.#files = files;
    this.#eraser = new SessionEraser(
      { directory, annotations, files: () => this.#files, onGone: (gone) => this.#dropFiles(gone) },
      regret,
    );
    this.#numbers = new NumberLedger(directory, used);
    this.#total = 0;
    this.#count();
  }

  /** Opens the folder, and makes it where it does not exist. Rejects as making or reading a folder does. */
  static async open(
    directory: string,
    version: string,
    options: { regret?: number } = {},
  ): Promise<Captures> {
    await makeFolder(directory);
    const annotations = await Annotations.open(directory);
    const files = await listSessionFiles(directory);
    const captures = new Captures(directory, files, annotations, { version, ...options });
    // What an earlier run had no time left for.
    captures.#eraser.eraseLater();
    return captures;
  }

  /** The sessions that files hold, by their names, rising; deleted ones are among them as long as their bytes are. */
  get ranges(): readonly SessionRange[] {
    return this.#files;
  }

  /**
   * Takes in what a person says of sessions; it is on the disk when this resolves. Of deleted ones the bytes go a while
   * later. Rejects as writing a file does.
   */
  async annotate(said: Annotation): Promise<void> {
    await this.annotations.add(said);
    if (said.what === 'delete') {
      this.#forget(said.sessions);
      this.#eraser.eraseLater();
    }
    this.#count();
    for (const listener of this.#listeners) listener.annotated?.();
  }

  /** The sessions that are being written. */
  get live(): readonly number[] {
    return [...this.#live.keys()];
  }

  /** Sessions in the folder. */
  get total(): number {
    return this.#total;
  }

  /** Why keeping fails; null while it works. */
  get failure(): RecordingFailure | null {
    return this.#failure;
  }

  /** Returns what ends the listening. */
  listen(listener: CapturesListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins a session. `onRoom`: the recorder was full, and has caught up. */
  begin(origin: SessionOrigin, onRoom: () => void): SessionRecorder {
    const started = Math.round((performance.timeOrigin + performance.now()) * 1_000);
    const recorder = new SessionRecorder(this, { ...origin, started, writer: this.#writer }, onRoom);
    this.#recorders.add(recorder);
    return recorder;
  }

  /**
   * Sessions, newest first, beginning at place `from`. Files that are no sessions are passed over. Of sessions that take
   * long to read it tells what is known by then; {@link CapturesListener.grew} follows when there is more.
   */
  async list(from: number, count: number): Promise<SessionSummary[]> {
    const sources = await Promise.all(this.#newest(from, count).map((session) => this.find(session)));
    const found = sources.filter((source) => source !== null);
    let isLate = false;
    // The newest stand first in the list, and the last to ask is the first to read.
    const reading = found.toReversed().map(async (source) => {
      await source.catchUp();
      if (isLate) this.#tellGrowth(source.session);
    });
    await settledWithin(reading, LIST_PATIENCE);
    isLate = true;
    return found.map((source) => source.index.summary());
  }

  /** One session; null where there is none of that number. What is known of it may be behind the record. */
  async find(session: number): Promise<SessionSource | null> {
    if (this.annotations.isDeleted(session)) return null;
    const known = this.#known.get(session);
    if (known !== undefined) return known;
    const file = this.#fileOf(session);
    if (file === null) return null;
    this.#open(session, file);
    return this.#known.get(session) ?? null;
  }

  /** Writes all that waits, and resolves when every session is on the disk as far as it went. */
  async close(): Promise<void> {
    for (const recorder of this.#recorders) recorder.close();
    this.#flush();
    if (this.#recorders.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#eraser.close();
    await this.#numbers.close();
  }

  /** {@link RecorderKeeper} */
  wantsFlush(recorder: SessionRecorder): void {
    this.#dirty.add(recorder);
    this.#flushLater();
  }

  /** {@link RecorderKeeper} */
  grew({ info }: SessionRecorder): void {
    if (info === null) return;
    // A session from before may still fit in somewhere, in what its file has left of a block. That is no new room.
    if (this.#failure !== null && info.session > this.#lastBeforeFailure) this.#tellRecording(null);
    this.#tellGrowth(info.session);
  }

  /** {@link RecorderKeeper} */
  ended(recorder: SessionRecorder): void {
    if (recorder.info !== null) this.#live.delete(recorder.info.session);
    this.#recorders.delete(recorder);
    this.#dirty.delete(recorder);
    const session = recorder.info?.session;
    if (session !== undefined) this.#tellGrowth(session);
    if (this.#recorders.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** {@link RecorderKeeper} */
  failed(recorder: SessionRecorder, error: NodeJS.ErrnoException): void {
    this.#lastBeforeFailure = this.#lastNumber;
    this.#tellRecording({
      code: error.code ?? 'unknown',
      text: error.message,
      session: this.#failure?.session ?? recorder.info?.session ?? 0,
      unrecorded: (this.#failure?.unrecorded ?? 0) + 1,
    });
    // As long as it is remembered, whoever asks for the session learns why it ends there: its file cannot say.
    if (recorder.info !== null) void this.find(recorder.info.session);
    this.ended(recorder);
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, this.#flushIn);
  }

  #flush(): void {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    this.#flushIn = Math.min(LATEST_FLUSH, Math.max(SOONEST_FLUSH, dirty.length * FLUSH_LATER_BY));
    const whole: SessionRecorder[] = [];
    const beginning: SessionRecorder[] = [];
    for (const recorder of dirty) {
      if (recorder.isWhole) whole.push(recorder);
      else if (!recorder.isBeginning) recorder.flush();
      else if (recorder.isYoung && dirty.length >= MANY) this.#dirty.add(recorder);
      else beginning.push(recorder);
    }
    if (this.#dirty.size > 0) this.#flushLater();
    if (whole.length + beginning.length > 0) void this.#place(whole, beginning);
  }

  /** Gives sessions that have none their numbers and their places. */
  async #place(whole: readonly SessionRecorder[], beginning: readonly SessionRecorder[]): Promise<void> {
    const all = [...whole, ...beginning];
    for (const recorder of all) recorder.awaitPlace();
    try {
      const first = await this.#numbers.take(all.length);
      this.#lastNumber = first + all.length - 1;
      for (let at = 0; at < whole.length; at += MOST_SHARING) {
        this.#share(whole.slice(at, at + MOST_SHARING), first + at);
      }
      for (const [at, recorder] of beginning.entries()) this.#begin(recorder, first + whole.length + at);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const recorder of all) recorder.fail(reason);
    }
  }

  #share(recorders: readonly SessionRecorder[], first: number): void {
    const records = recorders.map((recorder, at) => recorder.takeWhole(first + at));
    const range = { first, last: first + recorders.length - 1 };
    writeSharedFile(this.#pathOf(range), records, (error, kept) => {
      if (kept !== null) this.#addFile(range);
      for (const [at, recorder] of recorders.entries()) {
        if (error === null || at < (kept ?? 0)) recorder.wasWritten();
        else recorder.fail(error);
      }
    });
  }

  #begin(recorder: SessionRecorder, session: number): void {
    const range = { first: session, last: session };
    recorder.begin(session, this.#pathOf(range), () => {
      this.#live.set(session, recorder);
      this.#addFile(range);
    });
  }

  #pathOf(range: SessionRange): string {
    return join(this.directory, sessionFileName(range));
  }

  #dropFiles(gone: ReadonlySet<SessionRange>): void {
    this.#files = this.#files.filter((file) => !gone.has(file));
    this.#count();
  }

  #forget(ranges: readonly SessionRange[]): void {
    for (const session of this.#known.keys()) {
      if (ranges.some(({ first, last }) => session >= first && session <= last)) this.#known.delete(session);
    }
  }

  #count(): void {
    const { deleted } = this.annotations;
    this.#total = this.#files.reduce(
      (sum, file) => sum + file.last - file.first + 1 - deleted.countWithin(file),
      0,
    );
  }

  /** Files are written side by side, so numbers may arrive a little out of order. */
  #addFile(range: SessionRange): void {
    let place = this.#files.length;
    while (place > 0 && (this.#files[place - 1]?.first ?? 0) > range.first) place -= 1;
    this.#files.splice(place, 0, range);
    this.#total += range.last - range.first + 1;
  }

  #fileOf(session: number): SessionRange | null {
    let low = 0;
    let high = this.#files.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const file = this.#files[middle];
      if (file === undefined) return null;
      if (session < file.first) high = middle - 1;
      else if (session > file.last) low = middle + 1;
      else return file;
    }
    return null;
  }

  /** The numbers of `count` sessions, newest first, beginning at place `from`. */
  #newest(from: number, count: number): number[] {
    const { deleted } = this.annotations;
    const sessions: number[] = [];
    let skip = from;
    for (let at = this.#files.length - 1; at >= 0 && sessions.length < count; at -= 1) {
      const file = this.#files[at];
      if (file === undefined) break;
      const inFile = file.last - file.first + 1 - deleted.countWithin(file);
      if (skip >= inFile) {
        skip -= inFile;
        continue;
      }
      for (let session = file.last; session >= file.first && sessions.length < count; session -= 1) {
        if (deleted.has(session)) continue;
        if (skip > 0) skip -= 1;
        else sessions.push(session);
      }
    }
    return sessions;
  }

  /** Remembers all sessions of a file: whoever asks for one of them is likely to ask for its neighbours. */
  #open(session: number, file: SessionRange): void {
    const path = this.#pathOf(file);
    const recorder = this.#live.get(session);
    if (recorder?.info) {
      this.#remember(
        session,
        Promise.resolve(new SessionSource(recorder.info, path, 0, () => recorder.extent)),
      );
      return;
    }
    const opening = openSessions(path);
    for (let number = file.first; number <= file.last; number += 1) {
      if (this.#known.has(number)) continue;
      const source = opening.then((opened) => {
        if (opened.ok) return opened.sources.find((found) => found.session === number) ?? null;
        // Next time it may be one: another process may just have begun it.
        this.#known.delete(number);
        return null;
      });
      this.#remember(number, source);
    }
  }

  #remember(session: number, source: Promise<SessionSource | null>): void {
    this.#known.set(session, source);
    if (this.#known.size <= MOST_KNOWN) return;
    const oldest = this.#known.keys().next();
    if (oldest.done !== true) this.#known.delete(oldest.value);
  }

  #tellGrowth(session: number): void {
    for (const listener of this.#listeners) listener.grew?.(session);
  }

  #tellRecording(failure: RecordingFailure | null): void {
    this.#failure = failure;
    for (const listener of this.#listeners) listener.recording?.(failure);
  }
}

/** Resolves when all are settled, or so many milliseconds are over. */
async function settledWithin(promises: readonly Promise<void>[], milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled(promises), patience]);
  clearTimeout(timer);
}
