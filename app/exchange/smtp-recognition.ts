import type { Buffer } from 'node:buffer';
import { Speech } from './speech.ts';
import { oppositeEnd, type FlowEnd } from './tcp-segment.ts';

/**
 * Recognises SMTP by how a flow speaks, whatever its port: by one end's words alone, or by both; from the greeting on, or
 * from the middle. Only where the words leave it open, as a bare `220 hello` does, which FTP says too, the port decides.
 */

/** What a flow speaks. `tls`: TLS from the first byte on port 465, where SMTP is spoken inside (RFC 8314 section 3). */
export type Recognised =
  { readonly spoken: 'smtp'; readonly client: FlowEnd } | { readonly spoken: 'tls' | 'other' };

const OTHER: Recognised = { spoken: 'other' };

const TLS_PORT = 465;

/** RFC 5321, RFC 6409, RFC 8314, and the one that developers use where 25 takes rights. */
const MAIL_PORTS: readonly number[] = [25, 587, TLS_PORT, 2525];

/** What is known of a flow before it says anything. */
export interface FlowFacts {
  /** The end that asked for the connection; null where that was not seen, and the flow begins in the middle. */
  readonly opener: FlowEnd | null;
  readonly ports: Readonly<Record<FlowEnd, number>>;
}

/** Listens to a flow until it is clear what it speaks. */
export class Recognition {
  readonly #facts: FlowFacts;
  readonly #speech: Readonly<Record<FlowEnd, Speech>>;

  constructor(facts: FlowFacts) {
    this.#facts = facts;
    const isFromStart = facts.opener !== null;
    this.#speech = { one: new Speech(isFromStart), other: new Speech(isFromStart) };
  }

  /** Takes what an end said. Tells what is spoken, as soon as that is clear; else null. */
  take(from: FlowEnd, bytes: Buffer): Recognised | null {
    this.#speech[from].take(bytes);
    return this.#judge();
  }

  /** Something is missing here: what comes next begins in the middle of a line. */
  gap(from: FlowEnd): void {
    this.#speech[from].gap();
  }

  /** There will be no more, or not much more can be waited for. */
  finish(): Recognised {
    for (const end of ['one', 'other'] as const) this.#speech[end].finish();
    return this.#judge() ?? this.#judgeByPort();
  }

  #judge(): Recognised | null {
    const { one, other } = this.#speech;
    if (one.isTls || other.isTls) return this.#isOnPort([TLS_PORT]) ? { spoken: 'tls' } : OTHER;
    if (one.mayBeTls || other.mayBeTls) return null;
    const verdicts = this.#possibleClients().map((client) => this.#judgeWith(client));
    return verdicts.find((verdict) => verdict?.spoken === 'smtp') ?? (verdicts.includes(null) ? null : OTHER);
  }

  #judgeWith(end: FlowEnd): Recognised | null {
    const client = this.#speech[end];
    const server = this.#speech[oppositeEnd(end)];
    if (client.isClient && (server.replies > 0 || server.others === 0))
      return { spoken: 'smtp', client: end };
    if (server.isServer) return { spoken: 'smtp', client: end };
    return server.others > 0 ? OTHER : null;
  }

  /** What was said may be SMTP and may be something else. */
  #judgeByPort(): Recognised {
    const [client] = this.#possibleClients();
    if (client === undefined || !this.#isOnPort(MAIL_PORTS)) return OTHER;
    const server = this.#speech[oppositeEnd(client)];
    const isSaid = server.isHeard || (this.#facts.opener === null && this.#speech[client].isHeard);
    return isSaid && server.others === 0 ? { spoken: 'smtp', client } : OTHER;
  }

  /** Who asked for the connection is the client; else the one who speaks like one, and in doubt the one with the higher port. */
  #possibleClients(): readonly FlowEnd[] {
    const { opener, ports } = this.#facts;
    if (opener !== null) return [opener];
    return ports.one >= ports.other ? ['one', 'other'] : ['other', 'one'];
  }

  #isOnPort(ports: readonly number[]): boolean {
    return ports.includes(this.#facts.ports.one) || ports.includes(this.#facts.ports.other);
  }
}
