import type { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import type { SentAs, SessionEvent } from '../transcript/session-event.ts';
import type { BlockPool } from './block-pool.ts';
import {
  ENTRY_HEADER_LENGTH,
  recordStart,
  writeBytesHeader,
  writeEventHeader,
  type BytesOrigin,
} from './entry.ts';
import { eventPayload } from './event-payload.ts';
import { FILE_MODE } from './folder.ts';
import type { Extent } from './growth.ts';
import type { Enrolled } from './roster.ts';
import type { SessionInfo } from './session-payload.ts';
import { WaitingBytes, type TakenBytes } from './waiting-bytes.ts';

/** Bytes that may wait for the disk before the sockets are asked to wait too. */
const MOST_AHEAD = 4 * 1024 * 1024;

/** Bytes at which a flush does not wait for its time. */
const FLUSH_AT = 256 * 1024;

/** Buffers in one write: within what every system takes at once (IOV_MAX is 1,024 on Linux and macOS). */
const MOST_BUFFERS = 512;

/** Milliseconds and bytes up to which a session that has just begun may go without a file, if there is much to write. */
const YOUNG_MS = 150;
const YOUNG_BYTES = 64 * 1024;

/** What a recorder needs of the capture folder. */
export interface RecorderKeeper {
  /** What waits to be written stands in these. */
  readonly blocks: BlockPool;
  /** The recorder has something to write, and is to be flushed soon. */
  wantsFlush(recorder: SessionRecorder): void;
  /** More of the session is on the disk. */
  grew(recorder: SessionRecorder): void;
  /** Nothing more will be written of it. */
  ended(recorder: SessionRecorder): void;
  /** Nothing more of this session can be kept. Relaying goes on. */
  failed(recorder: SessionRecorder, error: NodeJS.ErrnoException): void;
}

/**
 * - `beginning`: nothing is on the disk
 * - `placing`: it gets a number and a place
 * - `idle`, `writing`: it has a file of its own
 */
type RecorderState = 'beginning' | 'placing' | 'idle' | 'writing' | 'closing' | 'closed' | 'failed';

/** A session that is over before any of it was written: its whole record, and what it is about. */
export interface WholeRecord {
  readonly info: SessionInfo;
  readonly pieces: readonly Buffer[];
  /** Bytes. */
  readonly length: number;
}

/**
 * Keeps one session: what crosses the wire waits here for a moment and is then appended to its file. Nothing waits for
 * the disk unless {@link isFull}.
 */
export class SessionRecorder implements Enrolled {
  /** {@link Enrolled} */
  place = -1;
  /** It is among those that its keeper will flush: the keeper's own business. */
  awaitsFlush = false;
  readonly #keeper: RecorderKeeper;
  readonly #origin: Omit<SessionInfo, 'session'>;
  readonly #startedAt = performance.now();
  #onRoom: () => void;
  readonly #waiting: WaitingBytes;
  /** What is being written. */
  #blocksInFlight: readonly Buffer[] = [];
  #inFlight = 0;
  #wasFull = false;
  #closeWanted = false;
  #state: RecorderState = 'beginning';
  #file = -1;
  #position = 0;
  #info: SessionInfo | null = null;
  #brokenOff = '';

  /** `onRoom` is called when a full recorder has caught up. */
  constructor(keeper: RecorderKeeper, origin: Omit<SessionInfo, 'session'>, onRoom: () => void) {
    this.#keeper = keeper;
    this.#origin = origin;
    this.#onRoom = onRoom;
    this.#waiting = new WaitingBytes(keeper.blocks);
  }

  /** Where the session came from, and its number; null until it has one. */
  get info(): SessionInfo | null {
    return this.#info;
  }

  /** How far its own file reaches. */
  get extent(): Extent {
    const growing = this.#state !== 'closed' && this.#state !== 'failed';
    return { end: this.#position, growing, brokenOff: this.#brokenOff };
  }

  /** Whether so much waits for the disk that the sockets must wait. */
  get isFull(): boolean {
    return this.#waiting.length + this.#inFlight > MOST_AHEAD;
  }

  /** Whether it has no place on the disk yet. */
  get isBeginning(): boolean {
    return this.#state === 'beginning';
  }

  /** Whether it is over, and can be written in one piece. */
  get isWhole(): boolean {
    return this.#state === 'beginning' && this.#closeWanted;
  }

  /** Whether it has begun so lately that it may well be over, and whole, at the next flush. */
  get isYoung(): boolean {
    const age = performance.now() - this.#startedAt;
    return this.#state === 'beginning' && age < YOUNG_MS && this.#waiting.length < YOUNG_BYTES;
  }

  /** Bytes that crossed the wire. They must not change afterwards. */
  bytes(origin: BytesOrigin, payload: Buffer): void {
    if (this.#state === 'failed') return;
    const at = this.#waiting.claim(ENTRY_HEADER_LENGTH);
    writeBytesHeader(this.#waiting.block, at, origin, payload.length, this.#now());
    this.#waiting.append(payload);
    this.#grown();
  }

  /** Something that happened. */
  event(event: SessionEvent | SentAs): void {
    if (this.#state === 'failed') return;
    const at = this.#waiting.claim(ENTRY_HEADER_LENGTH);
    const { block } = this.#waiting;
    const length = this.#waiting.appendText(eventPayload(event));
    writeEventHeader(block, at, length, this.#now());
    this.#grown();
  }

  /** There will be no more. */
  close(): void {
    this.#closeWanted = true;
    // Whoever said this is gone, and is not to be kept in memory until the disk has the last of it.
    this.#onRoom = nobodyWaits;
    this.#keeper.wantsFlush(this);
  }

  /** It is about to get a number and a place. */
  awaitPlace(): void {
    this.#state = 'placing';
  }

  /** Gives up its whole record, to be written with others. What became of that, {@link wasWritten} or {@link fail} tell. */
  takeWhole(session: number): WholeRecord {
    const info: SessionInfo = { session, ...this.#origin };
    this.#info = info;
    const { pieces, length: waiting, blocks } = this.#waiting.take();
    this.#blocksInFlight = blocks;
    const start = recordStart(JSON.stringify(info), waiting);
    return { info, pieces: [start, ...pieces], length: start.length + waiting };
  }

  /** Its whole record is on the disk. */
  wasWritten(): void {
    this.#releaseBlocks();
    this.#state = 'closed';
    this.#keeper.grew(this);
    this.#keeper.ended(this);
  }

  /** It gets a file of its own, which must not exist yet; `opened` is called when it does. */
  begin(session: number, path: string, opened: () => void): void {
    fs.open(path, 'wx', FILE_MODE, (error, file) => {
      if (error !== null) return this.fail(error);
      this.#file = file;
      this.#info = { session, ...this.#origin };
      const start = recordStart(JSON.stringify(this.#info), null);
      opened();
      this.#write(this.#waiting.take(), start);
    });
  }

  /** Writes what waits, now, where it has a file of its own. */
  flush(): void {
    if (this.#state !== 'idle') return;
    if (this.#waiting.length > 0) this.#write(this.#waiting.take());
    else if (this.#closeWanted) this.#closeFile();
  }

  /** Nothing more can be written. The file keeps what it has; a torn last entry is something that readers expect. */
  fail(error: NodeJS.ErrnoException): void {
    if (this.#file !== -1) fs.close(this.#file, () => {});
    this.#state = 'failed';
    this.#brokenOff = `Recording stopped here: ${error.message}`;
    this.#waiting.take();
    this.#inFlight = 0;
    this.#keeper.failed(this, error);
    this.#mayHaveRoom();
  }

  #now(): number {
    return (performance.now() - this.#startedAt) * 1_000;
  }

  #grown(): void {
    if (this.isFull) this.#wasFull = true;
    if (this.#waiting.length >= FLUSH_AT && this.#state === 'idle') this.#write(this.#waiting.take());
    else this.#keeper.wantsFlush(this);
  }

  #write({ pieces, length: waiting, blocks }: TakenBytes, start: Buffer | null = null): void {
    this.#state = 'writing';
    const length = waiting + (start?.length ?? 0);
    this.#inFlight = length;
    this.#blocksInFlight = blocks;
    writeAll(this.#file, start === null ? pieces : [start, ...pieces], this.#position, (error, written) => {
      if (error === null) return this.#wrote(length);
      this.#position += written;
      this.fail(error);
    });
  }

  #releaseBlocks(): void {
    this.#keeper.blocks.giveBack(this.#blocksInFlight);
    this.#blocksInFlight = [];
  }

  #wrote(length: number): void {
    this.#releaseBlocks();
    this.#inFlight = 0;
    this.#state = 'idle';
    this.#position += length;
    this.#keeper.grew(this);
    this.#mayHaveRoom();
    if (this.#waiting.length >= FLUSH_AT || this.#closeWanted) this.flush();
    else if (this.#waiting.length > 0) this.#keeper.wantsFlush(this);
  }

  #mayHaveRoom(): void {
    if (!this.#wasFull || this.isFull) return;
    this.#wasFull = false;
    this.#onRoom();
  }

  #closeFile(): void {
    this.#state = 'closing';
    fs.close(this.#file, () => {
      // Whatever was wrong with closing, each write had been taken.
      this.#state = 'closed';
      this.#keeper.ended(this);
    });
  }
}

function nobodyWaits(): void {}

/**
 * Writes all the buffers at a place in the file. A write may be cut short, by a disk that fills up for one: the rest is
 * tried again, and then fails for a reason. `done` gets the bytes that were written, even then.
 */
export function writeAll(
  file: number,
  buffers: readonly Buffer[],
  position: number,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
): void {
  const writeFrom = (at: number, skip: number, place: number): void => {
    const batch = buffers.slice(at, at + MOST_BUFFERS);
    const first = batch[0];
    if (first === undefined) return done(null, place - position);
    batch[0] = skip === 0 ? first : first.subarray(skip);
    fs.writev(file, batch, place, (error, written) => {
      if (error !== null) return done(error, place - position);
      let index = 0;
      let left = written;
      for (; left >= (batch[index]?.length ?? Infinity); index += 1) left -= batch[index]?.length ?? 0;
      writeFrom(at + index, index === 0 ? skip + left : left, place + written);
    });
  };
  writeFrom(0, 0, position);
}
