import { Buffer } from 'node:buffer';

/** A part of a stream of bytes whose place in it is known. */
export interface Piece<Mark> {
  /** Its place: bytes from the start of the stream. */
  readonly start: number;
  readonly end: number;
  /** Null where it is known to have been there, but was not captured. */
  readonly bytes: Buffer | null;
  readonly mark: Mark;
}

/** What a piece costs beyond its bytes, about: so that a million pieces of one byte count as what they take. */
const OVERHEAD = 256;

/** Pieces that were taken away stay in the list until so many are gone: moving all the others costs too much. */
const MOST_GONE = 1_024;

/**
 * Parts of one stream that came too early, in the order in which they belong. Each byte is kept as it came first: what
 * comes again, or in another form, is not taken.
 */
export class PieceQueue<Mark> {
  readonly #pieces: Piece<Mark>[] = [];
  #gone = 0;
  #cost = 0;

  /** Bytes of memory, about. */
  get cost(): number {
    return this.#cost;
  }

  /** The piece that belongs first. */
  get head(): Piece<Mark> | undefined {
    return this.#pieces[this.#gone];
  }

  /** Whether the pieces are the whole of the stream's first `length` bytes. */
  isWhole(length: number): boolean {
    let position = 0;
    for (let at = this.#gone; position < length; at += 1) {
      const piece = this.#pieces[at];
      if (piece === undefined || piece.start > position) return false;
      position = piece.end;
    }
    return true;
  }

  /** Takes the first piece away. */
  shift(): Piece<Mark> | undefined {
    const piece = this.head;
    if (piece === undefined) return undefined;
    this.#cost -= costOf(piece);
    this.#gone += 1;
    if (this.#gone === this.#pieces.length || this.#gone === MOST_GONE) {
      this.#pieces.splice(0, this.#gone);
      this.#gone = 0;
    }
    return piece;
  }

  /** Keeps what no other piece has of this one. Its bytes are copied. */
  insert(piece: Piece<Mark>): void {
    let start = piece.start;
    for (let at = this.#firstBehind(start); start < piece.end; at += 1) {
      const next = this.#pieces[at];
      const end = Math.min(piece.end, next?.start ?? piece.end);
      if (start < end) {
        this.#pieces.splice(at, 0, this.#keep(piece, start, end));
        start = end;
      } else if (next !== undefined) {
        start = next.end;
      }
    }
  }

  /** The place of the first piece that ends behind `position`. */
  #firstBehind(position: number): number {
    let low = this.#gone;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pieces[middle]?.end ?? Infinity) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #keep(piece: Piece<Mark>, start: number, end: number): Piece<Mark> {
    const part = piece.bytes?.subarray(start - piece.start, end - piece.start) ?? null;
    const kept = { start, end, bytes: part === null ? null : Buffer.from(part), mark: piece.mark };
    this.#cost += costOf(kept);
    return kept;
  }
}

function costOf(piece: Piece<unknown>): number {
  return OVERHEAD + (piece.bytes?.length ?? 0);
}
