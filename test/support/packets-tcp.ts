import { Buffer } from 'node:buffer';
import { bytesOf, type ConversationScript, type Said } from './conversation-script.ts';

/** A segment of TCP as tests make it, between one client and one server. */
export interface Segment {
  readonly from: Said[0];
  /** Microseconds since 1970. */
  readonly time: number;
  readonly sequence: number;
  /** Null: it acknowledges nothing. */
  readonly acknowledgment: number | null;
  /** Those of S, F and R that are set: `SF`. */
  readonly flags: string;
  readonly bytes: Buffer;
}

/** What of a connection differs from the usual one. */
export interface Connection {
  /** The sequence numbers of both SYNs. */
  readonly clientSequence?: number;
  readonly serverSequence?: number;
  /** How it ends: with the client's FIN and the server's, with the client's RST, or not in the capture. */
  readonly end?: 'fin' | 'reset' | 'none';
  /** The most bytes of one segment. */
  readonly segmentSize?: number;
  /** Microseconds since 1970, of the first segment; each other one comes a millisecond later. */
  readonly time?: number;
}

/** The moment at which these tests' captures begin: 2026-11-21 12:00 UTC. */
const BEGINNING = Date.UTC(2026, 10, 21, 12) * 1_000;

const SEQUENCE_NUMBERS = 2 ** 32;

/** A conversation as its segments: the handshake, what is said, an acknowledgment of each piece, and the end. */
export function segmentsOf(script: ConversationScript, connection: Connection = {}): readonly Segment[] {
  const tape = new Tape(connection);
  tape.send('c', 'S');
  tape.send('s', 'S');
  tape.send('c');
  for (const [who, words] of script) tape.say(who, bytesOf(words), connection.segmentSize ?? 1_460);
  tape.end(connection.end ?? 'fin');
  return tape.segments;
}

/** The segments that say something. */
export function isSaying({ bytes }: Segment): boolean {
  return bytes.length > 0;
}

/** The sequence number `ahead` bytes on. */
export function sequenceAfter(sequence: number, ahead: number): number {
  return (sequence + ahead + SEQUENCE_NUMBERS) % SEQUENCE_NUMBERS;
}

class Tape {
  readonly segments: Segment[] = [];
  readonly #next: Record<Said[0], number>;
  readonly #isKnown: Record<Said[0], boolean> = { c: false, s: false };
  #time: number;

  constructor({ clientSequence = 1_000, serverSequence = 900_000, time = BEGINNING }: Connection) {
    this.#next = { c: clientSequence, s: serverSequence };
    this.#time = time;
  }

  send(from: Said[0], flags = '', bytes: Buffer = Buffer.alloc(0)): void {
    const to = from === 'c' ? 's' : 'c';
    const acknowledgment = this.#isKnown[to] ? this.#next[to] : null;
    this.segments.push({ from, time: this.#time, sequence: this.#next[from], acknowledgment, flags, bytes });
    this.#isKnown[from] = true;
    this.#next[from] = sequenceAfter(this.#next[from], bytes.length + (/[SF]/.test(flags) ? 1 : 0));
    this.#time += 1_000;
  }

  say(from: Said[0], bytes: Buffer, segmentSize: number): void {
    for (let at = 0; at < bytes.length; at += segmentSize) {
      this.send(from, '', bytes.subarray(at, at + segmentSize));
    }
    this.send(from === 'c' ? 's' : 'c');
  }

  end(how: 'fin' | 'reset' | 'none'): void {
    if (how === 'reset') this.send('c', 'R');
    if (how !== 'fin') return;
    this.send('c', 'F');
    this.send('s', 'F');
    this.send('c');
  }
}
