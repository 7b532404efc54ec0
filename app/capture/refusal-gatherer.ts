import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { Refusal } from '../transcript/session-summary.ts';

/** Finds the refusal that says best why a conversation did not come to what its client wanted. */
export class RefusalGatherer {
  #refusal: Refusal | null = null;
  #isTransactionRefused = false;

  /** The last refusal that matters; null where there was none. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** The client has begun a transaction: what was refused before has no consequences in it. */
  begin(): void {
    this.#isTransactionRefused = false;
  }

  /** The client has logged in after all. */
  loggedIn(): void {
    if (this.#refusal?.verb === 'AUTH') this.#refusal = null;
  }

  /** Takes a reply. `injected`: it is not the server's own. Returns whether it is a refusal that matters. */
  reply(asked: Asked | null, { code, texts, line }: Reply, injected: boolean): boolean {
    if (injected && !isInPlaceOfTheServers(asked, code)) return false;
    if (code < 400 || !mattersToTheSender(asked, code) || this.#isConsequence(asked)) return false;
    const verb = asked === null ? 'closing' : asked.what === 'command' ? asked.verb : asked.what;
    this.#refusal = { verb, code, text: texts.join(' '), line };
    return true;
  }

  /** With MAIL or all recipients refused, what was pipelined behind that is refused too: the first refusal tells why. */
  #isConsequence(asked: Asked | null): boolean {
    if (asked === null || !['MAIL', 'RCPT', 'DATA', 'BDAT'].includes(asked.verb)) return false;
    const isConsequence = this.#isTransactionRefused;
    this.#isTransactionRefused = true;
    return isConsequence;
  }
}

/**
 * A rule, a hook or a person answers what the server was never asked: to the client that is a refusal like any other. Where
 * the spy only takes its leave, since it cannot go on, the outcome says why.
 */
function isInPlaceOfTheServers(asked: Asked | null, code: number): boolean {
  return asked !== null && asked.what !== 'greeting' && code !== 421;
}

/** A refused EHLO is followed by HELO, and a refused VRFY or HELP keeps no mail back. */
function mattersToTheSender(asked: Asked | null, code: number): boolean {
  if (asked === null) return code === 421;
  if (asked.what !== 'command') return true;
  return ['MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'STARTTLS', 'HELO', 'LHLO'].includes(asked.verb);
}
