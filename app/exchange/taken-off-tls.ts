import type { Buffer } from 'node:buffer';
import { Dialogue } from '../smtp/dialogue.ts';
import { beginsTlsRecord } from '../smtp/framing.ts';
import type { Phase, Speaker } from '../smtp/words.ts';

/** Where STARTTLS may still be said; behind it, nobody has to look any more. */
const BEFORE_MAIL: ReadonlySet<Phase> = new Set<Phase>(['greeting', 'hello', 'ready', 'authentication']);

/**
 * Sees whether TLS had been taken off what was captured elsewhere: STARTTLS was accepted, and what the client says then is
 * plain text. Whoever wrote it down has decrypted it. What was sent along with STARTTLS is another matter: that was plain.
 */
export class TakenOffTls {
  #dialogue: Dialogue | null = new Dialogue({ line: () => undefined });
  #isTakenOff = false;

  /** Takes bytes in the order in which they came. Returns whether they had been within TLS. */
  take(from: Speaker, bytes: Buffer): boolean {
    const dialogue = this.#dialogue;
    if (dialogue === null) return this.#isTakenOff;
    if (dialogue.isTlsAgreed && from === 'client') {
      this.#isTakenOff = !beginsTlsRecord(bytes[0]);
      this.#dialogue = null;
      return this.#isTakenOff;
    }
    dialogue.push(from, bytes, false);
    if (!BEFORE_MAIL.has(dialogue.phase)) this.#dialogue = null;
    return false;
  }

  /** Something is missing: nobody can tell any more. */
  gap(): void {
    this.#dialogue = null;
  }
}
