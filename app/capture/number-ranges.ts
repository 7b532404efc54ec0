import type { SessionRange } from './folder.ts';

/** A set of session numbers, kept as ranges: a hundred thousand that follow one another cost as much as one. */
export class NumberRanges {
  /** In rising order; no two touch. */
  #ranges: SessionRange[] = [];

  /** The ranges, rising, none touching another. */
  get ranges(): readonly SessionRange[] {
    return this.#ranges;
  }

  /** The highest number; 0 of an empty set. */
  get highest(): number {
    return this.#ranges.at(-1)?.last ?? 0;
  }

  /** Whether the number is in the set. */
  has(number: number): boolean {
    const range = this.#ranges[this.#placeOf(number)];
    return range !== undefined && range.first <= number;
  }

  /** How many numbers of the range are in the set. */
  countWithin({ first, last }: SessionRange): number {
    let count = 0;
    for (let place = this.#placeOf(first); place < this.#ranges.length; place += 1) {
      const range = this.#ranges[place];
      if (range === undefined || range.first > last) break;
      count += Math.min(range.last, last) - Math.max(range.first, first) + 1;
    }
    return count;
  }

  /** Puts numbers in. */
  add({ first, last }: SessionRange): void {
    const from = this.#placeOf(first - 1);
    let to = from;
    let merged = { first, last };
    for (; to < this.#ranges.length; to += 1) {
      const range = this.#ranges[to];
      if (range === undefined || range.first > last + 1) break;
      merged = { first: Math.min(merged.first, range.first), last: Math.max(merged.last, range.last) };
    }
    this.#ranges.splice(from, to - from, merged);
  }

  /** Takes numbers out. */
  remove({ first, last }: SessionRange): void {
    this.#ranges = this.#ranges.flatMap((range) => {
      if (range.last < first || range.first > last) return [range];
      return [
        { first: range.first, last: first - 1 },
        { first: last + 1, last: range.last },
      ].filter((rest) => rest.first <= rest.last);
    });
  }

  /** The first range that ends at the number or behind it. */
  #placeOf(number: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.last ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Numbers as ranges, rising. */
export function rangesOf(numbers: Iterable<number>): SessionRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last.last + 1) last.last = Math.max(last.last, number);
    else ranges.push({ first: number, last: number });
  }
  return ranges;
}
