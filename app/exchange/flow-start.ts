import { Buffer } from 'node:buffer';
import { MOST_OUT_OF_ORDER } from './flow-assembly.ts';
import { oppositeEnd, type FlowEnd, type TcpSegment } from './tcp-segment.ts';

/** Bytes of memory, about, that the beginning of a flow may take. */
const MOST_HELD = 1024 * 1024;

/** What a segment costs beyond its bytes, about. */
const OVERHEAD = 256;

/** Bytes that may have been captured before the SYN that they follow: much less than an older connection is away. */
const FARTHEST_BEFORE_SYN = 1024 * 1024;

/** The sequence numbers of both ends' first bytes. */
export type Bases = Readonly<Record<FlowEnd, number>>;

/**
 * The beginning of a flow: gathers its segments until it is known with which bytes both ends begin. The SYN of an end
 * tells that, or what the other end's SYN confirms. Where the capture has no SYN, an end begins with the earliest byte
 * among the flow's first segments, since those may have come in another order.
 */
export class FlowStart {
  #segments: TcpSegment[] = [];
  readonly #told: Record<FlowEnd, number | null> = { one: null, other: null };
  readonly #earliest: Record<FlowEnd, number | null> = { one: null, other: null };
  readonly #confirmed: Record<FlowEnd, number | null> = { one: null, other: null };
  #opener: FlowEnd | null = null;
  #cost = 0;

  /** The end that asked for the connection; null where that was not seen. */
  get opener(): FlowEnd | null {
    return this.#opener;
  }

  /** Bytes of memory that it holds, about. */
  get cost(): number {
    return this.#cost;
  }

  /** Whether it is known where both ends begin, or nothing better will come. */
  get isKnown(): boolean {
    const isTold = this.#told.one !== null && this.#told.other !== null;
    return isTold || this.#segments.length >= MOST_OUT_OF_ORDER || this.#cost >= MOST_HELD;
  }

  /** Where both ends begin, as far as it is known now. */
  get bases(): Bases {
    return { one: this.#base('one'), other: this.#base('other') };
  }

  /** Takes a segment; its bytes are copied. */
  take(segment: TcpSegment): void {
    const { from, sequence, acknowledgment, syn, fin, bytes, missing } = segment;
    this.#segments.push({ ...segment, bytes: Buffer.from(bytes) });
    this.#cost += OVERHEAD + bytes.length;
    if (syn) {
      this.#told[from] ??= (sequence + 1) % 2 ** 32;
      this.#opener ??= acknowledgment === null ? from : oppositeEnd(from);
    } else if (fin || bytes.length + missing > 0) {
      this.#earliest[from] = earlier(this.#earliest[from], sequence);
    }
    if (acknowledgment === null || segment.rst) return;
    if (syn) this.#told[oppositeEnd(from)] ??= acknowledgment;
    else this.#confirmed[oppositeEnd(from)] = earlier(this.#confirmed[oppositeEnd(from)], acknowledgment);
  }

  /** Gives up what came so far, in the order in which it came. */
  takeSegments(): readonly TcpSegment[] {
    const segments = this.#segments;
    this.#segments = [];
    this.#cost = 0;
    return segments;
  }

  /** Whether the segment begins another connection between the same two ends. */
  isLeftBehindBy({ from, sequence, syn }: TcpSegment): boolean {
    if (!syn) return false;
    const told = this.#told[from];
    if (told !== null) return told !== (sequence + 1) % 2 ** 32;
    const earliest = this.#earliest[from];
    return earliest !== null && (earliest - sequence - 1 + 2 ** 32) % 2 ** 32 > FARTHEST_BEFORE_SYN;
  }

  /**
   * An end whose SYN was missed begins with what the other confirmed first, if that was its answer to the SYN; else with
   * its own earliest byte.
   */
  #base(end: FlowEnd): number {
    const told = this.#told[end];
    if (told !== null) return told;
    const confirmed = this.#confirmed[end];
    const earliest = this.#earliest[end];
    const isAnswer = this.#told[oppositeEnd(end)] !== null;
    return (isAnswer ? (confirmed ?? earliest) : (earliest ?? confirmed)) ?? 0;
  }
}

/** The one of two sequence numbers that comes first; they are less than half of all numbers apart. */
function earlier(known: number | null, sequence: number): number {
  if (known === null) return sequence;
  return ((sequence - known) | 0) < 0 ? sequence : known;
}
