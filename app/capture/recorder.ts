import { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import type { SessionEvent } from '../transcript/row.ts';
import {
  bytesHeader,
  ENTRY_HEADER_LENGTH,
  eventHeader,
  FILE_HEADER,
  sessionHeader,
  type BytesOrigin,
  type Entry,
} from './entry.ts';
import { FILE_MODE } from './folder.ts';
import { SessionIndex } from './session-index.ts';
import type { SessionInfo } from './session-payload.ts';

/** Bytes that may wait for the disk before the sockets are asked to wait too. */
const MOST_AHEAD = 4 * 1024 * 1024;

/** Bytes at which a flush does not wait for its time. */
const FLUSH_AT = 256 * 1024;

/** Buffers in one write: within what every system takes at once (IOV_MAX is 1,024 on Linux and macOS). */
const MOST_BUFFERS = 512;

/** What a recorder needs of the capture folder. */
export interface RecorderKeeper {
  /** Where the file of a session of this number goes. */
  pathOf(session: number): string;
  /** A number that no session of this folder has had, as far as is known. */
  takeNumber(): number;
  /** The recorder has something to write, and is to be flushed soon. */
  wantsFlush(recorder: SessionRecorder): void;
  /** The session has its number and its file. */
  began(recorder: SessionRecorder): void;
  /** More of the session is on the disk. */
  grew(recorder: SessionRecorder): void;
  /** The file is closed. */
  ended(recorder: SessionRecorder): void;
  /** Nothing more of this session can be kept. Relaying goes on. */
  failed(recorder: SessionRecorder, error: NodeJS.ErrnoException): void;
}

interface Queued {
  readonly entry: Entry;
  readonly header: Buffer;
}

type FileState = 'none' | 'opening' | 'idle' | 'writing' | 'closing' | 'closed' | 'failed';

/**
 * Keeps one session: what crosses the wire is appended to its file, a few times a second or as soon as there is much of
 * it, and then told to the session's index. Nothing waits for the disk unless {@link isFull}.
 */
export class SessionRecorder {
  readonly #keeper: RecorderKeeper;
  readonly #origin: Omit<SessionInfo, 'session'>;
  readonly #startedAt = performance.now();
  readonly #onRoom: () => void;
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #inFlight = 0;
  #wasFull = false;
  #closeWanted = false;
  #state: FileState = 'none';
  #file = -1;
  #position = 0;
  #number = 0;
  #index: SessionIndex | null = null;

  /** `onRoom` is called when a full recorder has caught up. */
  constructor(keeper: RecorderKeeper, origin: Omit<SessionInfo, 'session'>, onRoom: () => void) {
    this.#keeper = keeper;
    this.#origin = origin;
    this.#onRoom = onRoom;
  }

  /** The session's number; 0 until its file is there. */
  get session(): number {
    return this.#number;
  }

  /** What is known of the session; null until its file is there. */
  get index(): SessionIndex | null {
    return this.#index;
  }

  /** Whether so much waits for the disk that the sockets must wait. */
  get isFull(): boolean {
    return this.#queuedBytes + this.#inFlight > MOST_AHEAD;
  }

  /** Bytes that crossed the wire. They must not change afterwards. */
  bytes(origin: BytesOrigin, payload: Buffer): void {
    const time = this.#now();
    this.#push({
      entry: { kind: 'bytes', time, payload, ...origin },
      header: bytesHeader(origin, payload.length, time),
    });
  }

  /** Something that happened. */
  event(event: SessionEvent): void {
    const payload = Buffer.from(JSON.stringify(event));
    const time = this.#now();
    this.#push({ entry: { kind: 'event', time, payload }, header: eventHeader(payload.length, time) });
  }

  /** There will be no more: the file is closed when all is written. */
  close(): void {
    this.#closeWanted = true;
    this.#keeper.wantsFlush(this);
  }

  /** Writes what waits, now. */
  flush(): void {
    switch (this.#state) {
      case 'none':
        this.#open();
        break;
      case 'idle':
        if (this.#queue.length > 0) this.#write();
        else if (this.#closeWanted) this.#closeFile();
        break;
      case 'opening':
      case 'writing':
      case 'closing':
      case 'closed':
      case 'failed':
        break;
    }
  }

  #now(): number {
    return (performance.now() - this.#startedAt) * 1_000;
  }

  #push(queued: Queued): void {
    if (this.#state === 'failed') return;
    this.#queue.push(queued);
    this.#queuedBytes += ENTRY_HEADER_LENGTH + queued.entry.payload.length;
    if (this.isFull) this.#wasFull = true;
    if (this.#queuedBytes >= FLUSH_AT && this.#state === 'idle') this.#write();
    else this.#keeper.wantsFlush(this);
  }

  #open(): void {
    this.#state = 'opening';
    this.#number = this.#keeper.takeNumber();
    // 'x': another process may write to the same folder, and have taken the number.
    fs.open(this.#keeper.pathOf(this.#number), 'wx', FILE_MODE, (error, file) => {
      if (error !== null) {
        if (error.code === 'EEXIST') this.#open();
        else this.#fail(error);
        return;
      }
      this.#file = file;
      const info: SessionInfo = { session: this.#number, ...this.#origin };
      this.#index = new SessionIndex(info);
      const payload = Buffer.from(JSON.stringify(info));
      this.#queue.unshift({
        entry: { kind: 'session', time: 0, payload },
        header: Buffer.concat([FILE_HEADER, sessionHeader(payload.length)]),
      });
      this.#keeper.began(this);
      this.#write();
    });
  }

  #write(): void {
    this.#state = 'writing';
    const batch = this.#queue.splice(0, MOST_BUFFERS / 2);
    const buffers: Buffer[] = [];
    let length = 0;
    for (const { header, entry } of batch) {
      buffers.push(header);
      if (entry.payload.length > 0) buffers.push(entry.payload);
      length += header.length + entry.payload.length;
    }
    this.#queuedBytes = this.#queue.length === 0 ? 0 : Math.max(0, this.#queuedBytes - length);
    this.#inFlight = length;
    this.#writeAll(buffers, this.#position, () => this.#wrote(batch));
  }

  /** A write may be cut short, by a disk that fills up for one: the rest is tried again, and then fails for a reason. */
  #writeAll(buffers: Buffer[], position: number, done: () => void): void {
    fs.writev(this.#file, buffers, position, (error, written) => {
      if (error !== null) return this.#fail(error);
      const rest = buffersBehind(buffers, written);
      if (rest.length === 0) done();
      else this.#writeAll(rest, position + written, done);
    });
  }

  #wrote(batch: readonly Queued[]): void {
    this.#inFlight = 0;
    this.#state = 'idle';
    for (const { entry, header } of batch) {
      this.#position += header.length + entry.payload.length;
      this.#index?.take(entry, this.#position);
    }
    this.#keeper.grew(this);
    if (this.#wasFull && !this.isFull) {
      this.#wasFull = false;
      this.#onRoom();
    }
    if (this.#queuedBytes >= FLUSH_AT || this.#closeWanted) this.flush();
    else if (this.#queue.length > 0) this.#keeper.wantsFlush(this);
  }

  #closeFile(): void {
    this.#state = 'closing';
    fs.close(this.#file, (error) => {
      if (error !== null) return this.#fail(error);
      this.#state = 'closed';
      this.#keeper.ended(this);
    });
  }

  /** The file keeps what was written; a torn last entry is something that readers expect. */
  #fail(error: NodeJS.ErrnoException): void {
    const hadFile = this.#state !== 'opening' && this.#state !== 'closing';
    this.#state = 'failed';
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#inFlight = 0;
    if (hadFile) fs.close(this.#file, () => {});
    this.#keeper.failed(this, error);
    if (this.#wasFull) this.#onRoom();
  }
}

/** What of the buffers is left behind the first `count` bytes. */
function buffersBehind(buffers: readonly Buffer[], count: number): Buffer[] {
  let skip = count;
  const rest: Buffer[] = [];
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length;
    else {
      rest.push(buffer.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}
