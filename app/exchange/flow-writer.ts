import { Buffer } from 'node:buffer';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import { FIN, PSH, RST, SYN, WINDOW, writePacket, type PacketEnds } from './packet-writer.ts';

/** A packet, ready for a file. */
export interface WrittenPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
  /** For people; mostly empty. */
  readonly comment: string;
}

/** The most bytes of one segment: what fits into a packet of Ethernet. */
const SEGMENT_SIZE = 1_440;

const SEQUENCE_NUMBERS = 4_294_967_296;

const NO_BYTES: Buffer = Buffer.alloc(0);

/** Writes one TCP connection: what is said, acknowledged as it comes, between a handshake and an end in order. */
export class FlowWriter {
  readonly #ends: PacketEnds;
  readonly #take: (packet: WrittenPacket) => void;
  readonly #next: Record<Speaker, number>;
  readonly #known: Record<Speaker, boolean> = { client: true, server: true };
  readonly #finished: Record<Speaker, boolean> = { client: false, server: false };
  #unacknowledged = 0;
  #reset = false;

  /** `number` tells connections between the same ends apart: their sequence numbers begin elsewhere. */
  constructor(ends: PacketEnds, number: number, take: (packet: WrittenPacket) => void) {
    this.#ends = ends;
    this.#take = take;
    const first = Math.imul(number, 0x9e3779b1) >>> 0;
    this.#next = { client: first, server: (first + SEQUENCE_NUMBERS / 2) % SEQUENCE_NUMBERS };
  }

  /** The handshake. Without it the file begins in the middle of the connection. `time`: microseconds since 1970. */
  begin(time: number, comment: string): void {
    this.#known.server = false;
    this.#send('client', time, SYN, NO_BYTES, comment);
    this.#known.server = true;
    this.#send('server', time, SYN);
    this.#send('client', time);
  }

  /** One side says something. */
  say(from: Speaker, time: number, bytes: Buffer, comment: string): void {
    for (let at = 0; at < bytes.length; at += SEGMENT_SIZE) {
      const end = Math.min(at + SEGMENT_SIZE, bytes.length);
      this.#send(
        from,
        time,
        end === bytes.length ? PSH : 0,
        bytes.subarray(at, end),
        at === 0 ? comment : '',
      );
      this.#unacknowledged += end - at;
      if (this.#unacknowledged > WINDOW / 2) this.#acknowledge(from, time);
    }
    this.#acknowledge(from, time);
  }

  /** So many bytes were said that nobody has: the sequence numbers pass over them. */
  passOver(from: Speaker, size: number): void {
    this.#next[from] = (this.#next[from] + size) % SEQUENCE_NUMBERS;
  }

  /** One side has no more to say. */
  finish(from: Speaker, time: number): void {
    if (this.#finished[from] || this.#reset) return;
    this.#finished[from] = true;
    this.#send(from, time, FIN);
    this.#send(otherSpeaker(from), time);
  }

  /** One side drops the connection. */
  reset(from: Speaker, time: number): void {
    if (this.#reset) return;
    this.#reset = true;
    this.#send(from, time, RST);
  }

  #acknowledge(said: Speaker, time: number): void {
    if (this.#unacknowledged === 0) return;
    this.#unacknowledged = 0;
    this.#send(otherSpeaker(said), time);
  }

  #send(from: Speaker, time: number, flags = 0, bytes = NO_BYTES, comment = ''): void {
    const to = otherSpeaker(from);
    const acknowledgment = this.#known[to] ? this.#next[to] : null;
    const segment = { from, sequence: this.#next[from], acknowledgment, flags, bytes };
    this.#take({ time, bytes: writePacket(segment, this.#ends), comment });
    const counted = bytes.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    this.#next[from] = (this.#next[from] + counted) % SEQUENCE_NUMBERS;
  }
}
