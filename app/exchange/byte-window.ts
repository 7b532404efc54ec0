import { Buffer } from 'node:buffer';

/**
 * The part of a stream that has arrived and has not been read: never more than one piece of the stream and the one
 * thing that is being waited for, however long the stream is.
 */
export class ByteWindow {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  #isOwn = false;
  #offset = 0;
  #toSkip = 0;

  /** Where the next byte stands, in bytes from the start of the stream. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes at hand. */
  get length(): number {
    return this.#end - this.#at;
  }

  /** Bytes that are to be passed over and have not arrived. */
  get toSkip(): number {
    return this.#toSkip;
  }

  /** Takes more of the stream. The bytes must not change as long as they are not read. */
  push(bytes: Buffer): void {
    const rest = this.#passOver(bytes);
    if (this.length === 0) {
      this.#bytes = rest;
      this.#at = 0;
      this.#end = rest.length;
      this.#isOwn = false;
    } else {
      this.#append(rest);
    }
  }

  /** The next bytes, left where they are; null where so many have not arrived. Lent until the next {@link push}. */
  peek(count: number): Buffer | null {
    return this.length < count ? null : this.#bytes.subarray(this.#at, this.#at + count);
  }

  /** The next bytes; null where so many have not arrived. Lent until the next {@link push}. */
  take(count: number): Buffer | null {
    const bytes = this.peek(count);
    if (bytes !== null) this.#advance(count);
    return bytes;
  }

  /** Passes over bytes, whether they have arrived or not. */
  skip(count: number): void {
    const here = Math.min(count, this.length);
    this.#advance(here);
    this.#toSkip += count - here;
  }

  #advance(count: number): void {
    this.#at += count;
    this.#offset += count;
  }

  #passOver(bytes: Buffer): Buffer {
    const passed = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= passed;
    this.#offset += passed;
    return passed === 0 ? bytes : bytes.subarray(passed);
  }

  /** Grows by doubling, so that a stream that comes in single bytes costs no quadratic copying. */
  #append(bytes: Buffer): void {
    const held = this.length;
    if (!this.#isOwn || this.#end + bytes.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * held, held + bytes.length));
      this.#bytes.copy(larger, 0, this.#at, this.#end);
      this.#bytes = larger;
      this.#at = 0;
      this.#end = held;
      this.#isOwn = true;
    }
    bytes.copy(this.#bytes, this.#end);
    this.#end += bytes.length;
  }
}
