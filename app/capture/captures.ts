import { join } from 'node:path';
import type { Endpoint, ServerEndpoint } from '../transcript/session-event.ts';
import { Annotations, type Annotation } from './annotations.ts';
import { BlockPool } from './block-pool.ts';
import { FileList } from './file-list.ts';
import { listSessionFiles, makeFolder, sessionFileName, type SessionRange } from './folder.ts';
import type { FolderContent, Growth } from './growth.ts';
import { NumberLedger } from './number-ledger.ts';
import { processMark } from './process-mark.ts';
import { SessionRecorder, type RecorderKeeper } from './recorder.ts';
import { Roster } from './roster.ts';
import { REGRET, SessionEraser } from './session-eraser.ts';
import type { SessionInfo } from './session-payload.ts';
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

/** Sessions of which it is remembered why they could not be kept whole: more than a person looks through. */
const MOST_FAILED = 1_000;

/** What the folder tells whoever listens. */
export interface CapturesListener {
  /** Sessions were pinned, noted, deleted or brought back. */
  annotated?(): void;
  /** There is more of a session on the disk, or it ended. */
  grew?(growth: Growth): void;
  /** Files are gone, with the deleted sessions in them. */
  lost?(files: readonly SessionRange[]): void;
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
 * The capture folder, for whoever writes to it: begins new sessions, takes in what people say of them, and tells of all that
 * changes. What is in it, a {@link CaptureLibrary} reads.
 */
export class Captures implements RecorderKeeper {
  readonly directory: string;
  /** {@link RecorderKeeper} */
  readonly blocks = new BlockPool();
  readonly #writer: SessionInfo['writer'];
  readonly #numbers: NumberLedger;
  readonly #listeners = new Set<CapturesListener>();
  /** Those that have something to write. */
  #dirty: SessionRecorder[] = [];
  readonly #recorders = new Roster<SessionRecorder>();
  readonly #live = new Map<number, SessionRecorder>();
  /** Of those that could not be kept whole only this knows why: their files cannot say. */
  readonly #failed = new Map<number, Growth>();
  /** A file is here when it has been written to. */
  readonly #files: FileList;
  readonly annotations: Annotations;
  readonly #eraser: SessionEraser;
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
    this.#writer = { process: process.pid, version, mark: processMark(process.pid) };
    this.#files = new FileList(files, annotations.deleted);
    this.#eraser = new SessionEraser(
      { directory, annotations, files: () => this.#files.ranges, onGone: (gone) => this.#dropFiles(gone) },
      regret,
    );
    this.#numbers = new NumberLedger(directory, used);
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

  /**
   * Takes in what a person says of sessions; it is on the disk when this resolves. Of deleted ones the bytes go a while
   * later. Rejects as writing a file does.
   */
  async annotate(said: Annotation): Promise<void> {
    await this.annotations.add(said);
    if (said.what === 'delete') this.#eraser.eraseLater();
    this.#tellAnnotated();
  }

  /**
   * Takes sessions away at once, for good; resolves when their bytes are gone. `files`: those that hold them. Rejects as writing
   * a file does.
   */
  async remove(sessions: readonly SessionRange[], files: readonly SessionRange[]): Promise<void> {
    await this.annotations.add({ what: 'delete', sessions });
    this.#tellAnnotated();
    await this.#eraser.erase(sessions, files);
  }

  /** Takes in what other processes let people say of sessions. Rejects as reading a file does. */
  async annotatedElsewhere(): Promise<void> {
    if (await this.annotations.readOn()) this.#tellAnnotated();
  }

  /** What readers must be told to begin with; what comes later, {@link listen} tells. */
  get content(): FolderContent {
    const begun = [...this.#live].filter(([session]) => this.#files.fileOf(session) !== null);
    const growing = begun.map(([, recorder]) => growthOf(recorder)).filter((growth) => growth !== null);
    return {
      directory: this.directory,
      files: this.#files.ranges,
      live: [...growing, ...this.#failed.values()],
    };
  }

  /** The sessions that are being written. */
  get live(): readonly number[] {
    return [...this.#live.keys()];
  }

  /** Sessions in the folder. */
  get total(): number {
    return this.#files.total;
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

  /** Writes all that waits, and resolves when every session is on the disk as far as it went. */
  async close(): Promise<void> {
    for (const recorder of this.#recorders.all) recorder.close();
    this.#flush();
    if (this.#recorders.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#eraser.close();
    await this.#numbers.close();
  }

  /** {@link RecorderKeeper} */
  wantsFlush(recorder: SessionRecorder): void {
    if (recorder.awaitsFlush) return;
    recorder.awaitsFlush = true;
    this.#dirty.push(recorder);
    this.#flushLater();
  }

  /** {@link RecorderKeeper} */
  grew(recorder: SessionRecorder): void {
    const { info } = recorder;
    if (info === null) return;
    // A session from before may still fit in somewhere, in what its file has left of a block. That is no new room.
    if (this.#failure !== null && info.session > this.#lastBeforeFailure) this.#tellRecording(null);
    if (this.#live.has(info.session)) this.#files.add(rangeOf(info.session));
    this.#tellGrowth(recorder);
  }

  /** {@link RecorderKeeper} */
  ended(recorder: SessionRecorder): void {
    this.#recorders.remove(recorder);
    const session = recorder.info?.session ?? 0;
    // Of one that was written whole all has been told.
    if (this.#live.has(session)) this.#tellGrowth(recorder);
    this.#live.delete(session);
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
    this.#rememberFailed(recorder);
    this.ended(recorder);
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, this.#flushIn);
  }

  #flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    this.#flushIn = Math.min(LATEST_FLUSH, Math.max(SOONEST_FLUSH, dirty.length * FLUSH_LATER_BY));
    const whole: SessionRecorder[] = [];
    const beginning: SessionRecorder[] = [];
    for (const recorder of dirty) {
      recorder.awaitsFlush = false;
      if (recorder.isWhole) whole.push(recorder);
      else if (!recorder.isBeginning) recorder.flush();
      else if (recorder.isYoung && dirty.length >= MANY) this.wantsFlush(recorder);
      else beginning.push(recorder);
    }
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
      if (kept !== null) this.#files.add(range);
      for (const [at, recorder] of recorders.entries()) {
        if (error === null || at < (kept ?? 0)) recorder.wasWritten();
        else recorder.fail(error);
      }
    });
  }

  #begin(recorder: SessionRecorder, session: number): void {
    recorder.begin(session, this.#pathOf(rangeOf(session)), () => this.#live.set(session, recorder));
  }

  #pathOf(range: SessionRange): string {
    return join(this.directory, sessionFileName(range));
  }

  #tellAnnotated(): void {
    this.#files.count();
    for (const listener of this.#listeners) listener.annotated?.();
  }

  #dropFiles(gone: ReadonlySet<SessionRange>): void {
    this.#files.drop([...gone]);
    for (const listener of this.#listeners) listener.lost?.([...gone]);
  }

  #rememberFailed(recorder: SessionRecorder): void {
    const growth =
      recorder.info !== null && this.#live.has(recorder.info.session) ? growthOf(recorder) : null;
    if (growth === null) return;
    this.#files.add(growth.file);
    this.#failed.set(growth.session, growth);
    const oldest = this.#failed.keys().next();
    if (this.#failed.size > MOST_FAILED && oldest.done !== true) this.#failed.delete(oldest.value);
  }

  #tellGrowth(recorder: SessionRecorder): void {
    const { info } = recorder;
    if (info === null) return;
    const file = this.#files.fileOf(info.session);
    if (file === null) return;
    const live = this.#live.has(info.session) ? growthOf(recorder) : null;
    const growth = live ?? { session: info.session, file, live: null };
    for (const listener of this.#listeners) listener.grew?.(growth);
  }

  #tellRecording(failure: RecordingFailure | null): void {
    this.#failure = failure;
    for (const listener of this.#listeners) listener.recording?.(failure);
  }
}

function rangeOf(session: number): SessionRange {
  return { first: session, last: session };
}

/** How far a session with a file of its own has come. */
function growthOf({ info, extent }: SessionRecorder): Growth | null {
  return info === null
    ? null
    : { session: info.session, file: rangeOf(info.session), live: { info, extent } };
}
