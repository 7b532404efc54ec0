import type { Buffer } from 'node:buffer';

/** What a server that takes over in the middle of a conversation has to be told, as the first one was. */
export class SaidSoFar {
  /** EHLO, HELO or LHLO, and what the transaction in hand consists of: MAIL, and each RCPT that was accepted. */
  #hello: Buffer | null = null;
  #transaction: Buffer[] = [];
  #asked: { readonly verb: string; readonly line: Buffer } | null = null;
  /** Recipients of a rule's that the server has been told of, and has not answered. */
  readonly #added: Buffer[] = [];

  /** What is to be said before a command of that verb, in order; null where another server cannot take over there. */
  before(verb: string): readonly Buffer[] | null {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        return [];
      case 'MAIL':
      case 'RCPT':
        return [...(this.#hello === null ? [] : [this.#hello]), ...this.#transaction];
      default:
        return null;
    }
  }

  /** The server has been told this, in a line with its ending. */
  passed(verb: string, line: Buffer): void {
    this.#asked = { verb, line };
  }

  /** The server has been told of another recipient. */
  added(line: Buffer): void {
    this.#added.push(line);
  }

  /** It has answered that. */
  addedAnswered(code: number): void {
    const line = this.#added.shift();
    if (line !== undefined && isPositive(code)) this.#transaction.push(line);
  }

  /** It has answered what it was told last. */
  answered(code: number): void {
    const asked = this.#asked;
    if (asked === null) return;
    this.#asked = null;
    switch (asked.verb) {
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        if (isPositive(code)) this.#begin(asked.line);
        break;
      case 'STARTTLS':
        // RFC 3207 section 4.2: behind TLS both have forgotten what was said.
        if (code === 220) this.#begin(null);
        break;
      case 'MAIL':
        if (isPositive(code)) this.#transaction = [asked.line];
        break;
      case 'RCPT':
        if (isPositive(code)) this.#transaction.push(asked.line);
        break;
      case 'DATA':
      case 'BDAT':
        if (code < 400) this.endTransaction();
        break;
      case 'RSET':
        this.endTransaction();
        break;
    }
  }

  /** The message is on its way, or given up. */
  endTransaction(): void {
    this.#transaction = [];
  }

  #begin(hello: Buffer | null): void {
    this.#hello = hello;
    this.#transaction = [];
  }
}

function isPositive(code: number): boolean {
  return code >= 200 && code < 300;
}
