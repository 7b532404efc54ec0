import { Buffer } from 'node:buffer';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesHeader, eventHeader, recordHeader, sessionHeader } from '../capture/entry.ts';
import { eventPayload } from '../capture/event-payload.ts';
import { FILE_MODE, sessionFileName } from '../capture/folder.ts';
import type { NumberLedger } from '../capture/number-ledger.ts';
import type { SessionInfo } from '../capture/session-payload.ts';
import type { Speaker } from '../smtp/words.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import { TakenOffTls } from './taken-off-tls.ts';

/** Bytes of one session, and of all, that wait in memory to be written together. */
const MOST_WAITING = 64 * 1024;
const MOST_WAITING_OF_ALL = 64 * 1024 * 1024;

/** A session's record that is being made from what was captured elsewhere: as docs/capture-format.md has it. */
export class SessionFile {
  readonly #info: Omit<SessionInfo, 'session'>;
  readonly #onGrowth: (bytes: number) => void;
  readonly #takenOffTls = new TakenOffTls();
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #path: string | null = null;
  #isClosed = false;

  /** `onGrowth`: so many bytes more wait to be written. */
  constructor(info: Omit<SessionInfo, 'session'>, onGrowth: (bytes: number) => void) {
    this.#info = info;
    this.#onGrowth = onGrowth;
  }

  /** Whether so much waits, or nothing more will come, that it had better be written. */
  get isDue(): boolean {
    return this.#isClosed || this.#waitingBytes > MOST_WAITING;
  }

  /** Nothing more will come. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Bytes that crossed the wire; they are copied. `time`: microseconds since 1970. `injected`: they are this program's own
   * words.
   */
  bytes(from: Speaker, time: number, bytes: Buffer, { injected = false } = {}): void {
    const tls = this.#takenOffTls.take(from, bytes);
    const origin = { from, tls, injected, withheld: false };
    this.#push(bytesHeader(origin, bytes.length, time - this.#info.started), Buffer.from(bytes));
  }

  /** Something that happened. `time`: microseconds since 1970. */
  event(event: SessionEvent, time: number): void {
    if (event.event === 'gap') this.#takenOffTls.gap();
    const payload = Buffer.from(eventPayload(event));
    this.#push(eventHeader(payload.length, time - this.#info.started), payload);
  }

  /** Nothing more will come. */
  close(): void {
    this.#isClosed = true;
  }

  /** Gives the session its number and its place. */
  begin(session: number, path: string): void {
    this.#path = path;
    const info: SessionInfo = { session, ...this.#info };
    const payload = Buffer.from(JSON.stringify(info));
    this.#waiting.unshift(recordHeader(0), sessionHeader(payload.length), payload);
  }

  /** Writes what waits. Rejects as writing a file does. */
  async write(): Promise<void> {
    if (this.#path === null || this.#waiting.length === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#onGrowth(-this.#waitingBytes);
    this.#waitingBytes = 0;
    await appendFile(this.#path, bytes, { mode: FILE_MODE });
  }

  #push(header: Buffer, payload: Buffer): void {
    this.#waiting.push(header, payload);
    this.#waitingBytes += header.length + payload.length;
    this.#onGrowth(header.length + payload.length);
  }
}

/** Makes sessions in a capture folder, any number at once, and writes them together. */
export class SessionFiles {
  readonly #directory: string;
  readonly #numbers: NumberLedger;
  readonly #open = new Set<SessionFile>();
  readonly #files: string[] = [];
  #begun: SessionFile[] = [];
  #waitingBytes = 0;

  /** `numbers`: the ledger of that folder. */
  constructor(directory: string, numbers: NumberLedger) {
    this.#directory = directory;
    this.#numbers = numbers;
  }

  /** The sessions' files so far, in the order of their numbers. */
  get files(): readonly string[] {
    return this.#files;
  }

  /** Begins a session. It gets its number when it is first written: in the order in which sessions are begun. */
  begin(info: Omit<SessionInfo, 'session'>): SessionFile {
    const file = new SessionFile(info, (bytes) => {
      this.#waitingBytes += bytes;
    });
    this.#open.add(file);
    this.#begun.push(file);
    return file;
  }

  /** Writes what is due. Rejects as writing a file does. */
  async write(): Promise<void> {
    await this.#number();
    const isMuch = this.#waitingBytes > MOST_WAITING_OF_ALL;
    for (const file of this.#open) {
      if (!isMuch && !file.isDue) continue;
      await file.write();
      if (file.isClosed) this.#open.delete(file);
    }
  }

  async #number(): Promise<void> {
    const begun = this.#begun;
    if (begun.length === 0) return;
    this.#begun = [];
    const first = await this.#numbers.take(begun.length);
    for (const [at, file] of begun.entries()) {
      const session = first + at;
      const path = join(this.#directory, sessionFileName({ first: session, last: session }));
      file.begin(session, path);
      this.#files.push(path);
    }
  }
}
