import { PieceQueue } from './piece-queue.ts';

/** Sequence numbers count bytes modulo 2^32 (RFC 9293 section 3.4). */
const SEQUENCE_NUMBERS = 2 ** 32;

/** How far back a sequence number is taken for one that was there before: the largest window (RFC 7323 section 2.3). */
const FARTHEST_BACK = 2 ** 30;

/**
 * Bytes that a number may be ahead of all that was seen before: far above what is ever under way at once. What is farther
 * is believed when it comes twice: a capture may have missed much, and a stray packet of an older connection comes alone.
 */
const FARTHEST_AHEAD = 16 * 1024 * 1024;

/** What is known of a segment's place in the conversation. */
export interface Mark {
  /** Microseconds since 1970, UTC. */
  readonly time: number;
  /** How many segments of the flow had come before. */
  readonly order: number;
  /** Bytes of the other end's stream that its sender had got by then. */
  readonly heard: number;
}

/** What comes next of a stream: bytes, or its end. */
export interface NextItem {
  /** Its place: bytes from the start of the stream. */
  readonly start: number;
  readonly mark: Mark;
}

/** What one end of a flow said, as far as it has been put in order. */
export class FlowStream {
  readonly queue = new PieceQueue<Mark>();
  /** The sequence number of its first byte. */
  readonly #base: number;
  /** Bytes that are in order: said, or known to be missing. */
  position = 0;
  /** Bytes that the other end has confirmed, as far as it was heard to. */
  acknowledged = 0;
  /** Where it ends (FIN), once that has been seen. */
  fin: NextItem | null = null;
  /** Its end has been told. */
  isFinished = false;
  /** A segment of it was captured. */
  isSeen = false;
  #highest = 0;
  #strayStart: number | null = null;
  #strayAcknowledgment: number | null = null;

  constructor(base: number) {
    this.#base = base;
  }

  /** The place that a sequence number means, in bytes from the start of the stream; negative for what was before. */
  placeOf(sequence: number): number {
    const expected = (this.#base + this.position) % SEQUENCE_NUMBERS;
    const ahead = (sequence - expected + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
    return this.position + (ahead < SEQUENCE_NUMBERS - FARTHEST_BACK ? ahead : ahead - SEQUENCE_NUMBERS);
  }

  /** Whether a segment that begins there can belong to this stream. */
  admits(start: number, end: number): boolean {
    const isPlausible = this.#isPlausible(start, this.#strayStart);
    this.#strayStart = isPlausible ? null : start;
    if (isPlausible) this.#highest = Math.max(this.#highest, end);
    return isPlausible;
  }

  /** The other end confirms all up to there. False where that cannot be. */
  acknowledge(place: number): boolean {
    const isPlausible = this.#isPlausible(place, this.#strayAcknowledgment);
    this.#strayAcknowledgment = isPlausible ? null : place;
    if (!isPlausible) return false;
    this.#highest = Math.max(this.#highest, place);
    this.acknowledged = Math.max(this.acknowledged, place);
    return true;
  }

  /** What comes next of what is held, in order or behind a hole; null where nothing is held. */
  get next(): NextItem | null {
    return this.queue.head ?? (this.isFinished ? null : this.fin);
  }

  /** Whether something is held that can be told: nothing before it is missing. */
  get isInOrder(): boolean {
    return this.next !== null && this.next.start <= this.position;
  }

  /** Whether all up to there has been told. An end counts as one byte (RFC 9293 section 3.4). */
  hasReached(place: number): boolean {
    return place <= this.position + (this.isFinished ? 1 : 0);
  }

  #isPlausible(place: number, stray: number | null): boolean {
    if (place <= this.#highest + FARTHEST_AHEAD) return true;
    return stray !== null && place >= stray && place <= stray + FARTHEST_AHEAD;
  }
}
