import { Buffer } from 'node:buffer';
import type { Asked } from '../smtp/dialogue-listener.ts';
import { asksForMessage } from '../smtp/state-machine/events.ts';
import { SessionPass } from './session-pass.ts';
import type { SessionSource } from './session-source.ts';
import type { WalkListener } from './session-walk.ts';

/** Bytes that are gathered before they are handed on. */
const BLOCK = 64 * 1_024;

/** Where a message's content stands in its session. */
export interface ContentPlace {
  /** The row of the command that it follows: DATA, or the first BDAT. */
  readonly row: number;
  /** The line of that command, from 1. */
  readonly line: number;
}

/**
 * The content of a message as it was before dot-stuffing, in pieces: however long it is, only one is in memory. Rejects
 * as reading a file does.
 */
export async function* readContent(
  source: SessionSource,
  { row, line }: ContentPlace,
): AsyncGenerator<Uint8Array, void, undefined> {
  const content = new ContentCollector(line);
  const pass = new SessionPass(source, content, () => {}, source.index.checkpointFor(row));
  const reading = pass.readOn();
  try {
    for (let isMore = true; isMore && !content.isOver;) {
      isMore = (await reading.next()).done !== true;
      yield* content.take();
    }
  } finally {
    await reading.return();
  }
}

/** Collects the octets behind one command. */
class ContentCollector implements WalkListener {
  readonly #line: number;
  #state: 'before' | 'within' | 'over' = 'before';
  #isLastChunk = false;
  #kept: Uint8Array[] = [];
  #block = Buffer.allocUnsafe(BLOCK);
  #length = 0;

  constructor(line: number) {
    this.#line = line;
  }

  /** The content has been read to its end. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  line(): void {
    // Octets come by themselves, without what belongs to lines.
  }

  event(): void {
    // Nothing that happens is content.
  }

  command(asked: Asked): void {
    if (asked.line === this.#line) this.#state = 'within';
    else if (this.#state === 'within' && (this.#isLastChunk || asked.verb !== 'BDAT')) this.#state = 'over';
    this.#isLastChunk ||= this.#state === 'within' && asksForMessage(asked);
  }

  /** What is lent for the call is copied: a line that came in pieces stands where the next one will. */
  content(bytes: Uint8Array, start: number, end: number): void {
    if (this.#state !== 'within') return;
    for (let at = start; at < end;) {
      const length = Math.min(end - at, BLOCK - this.#length);
      this.#block.set(bytes.subarray(at, at + length), this.#length);
      this.#length += length;
      at += length;
      if (this.#length === BLOCK) this.#endBlock();
    }
  }

  contentEnd(): void {
    if (this.#state === 'within') this.#state = 'over';
  }

  take(): readonly Uint8Array[] {
    if (this.#length > 0) this.#endBlock();
    const kept = this.#kept;
    this.#kept = [];
    return kept;
  }

  #endBlock(): void {
    this.#kept.push(this.#block.subarray(0, this.#length));
    this.#block = Buffer.allocUnsafe(BLOCK);
    this.#length = 0;
  }
}
