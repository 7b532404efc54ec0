import { Buffer } from 'node:buffer';
import { skipExtensions, type IpPacket } from './ip-packet.ts';
import { PieceQueue } from './piece-queue.ts';

/** Packets that are being put together at once. The oldest goes when there are more: its other parts were lost. */
const MOST_PACKETS = 256;

/** The longest payload of a packet: offsets are 13 bits, and count eight bytes each (RFC 791, RFC 8200). */
const LONGEST_PAYLOAD = 65_535;

/** Microseconds after which an identification may be another packet's (RFC 8200 section 4.5 gives a minute). */
const LONGEST_WAIT = 60_000_000;

/** The parts that have come of one packet. */
interface Gathering {
  readonly since: number;
  readonly pieces: PieceQueue<null>;
  /** What stood in the fragment with offset 0: its protocol is the one that counts. */
  first: IpPacket | null;
  /** Bytes of the whole payload, once the last fragment has come. */
  length: number | null;
}

/** Puts packets together again that were sent in fragments, in whatever order those come. */
export class Fragments {
  readonly #gathered = new Map<string, Gathering>();

  /** Takes a fragment; `time` in microseconds. Returns the packet that it completes; null while others are missing. */
  take(packet: IpPacket, time: number): IpPacket | null {
    if (packet.fragment === null) return packet;
    const { offset, isLast, identification } = packet.fragment;
    const end = offset + packet.payload.length;
    if (end > LONGEST_PAYLOAD || packet.payload.length < packet.length) return null;
    const key = `${packet.source}${packet.destination}${identification}`;
    const gathering = this.#gathering(key, time);
    if (offset === 0) gathering.first ??= packet;
    if (isLast) gathering.length ??= end;
    if (end > offset) gathering.pieces.insert({ start: offset, end, bytes: packet.payload, mark: null });
    const whole = putTogether(gathering);
    if (whole !== null) this.#gathered.delete(key);
    return whole;
  }

  #gathering(key: string, time: number): Gathering {
    const known = this.#gathered.get(key);
    if (known !== undefined && Math.abs(time - known.since) < LONGEST_WAIT) return known;
    this.#gathered.delete(key);
    const gathering = { since: time, pieces: new PieceQueue<null>(), first: null, length: null };
    this.#gathered.set(key, gathering);
    if (this.#gathered.size > MOST_PACKETS) {
      const oldest = this.#gathered.keys().next();
      if (oldest.done !== true) this.#gathered.delete(oldest.value);
    }
    return gathering;
  }
}

function putTogether({ pieces, first, length }: Gathering): IpPacket | null {
  if (first === null || length === null || !pieces.isWhole(length)) return null;
  const payload = Buffer.alloc(length);
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift())
    piece.bytes?.copy(payload, piece.start);
  return skipExtensions({ ...first, payload, length, fragment: null });
}
