import { createHash } from 'node:crypto';
import type { ContentDigest } from '../smtp/message.ts';

const NO_BYTES = new Uint8Array(0);

/** Computes SHA-256 of content that comes line by line: lines that lie side by side are taken in one go. */
export class ContentSha256 implements ContentDigest {
  readonly #hash = createHash('sha256');
  readonly #onOctets: (octets: Uint8Array) => void;
  #bytes: Uint8Array = NO_BYTES;
  #start = 0;
  #end = 0;

  /** `onOctets` gets all octets too, in order; they are only lent. */
  constructor(onOctets: (octets: Uint8Array) => void = () => {}) {
    this.#onOctets = onOctets;
  }

  /** {@link ContentDigest} */
  update(bytes: Uint8Array, start: number, end: number): void {
    if (bytes === this.#bytes && start === this.#end) {
      this.#end = end;
      return;
    }
    this.flush();
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** {@link ContentDigest} */
  flush(): void {
    if (this.#end > this.#start) {
      const octets = this.#bytes.subarray(this.#start, this.#end);
      this.#hash.update(octets);
      this.#onOctets(octets);
    }
    this.#bytes = NO_BYTES;
    this.#start = 0;
    this.#end = 0;
  }

  /** {@link ContentDigest} */
  digest(): string {
    this.flush();
    return this.#hash.digest('hex');
  }
}
