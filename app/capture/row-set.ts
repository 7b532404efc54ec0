const ROWS_IN_BLOCK = 1_024;
const BITS = 32;
const WORDS_IN_BLOCK = ROWS_IN_BLOCK / BITS;

/** A rising set of row numbers in one bit each, so that ten million rows cost little more than a megabyte. */
export class RowSet {
  #words = new Uint32Array(WORDS_IN_BLOCK);
  /** How many rows of the set stand before each block. */
  #before = new Uint32Array(2);
  #lastBlock = 0;
  #count = 0;

  /** Rows in the set. */
  get count(): number {
    return this.#count;
  }

  /** Adds a row: higher than all that are in the set. */
  add(row: number): void {
    const block = Math.floor(row / ROWS_IN_BLOCK);
    this.#growTo(block);
    for (; this.#lastBlock < block; this.#lastBlock += 1) this.#before[this.#lastBlock + 1] = this.#count;
    const word = Math.floor(row / BITS);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (row % BITS));
    this.#count += 1;
  }

  /** The rows at places `from` to `from + count` of the set, in rising order. */
  slice(from: number, count: number): number[] {
    const rows: number[] = [];
    if (from >= this.#count) return rows;
    let block = this.#blockOf(from);
    let place = this.#before[block] ?? 0;
    for (; block <= this.#lastBlock && rows.length < count; block += 1) {
      for (const row of this.#rowsOf(block)) {
        if (place >= from && rows.length < count) rows.push(row);
        place += 1;
      }
    }
    return rows;
  }

  /** How many rows of the set stand before that row. */
  rank(row: number): number {
    const block = Math.floor(row / ROWS_IN_BLOCK);
    if (block > this.#lastBlock) return this.#count;
    let rank = this.#before[block] ?? 0;
    for (const member of this.#rowsOf(block)) if (member < row) rank += 1;
    return rank;
  }

  #blockOf(place: number): number {
    let low = 0;
    let high = this.#lastBlock;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#before[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #rowsOf(block: number): number[] {
    const rows: number[] = [];
    for (let word = block * WORDS_IN_BLOCK; word < (block + 1) * WORDS_IN_BLOCK; word += 1) {
      const bits = this.#words[word] ?? 0;
      if (bits === 0) continue;
      for (let bit = 0; bit < BITS; bit += 1) {
        if ((bits & (1 << bit)) !== 0) rows.push(word * BITS + bit);
      }
    }
    return rows;
  }

  #growTo(block: number): void {
    const words = (block + 1) * WORDS_IN_BLOCK;
    if (words > this.#words.length) {
      const larger = new Uint32Array(Math.max(words, this.#words.length * 2));
      larger.set(this.#words);
      this.#words = larger;
    }
    if (block + 2 > this.#before.length) {
      const larger = new Uint32Array(Math.max(block + 2, this.#before.length * 2));
      larger.set(this.#before);
      this.#before = larger;
    }
  }
}
