import { join } from 'node:path';
import type { Endpoint, ServerEndpoint, SessionSummary } from '../transcript/row.ts';
import { listSessions, makeFolder, sessionFileName } from './folder.ts';
import { SessionRecorder, type RecorderKeeper } from './recorder.ts';
import { loadSession, type SessionSource } from './session-source.ts';

/** A crash loses at most what passed within this many milliseconds. */
const FLUSH_EVERY = 25;

/** Closed sessions of which the index is kept in memory; others are read again when they are asked for. */
const MOST_KNOWN = 2_000;

/** What the folder tells whoever listens. */
export interface CapturesListener {
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
  /** The session that was cut short; 0 where it had no file yet. */
  readonly session: number;
  /** Conversations that have not been kept whole since. */
  readonly unrecorded: number;
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
  readonly #version: string;
  readonly #listeners = new Set<CapturesListener>();
  readonly #dirty = new Set<SessionRecorder>();
  readonly #recorders = new Set<SessionRecorder>();
  readonly #live = new Map<number, SessionSource>();
  readonly #known = new Map<number, Promise<SessionSource | null>>();
  readonly #numbers: number[];
  #lastNumber: number;
  #timer: NodeJS.Timeout | null = null;
  #failure: RecordingFailure | null = null;
  #whenIdle: (() => void)[] = [];

  private constructor(directory: string, numbers: number[], version: string) {
    this.directory = directory;
    this.#version = version;
    this.#numbers = numbers;
    this.#lastNumber = numbers.at(-1) ?? 0;
  }

  /** Opens the folder, and makes it where it does not exist. Rejects as making or reading a folder does. */
  static async open(directory: string, version: string): Promise<Captures> {
    await makeFolder(directory);
    return new Captures(directory, await listSessions(directory), version);
  }

  /** Sessions in the folder. */
  get total(): number {
    return this.#numbers.length;
  }

  /** Sessions that are being recorded. */
  get open(): number {
    return this.#recorders.size;
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
    const writer = { process: process.pid, version: this.#version };
    const recorder = new SessionRecorder(this, { ...origin, started, writer }, onRoom);
    this.#recorders.add(recorder);
    return recorder;
  }

  /** Sessions, newest first, beginning at place `from`. Files that are no sessions are passed over. */
  async list(from: number, count: number): Promise<SessionSummary[]> {
    const end = this.#numbers.length - from;
    const wanted = this.#numbers.slice(Math.max(0, end - count), Math.max(0, end)).reverse();
    const sources = await Promise.all(wanted.map((session) => this.find(session)));
    return sources.filter((source) => source !== null).map((source) => source.index.summary());
  }

  /** One session; null where there is none of that number. */
  async find(session: number): Promise<SessionSource | null> {
    const live = this.#live.get(session);
    if (live !== undefined) return live;
    const known = this.#known.get(session);
    if (known !== undefined) return known;
    if (!this.#has(session)) return null;
    const loading = loadSession(this.pathOf(session)).then((result) => (result.ok ? result.source : null));
    this.#remember(session, loading);
    return loading;
  }

  /** Writes all that waits, and resolves when every session that has been closed is on the disk. */
  async close(): Promise<void> {
    for (const recorder of this.#recorders) recorder.close();
    this.#flushAll();
    if (this.#recorders.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** {@link RecorderKeeper} */
  pathOf(session: number): string {
    return join(this.directory, sessionFileName(session));
  }

  /** {@link RecorderKeeper} */
  takeNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** {@link RecorderKeeper} */
  wantsFlush(recorder: SessionRecorder): void {
    this.#dirty.add(recorder);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#flushAll();
    }, FLUSH_EVERY);
  }

  /** {@link RecorderKeeper} */
  began(recorder: SessionRecorder): void {
    if (recorder.index === null) return;
    const { session, index } = recorder;
    this.#live.set(session, { session, path: this.pathOf(session), index });
    // Files are opened side by side, so numbers may arrive a little out of order.
    let place = this.#numbers.length;
    while (place > 0 && (this.#numbers[place - 1] ?? 0) > session) place -= 1;
    this.#numbers.splice(place, 0, session);
  }

  /** {@link RecorderKeeper} */
  grew(recorder: SessionRecorder): void {
    if (this.#failure !== null) this.#tellRecording(null);
    for (const listener of this.#listeners) listener.grew?.(recorder.session);
  }

  /** {@link RecorderKeeper} */
  ended(recorder: SessionRecorder): void {
    const source = this.#live.get(recorder.session);
    if (source !== undefined) this.#remember(recorder.session, Promise.resolve(source));
    this.#live.delete(recorder.session);
    this.#drop(recorder);
    for (const listener of this.#listeners) listener.grew?.(recorder.session);
  }

  /** {@link RecorderKeeper} */
  failed(recorder: SessionRecorder, error: NodeJS.ErrnoException): void {
    const session = recorder.index === null ? 0 : recorder.session;
    recorder.index?.breakOff(`Recording stopped here: ${error.message}`);
    this.#tellRecording({
      code: error.code ?? 'unknown',
      text: error.message,
      session: this.#failure?.session ?? session,
      unrecorded: (this.#failure?.unrecorded ?? 0) + 1,
    });
    this.ended(recorder);
  }

  #tellRecording(failure: RecordingFailure | null): void {
    this.#failure = failure;
    for (const listener of this.#listeners) listener.recording?.(failure);
  }

  #drop(recorder: SessionRecorder): void {
    this.#recorders.delete(recorder);
    this.#dirty.delete(recorder);
    if (this.#recorders.size > 0) return;
    for (const resolve of this.#whenIdle) resolve();
    this.#whenIdle = [];
  }

  #flushAll(): void {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const recorder of dirty) recorder.flush();
  }

  #remember(session: number, source: Promise<SessionSource | null>): void {
    this.#known.set(session, source);
    if (this.#known.size <= MOST_KNOWN) return;
    const oldest = this.#known.keys().next();
    if (oldest.done !== true) this.#known.delete(oldest.value);
  }

  #has(session: number): boolean {
    let low = 0;
    let high = this.#numbers.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const number = this.#numbers[middle] ?? 0;
      if (number === session) return true;
      if (number < session) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
