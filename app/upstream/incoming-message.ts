import type { MessageFate } from './mail-transaction.ts';
import type { KeepResult, MailToKeep } from './mailbox.ts';

/** A message on its way in: it is counted, and kept where that is wanted. */
export class IncomingMessage {
  readonly #sizeLimit: number;
  #keeping: MailToKeep | null;
  #size = 0;
  #heldUp: Promise<void> | null = null;

  /** `keeping`: null where it is not kept. A message of more than `sizeLimit` bytes is not, either. */
  constructor(sizeLimit: number, keeping: MailToKeep | null) {
    this.#sizeLimit = sizeLimit;
    this.#keeping = keeping;
  }

  /** Resolves when more can be taken; null where it can at once. */
  get heldUp(): Promise<void> | null {
    return this.#heldUp;
  }

  /** Takes more of its content, without the dots that were put in front of lines. */
  take(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > this.#sizeLimit) this.discard();
    else this.#heldUp = this.#keeping?.write(piece) ?? null;
  }

  /** It is whole. Never rejects. */
  finish(): MessageFate | Promise<MessageFate> {
    const bytes = this.#size;
    if (bytes > this.#sizeLimit) return { is: 'too-large', bytes };
    if (this.#keeping === null) return { is: 'taken', bytes, keptAs: null };
    return this.#keeping.keep().then((result) => fateOf(result, bytes));
  }

  /** It will not become whole. */
  discard(): void {
    this.#keeping?.discard();
    this.#keeping = null;
    this.#heldUp = null;
  }
}

function fateOf(result: KeepResult, bytes: number): MessageFate {
  if (result.ok) return { is: 'taken', bytes, keptAs: result.name };
  return { is: 'not-kept', diskFull: result.diskFull, why: result.why };
}
