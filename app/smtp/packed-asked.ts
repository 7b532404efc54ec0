import type { Asked } from './dialogue-listener.ts';

/** What most of that which is asked at a time has in common. */
type AskedKind = Pick<Asked, 'what' | 'verb' | 'phase'>;

/**
 * What waits for replies, in a few bytes each: plain data. A client that pipelines has hundreds of commands waiting whenever
 * one looks, and whoever keeps copies of where a dialogue stands would otherwise keep most of its commands as objects.
 */
export interface PackedAsked {
  /** Each that there is, once. */
  readonly kinds: readonly AskedKind[];
  /**
   * Of each that waits: the place of its kind; by how much its line, its exchange and its time are above those of the one
   * before; how long its argument is.
   */
  readonly numbers: Uint8Array;
  /** Their arguments, one behind the other. */
  readonly arguments: string;
}

const NOTHING: PackedAsked = { kinds: [], numbers: new Uint8Array(0), arguments: '' };
const NUMBERS_EACH = 5;

/** The most bytes of one number: 53 bits and a sign, seven bits in each. */
const LONGEST_NUMBER = 8;

/** Packs what was asked. Times are kept in whole microseconds. */
export function packAsked(asked: readonly Asked[]): PackedAsked {
  if (asked.length === 0) return NOTHING;
  const kinds = new KindList();
  const pen = new NumberPen(asked.length * NUMBERS_EACH * LONGEST_NUMBER);
  let line = 0;
  let exchange = 0;
  let time = 0;
  for (const one of asked) {
    const now = Math.round(one.time);
    pen.write(kinds.placeOf(one));
    pen.write(one.line - line);
    pen.write(one.exchange - exchange);
    pen.write(now - time);
    pen.write(one.argument.length);
    ({ line, exchange } = one);
    time = now;
  }
  return {
    kinds: kinds.all,
    numbers: pen.written,
    arguments: asked.map(({ argument }) => argument).join(''),
  };
}

/** What was packed. */
export function unpackAsked({ kinds, numbers, arguments: texts }: PackedAsked): Asked[] {
  const asked: Asked[] = [];
  const reader = new NumberReader(numbers);
  let line = 0;
  let exchange = 0;
  let time = 0;
  let at = 0;
  while (!reader.isAtEnd) {
    const kind = kinds[reader.read()];
    line += reader.read();
    exchange += reader.read();
    time += reader.read();
    const end = at + reader.read();
    if (kind !== undefined) asked.push({ ...kind, argument: texts.slice(at, end), line, exchange, time });
    at = end;
  }
  return asked;
}

/** Gives each kind a place. */
class KindList {
  readonly all: AskedKind[] = [];
  readonly #places = new Map<string, number>();
  #last: AskedKind | null = null;
  #lastPlace = 0;

  placeOf(asked: AskedKind): number {
    const last = this.#last;
    // Most are of the kind of the one before.
    if (last?.verb === asked.verb && last.what === asked.what && last.phase === asked.phase) {
      return this.#lastPlace;
    }
    const { what, verb, phase } = asked;
    const key = `${what} ${phase} ${verb}`;
    const place = this.#places.get(key) ?? this.all.push({ what, verb, phase }) - 1;
    this.#places.set(key, place);
    this.#last = asked;
    this.#lastPlace = place;
    return place;
  }
}

/** Writes whole numbers: the nearer to 0, the shorter. */
class NumberPen {
  readonly #bytes: Uint8Array;
  #length = 0;

  /** `room`: the most bytes that will be written. */
  constructor(room: number) {
    this.#bytes = new Uint8Array(room);
  }

  get written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  write(number: number): void {
    // Signs alternate, so that small numbers are short on both sides of 0. They may be longer than operators on bits take.
    let left = number < 0 ? -2 * number - 1 : 2 * number;
    while (left >= 128) {
      this.#push(128 + (left % 128));
      left = Math.floor(left / 128);
    }
    this.#push(left);
  }

  #push(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

class NumberReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  read(): number {
    let number = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      number += (byte % 128) * unit;
      if (byte < 128) break;
    }
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }
}
