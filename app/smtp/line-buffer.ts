const NO_BYTES = new Uint8Array(0);

/** The beginning of a line whose end has not arrived: grows by doubling, so that single bytes cost no quadratic copying. */
export class LineBuffer {
  #bytes: Uint8Array<ArrayBuffer> = NO_BYTES;
  #length = 0;

  /** A buffer that holds `bytes` already; they are copied. */
  constructor(bytes?: Uint8Array) {
    if (bytes !== undefined) this.append(bytes, 0, bytes.length);
  }

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** Copies `bytes[start..end)` behind what is held. */
  append(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + (end - start);
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2, 256));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
  }

  /** What is held, as a view that the next {@link append} may overwrite. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Takes the first `count` bytes away. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }

  /** Keeps the first `length` bytes alone. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Takes everything away, and the room for it where it was large. */
  clear(): void {
    if (this.#bytes.length > 4_096) this.#bytes = NO_BYTES;
    this.#length = 0;
  }
}
