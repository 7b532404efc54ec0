import type { WalkLine } from '../capture/session-walk.ts';
import { AuthenticationExchange } from '../smtp/authentication/authentication-exchange.ts';
import type { Agreement } from '../smtp/agreement.ts';
import { offeredParameters } from '../smtp/capabilities.ts';
import { decodeText } from '../smtp/decode.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { LoginDetails } from '../transcript/details.ts';

/** Logins that are kept of a session: clients try two or three mechanisms; whoever guesses passwords tries many. */
const MOST_LOGINS = 20;

interface OpenLogin {
  readonly row: number;
  readonly exchange: number;
  readonly dialogue: AuthenticationExchange;
}

/** Decodes the logins of a session (RFC 4954). `walk`: what comes upon the lines. */
export class LoginGatherer {
  readonly #walk: { readonly agreement: Agreement };
  readonly #started: number;
  readonly #logins: OpenLogin[] = [];
  #inHand: AuthenticationExchange | null = null;
  #total = 0;

  /** `started`: when the session began, in microseconds since 1970. */
  constructor(walk: { readonly agreement: Agreement }, started: number) {
    this.#walk = walk;
    this.#started = started;
  }

  /** All logins that were tried, those that are not kept included. */
  get total(): number {
    return this.#total;
  }

  /** Those that are kept, as far as they are known. */
  get logins(): readonly LoginDetails[] {
    return this.#logins.map(({ row, exchange, dialogue }) => ({
      row,
      exchange,
      authentication: dialogue.authentication(),
    }));
  }

  /** A line of the session. */
  line({ kind, from, bytes, start, end, meaning, row, time }: WalkLine): void {
    if (kind === 'authentication' && from === 'client') this.#inHand?.response(decodeText(bytes, start, end));
    if (meaning?.type !== 'command' || meaning.command.verb !== 'AUTH') return;
    this.#total += 1;
    this.#inHand = null;
    if (this.#logins.length >= MOST_LOGINS) return;
    const { asked } = meaning;
    this.#inHand = new AuthenticationExchange(asked.argument, {
      offered: offeredParameters(this.#walk.agreement.offer, 'AUTH'),
      now: (this.#started + time) / 1_000,
    });
    this.#logins.push({ row, exchange: asked.exchange, dialogue: this.#inHand });
  }

  /** A whole reply. */
  reply(asked: Asked | null, { code, texts }: Reply): void {
    if (asked?.verb === 'AUTH') this.#inHand?.reply(code, texts.join(' '));
  }
}
