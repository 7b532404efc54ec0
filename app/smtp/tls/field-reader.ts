/**
 * Reads the fields of a TLS handshake message one behind the other. What stands beyond the end reads as nothing: a message
 * from the wire may say any length.
 */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether there is nothing left. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A number of `size` bytes, the highest first; 0 beyond the end. */
  number(size: number): number {
    let value = 0;
    for (const byte of this.bytes(size)) value = value * 256 + byte;
    return value;
  }

  /** So many bytes, fewer where there are no more. */
  bytes(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** A vector: its length in `size` bytes, then its bytes (RFC 8446 section 3.4). */
  vector(size: number): Uint8Array {
    return this.bytes(this.number(size));
  }

  /** Another reader over such a vector. */
  inside(size: number): FieldReader {
    return new FieldReader(this.vector(size));
  }
}
