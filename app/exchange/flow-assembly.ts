import type { Buffer } from 'node:buffer';
import type { FlowEvent } from './flow-event.ts';
import { FlowStream, type Mark, type NextItem } from './flow-stream.ts';
import { oppositeEnd, type FlowEnd, type TcpSegment } from './tcp-segment.ts';

/**
 * Segments of one flow that may come late or in another order, by network or capture: what is missing and was confirmed
 * by its receiver is given up when so many more have come. Far above what is seen, and cheap, as nobody waits for it.
 */
export const MOST_OUT_OF_ORDER = 128;

/** Bytes held of one flow behind a hole that nobody confirmed: above what a sender has under way on fast networks. */
const MOST_HELD = 8 * 1024 * 1024;

/**
 * Puts a flow's segments in order: each end's stream by its sequence numbers, and both together by what each had heard
 * of the other when it spoke. So a reply stands behind its command, however the packets were captured. Of bytes that
 * came twice, the first copy counts.
 *
 * What was not captured becomes a gap with its size, never silently closed: when the other end confirmed it and it does
 * not come within {@link MOST_OUT_OF_ORDER} segments, when too much is held behind it, and when the flow is over.
 */
export class FlowAssembly {
  readonly #tell: (event: FlowEvent) => void;
  readonly #streams: Readonly<Record<FlowEnd, FlowStream>>;
  #order = 0;
  #time = 0;
  #endedFirst: FlowEnd | null = null;
  #reset: { readonly by: FlowEnd; readonly time: number } | null = null;

  /** `bases`: the sequence numbers of both ends' first bytes. The bytes that `tell` gets are only lent for the call. */
  constructor(bases: Readonly<Record<FlowEnd, number>>, tell: (event: FlowEvent) => void) {
    this.#streams = { one: new FlowStream(bases.one), other: new FlowStream(bases.other) };
    this.#tell = tell;
  }

  /** Bytes of memory that it holds, about. */
  get cost(): number {
    return this.#streams.one.queue.cost + this.#streams.other.queue.cost;
  }

  /** Takes a segment. One that can be none of this flow's is passed over. */
  take(segment: TcpSegment): void {
    this.#order += 1;
    const stream = this.#streams[segment.from];
    const start = stream.placeOf(segment.sequence) + (segment.syn ? 1 : 0);
    const end = start + segment.bytes.length + segment.missing;
    if (!stream.admits(start, end)) return;
    stream.isSeen = true;
    const mark = { time: segment.time, order: this.#order, heard: this.#hear(segment) };
    // Text in a reset says why, and is no part of the stream (RFC 9293 section 3.5.2).
    if (segment.rst) this.#reset ??= { by: segment.from, time: segment.time };
    else this.#hold(segment, start, mark);
    if (segment.fin && end >= stream.position) stream.fin ??= { start: end, mark };
    this.#goOn(this.#isVain);
  }

  /** Waits for nothing any longer: what is held is told, with gaps where something is missing. */
  relieve(): void {
    this.#goOn(() => true);
  }

  /** There will be no more segments. */
  finish(): void {
    this.relieve();
    for (const end of ['one', 'other'] as const) {
      const stream = this.#streams[end];
      const missing = stream.acknowledged - stream.position;
      // One last byte is what an end counts as.
      if (stream.isFinished || missing <= 1) continue;
      this.#tellGap(end, missing, this.#time);
    }
    this.#tellClosing();
  }

  #hear({ from, acknowledgment }: TcpSegment): number {
    const peer = this.#streams[oppositeEnd(from)];
    if (acknowledgment === null) return 0;
    const place = peer.placeOf(acknowledgment);
    return peer.acknowledge(place) ? place : 0;
  }

  #hold(segment: TcpSegment, start: number, mark: Mark): void {
    const { from, bytes, missing } = segment;
    const { queue, position } = this.#streams[from];
    const middle = start + bytes.length;
    const isNext = queue.head === undefined && start <= position;
    if (isNext && missing === 0 && this.#hasHeard(from, mark)) {
      if (middle > position) this.#tellBytes(from, bytes.subarray(position - start), mark.time);
      return;
    }
    const known = Math.max(start, position);
    if (middle > known)
      queue.insert({ start: known, end: middle, bytes: bytes.subarray(known - start), mark });
    const end = middle + missing;
    if (end > Math.max(middle, position)) {
      queue.insert({ start: Math.max(middle, position), end, bytes: null, mark });
    }
  }

  /** Whether all that this end had heard by then has been told. */
  #hasHeard(end: FlowEnd, mark: Mark): boolean {
    return this.#streams[oppositeEnd(end)].hasReached(mark.heard);
  }

  /** Tells all that can be told, and gives up waiting where `isVain` says so: for the earliest first. */
  #goOn(isVain: (end: FlowEnd, next: NextItem) => boolean): void {
    while (this.#streams.one.next !== null || this.#streams.other.next !== null) {
      const ready = this.#earliest(
        (end, { mark }) => this.#streams[end].isInOrder && this.#hasHeard(end, mark),
      );
      const stuck = ready === null ? this.#earliest(isVain) : null;
      if (ready !== null) this.#tellNext(ready);
      else if (stuck === null) return;
      else if (this.#streams[stuck].isInOrder) this.#giveUpHearing(stuck);
      else this.#giveUpHole(stuck);
    }
  }

  /** Whether it is in vain to wait any longer for what this is waiting for. */
  readonly #isVain = (end: FlowEnd, { start, mark }: NextItem): boolean => {
    if (this.cost > MOST_HELD) return true;
    if (mark.order + MOST_OUT_OF_ORDER > this.#order) return false;
    return this.#streams[end].isInOrder || this.#streams[end].acknowledged >= start;
  };

  /** The next of this end is there, but not all that it had heard of the other end. */
  #giveUpHearing(end: FlowEnd): void {
    const { next } = this.#streams[end];
    if (next === null) return;
    const peer = this.#streams[oppositeEnd(end)];
    const missing = Math.min(next.mark.heard, peer.next?.start ?? Infinity) - peer.position;
    // Both wait for each other where a segment was sent again, later: then the order of the capture decides. And one byte
    // that nothing follows is what an end counts as.
    if (missing <= 0 || (missing === 1 && peer.next === null)) this.#tellNext(end);
    else this.#tellGap(oppositeEnd(end), missing, next.mark.time);
  }

  /** Something is missing before the next of this end: up to there, or up to where the other end answers it. */
  #giveUpHole(end: FlowEnd): void {
    const stream = this.#streams[end];
    const peer = this.#streams[oppositeEnd(end)];
    if (stream.next === null) return;
    const answer = peer.isInOrder ? (peer.next?.mark.heard ?? 0) : 0;
    const hole = stream.next.start;
    const upTo = answer > stream.position ? Math.min(answer, hole) : hole;
    this.#tellGap(end, upTo - stream.position, stream.next.mark.time);
  }

  #earliest(isWanted: (end: FlowEnd, next: NextItem) => boolean): FlowEnd | null {
    const [one, other] = (['one', 'other'] as const).map((end) => {
      const { next } = this.#streams[end];
      return next !== null && isWanted(end, next) ? next.mark.order : Infinity;
    });
    if (one === Infinity && other === Infinity) return null;
    return (one ?? 0) <= (other ?? 0) ? 'one' : 'other';
  }

  #tellNext(end: FlowEnd): void {
    const stream = this.#streams[end];
    const piece = stream.queue.shift();
    if (piece === undefined) return this.#tellEnd(end);
    const known = Math.max(0, stream.position - piece.start);
    if (piece.end <= stream.position) return;
    if (piece.bytes === null) this.#tellGap(end, piece.end - stream.position, piece.mark.time);
    else this.#tellBytes(end, piece.bytes.subarray(known), piece.mark.time);
  }

  #tellBytes(from: FlowEnd, bytes: Buffer, time: number): void {
    this.#streams[from].position += bytes.length;
    this.#tell({ type: 'bytes', from, time: this.#notBefore(time), bytes });
  }

  #tellGap(from: FlowEnd, size: number, time: number): void {
    this.#streams[from].position += size;
    this.#tell({ type: 'gap', from, time: this.#notBefore(time), size });
  }

  #tellEnd(by: FlowEnd): void {
    const stream = this.#streams[by];
    if (stream.fin === null || stream.isFinished) return;
    stream.isFinished = true;
    this.#endedFirst ??= by;
    this.#tell({ type: 'ended', by, time: this.#notBefore(stream.fin.mark.time) });
  }

  /** It ended in order where every end that was heard at all has said that it is done: a capture may have one side only. */
  #tellClosing(): void {
    const heard = [this.#streams.one, this.#streams.other].filter((stream) => stream.isSeen);
    const isEnded = heard.every((stream) => stream.isFinished);
    if (isEnded && this.#endedFirst !== null) {
      this.#tell({ type: 'closed', how: 'end', by: this.#endedFirst, time: this.#time });
    } else if (this.#reset !== null) {
      const { by, time } = this.#reset;
      this.#tell({ type: 'closed', how: 'reset', by, time: this.#notBefore(time) });
    } else {
      this.#tell({ type: 'closed', how: 'unseen', time: this.#time });
    }
  }

  /** What is told later did not happen earlier, whatever the clocks of the capture said. */
  #notBefore(time: number): number {
    this.#time = Math.max(this.#time, time);
    return this.#time;
  }
}
