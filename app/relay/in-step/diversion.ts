import { Buffer } from 'node:buffer';
import { parseCapabilities, type Offer } from '../../smtp/capabilities.ts';
import { hostAndPortName, type HostAndPort } from '../../smtp/host-and-port.ts';
import { offersStartTls } from '../capability-changes.ts';
import type { FailureWords } from '../failure.ts';
import { fitToOffer } from './fit-to-offer.ts';
import { OWN_HELLO, START_TLS } from '../own-exchange.ts';
import { splitLine } from '../reply-lines.ts';
import { ServerReplies, type ServerReply } from '../server-replies.ts';
import type { StepSides } from './step-sides.ts';
import { withoutStartTls, type TlsTrouble } from '../tls-trouble.ts';

/** Milliseconds that the server which is left has for its reply to QUIT: nobody needs it. */
const FAREWELL_MS = 5_000;

const QUIT = Buffer.from('QUIT\r\n', 'latin1');
const REASON = 'a rule leads the conversation to another server';

/** Where a conversation is to go on. */
export interface Destination {
  readonly from: HostAndPort;
  readonly to: HostAndPort;
  /** How its side is secured: not at all, by a STARTTLS of the spy's own, or from the first byte on. */
  readonly tls: 'none' | 'starttls' | 'at once';
  /** What it has to be told before the conversation goes on, in order, in lines with their endings. */
  readonly said: readonly Buffer[];
}

/** The conversation has come to another server. */
export interface Arrival {
  /** What that offers; null where it was not asked. */
  readonly offer: Offer;
  /** Lines that were said on the way: they stand in the record. */
  readonly lines: number;
}

/** What a diversion needs of the relay that it is part of. */
export interface DiversionWorld {
  /** {@link Diversion.isLate} is to be called after so many milliseconds. */
  wait(ms: number): void;
  /** The first server is left: the other one is to be connected to. */
  connect(): void;
  /** The conversation may go on there. */
  done(arrival: Arrival): void;
  /** It cannot. */
  failed(words: FailureWords): void;
  cannotSecure(trouble: TlsTrouble): void;
}

/**
 * Takes a conversation to another server, while the client waits: says QUIT to the first, and to the other what the client
 * has said so far. All of that is the spy's own, and the client hears nothing of it.
 */
export class Diversion {
  readonly #destination: Destination;
  readonly #sides: StepSides;
  readonly #world: DiversionWorld;
  readonly #replies = new ServerReplies();
  #awaits: 'farewell' | 'connection' | 'greeting' | 'own hello' | 'own STARTTLS' | 'TLS' | 'replies' =
    'farewell';
  #isGreeted = false;
  #told = 0;
  #offer: Offer = null;
  #lines = 0;

  /** It begins at once. */
  constructor(destination: Destination, sides: StepSides, world: DiversionWorld) {
    this.#destination = destination;
    this.#sides = sides;
    this.#world = world;
    this.#speak(QUIT, REASON);
    world.wait(FAREWELL_MS);
  }

  /** A server has said something: the one that is left, or the other. */
  take(bytes: Buffer): void {
    this.#replies.push(bytes);
    for (let reply = this.#replies.next(); reply !== null; reply = this.#replies.next()) {
      this.#withhold(reply.bytes, reply.lines.length);
      if (reply.isWhole) this.#answered(reply);
    }
  }

  /** The time that {@link DiversionWorld.wait} was asked for is over. */
  isLate(): void {
    if (this.#awaits === 'farewell') this.#leave();
  }

  /** The server will say no more. */
  serverGone(): void {
    if (this.#awaits === 'farewell') this.#leave();
    else this.#fail('it closed the connection', 'it closed the connection before it had taken over.');
  }

  /** The other server is there. */
  connected(): void {
    if (this.#destination.tls === 'at once') this.#secure();
    else this.#awaits = 'greeting';
  }

  /** Its side is secured. */
  secured(): void {
    if (this.#isGreeted) this.#tell();
    else this.#awaits = 'greeting';
  }

  #speak(line: Buffer, reason: string): void {
    this.#lines += 1;
    this.#sides.speakToServer(line, reason);
  }

  #withhold(bytes: Buffer, lines: number): void {
    this.#lines += lines;
    this.#sides.withholdNow('server', bytes);
  }

  #leave(): void {
    const { from, to } = this.#destination;
    const rest = this.#replies.takeRest();
    if (rest.length > 0) this.#withhold(rest, 1);
    this.#awaits = 'connection';
    this.#sides.note({ event: 'diverted', from, to });
    this.#sides.leaveServer();
    this.#world.connect();
  }

  #answered(reply: ServerReply): void {
    switch (this.#awaits) {
      case 'farewell':
        return this.#leave();
      case 'greeting':
        return this.#greeted(reply);
      case 'own hello':
        if (reply.code !== 250 || !offersStartTls(reply.lines)) return this.#cannotSecure(reply);
        this.#awaits = 'own STARTTLS';
        return this.#speak(START_TLS, 'the server’s side is to be secured first');
      case 'own STARTTLS':
        return reply.code === 220 ? this.#secure() : this.#cannotSecure(reply);
      case 'replies':
        return this.#toldAnswered(reply);
      case 'connection':
      case 'TLS':
    }
  }

  #greeted(reply: ServerReply): void {
    if (reply.code !== 220) return this.#refused('its greeting', reply);
    this.#isGreeted = true;
    if (this.#destination.tls !== 'starttls') return this.#tell();
    this.#awaits = 'own hello';
    this.#speak(OWN_HELLO, 'the server’s side is to be secured first');
  }

  /** Plaintext behind the 220 is not let into TLS (RFC 3207 section 4.2; CVE-2011-0411). */
  #secure(): void {
    const behind = this.#replies.takeRest();
    if (behind.length > 0) this.#withhold(behind, 1);
    this.#awaits = 'TLS';
    this.#sides.secure('server', null);
  }

  /** Says the next of what the client has said so far. */
  #tell(): void {
    const line = this.#destination.said[this.#told];
    this.#awaits = 'replies';
    if (line === undefined) return this.#world.done({ offer: this.#offer, lines: this.#lines });
    this.#speak(fitToOffer(line, this.#offer), REASON);
  }

  /** What the client takes for accepted has to be: else mail would get lost without anybody being told. */
  #toldAnswered(reply: ServerReply): void {
    const { text } = splitLine(this.#destination.said[this.#told] ?? QUIT);
    if (reply.code < 200 || reply.code > 299) return this.#refused(`“${text}”`, reply);
    if (/^[EL]HLO/i.test(text)) this.#offer = parseCapabilities(reply.lines.map(textOfReplyLine));
    this.#told += 1;
    this.#tell();
  }

  #refused(what: string, reply: ServerReply): void {
    const words = splitLine(reply.lines[0] ?? QUIT).text.slice(0, 200);
    this.#fail(
      `it said ${words}`,
      `${what === 'its greeting' ? 'it greeted with' : `to ${what} it said`} “${words}”.`,
    );
  }

  #cannotSecure(reply: ServerReply): void {
    this.#world.cannotSecure(withoutStartTls(reply));
  }

  #fail(brief: string, full: string): void {
    const name = hostAndPortName(this.#destination.to);
    this.#world.failed({
      brief: `cannot go on with ${name}: ${brief}`,
      full: `A rule leads the conversation to ${name}, where it cannot go on: ${full} Check that server, or the rule that names it.`,
    });
  }
}

/** What stands behind the code. */
function textOfReplyLine(line: Buffer): string {
  return splitLine(line).text.slice(4);
}
