import { Buffer } from 'node:buffer';
import { offersStartTls } from './capability-changes.ts';
import type { RelaySides } from './relay-sides.ts';
import type { RelaySecurity } from './security.ts';
import type { ServerReplies, ServerReply } from './server-replies.ts';
import { withoutStartTls, type OnTrouble } from './tls-trouble.ts';

/** A command of the spy's own that the server has yet to answer. */
export type OwnCommand = 'own hello' | 'own STARTTLS' | 'own second hello';

/**
 * The name in the spy's own EHLO: an address literal (RFC 5321 section 4.1.3), as mail clients without a name of their
 * own say it. Behind TLS the client's own EHLO follows.
 */
export const OWN_HELLO = Buffer.from('EHLO [127.0.0.1]\r\n', 'latin1');
/** The spy's own STARTTLS. */
export const START_TLS = Buffer.from('STARTTLS\r\n', 'latin1');

const REASON = 'the server’s side is to be secured first';

/**
 * The spy secures the server's side by itself, before anything else is said: it asks what the server offers, asks for TLS,
 * and behind it says again what the client has said (RFC 3207 section 4.2). The client hears nothing of it.
 */
export class OwnExchange {
  readonly #security: RelaySecurity;
  readonly #sides: RelaySides;
  readonly #replies: ServerReplies;
  readonly #fail: OnTrouble;
  /** The server's greeting, as long as the client is not to have it. */
  #greeting: Buffer | null = null;
  #hasSecured = false;

  /** Nothing is said yet. */
  constructor(security: RelaySecurity, sides: RelaySides, replies: ServerReplies, fail: OnTrouble) {
    this.#security = security;
    this.#sides = sides;
    this.#replies = replies;
    this.#fail = fail;
  }

  /** The server has agreed to TLS that the spy has asked for. */
  get hasSecured(): boolean {
    return this.#hasSecured;
  }

  /** Keeps the server's greeting from the client until the server's side is settled. */
  keepGreeting(greeting: Buffer): void {
    this.#sides.keep('server', greeting);
    this.#greeting = greeting;
  }

  /** Begins it. `isOffered`: the server has said that it has STARTTLS. Returns what was asked. */
  begin(isOffered: boolean): OwnCommand {
    if (isOffered) return this.#askForTls();
    this.#sides.speak('client', OWN_HELLO, REASON);
    return 'own hello';
  }

  /** The server has answered what was asked. Returns what was asked next, if anything. */
  answered(asked: OwnCommand, reply: ServerReply, bytes: Buffer): OwnCommand | null {
    this.#sides.withhold('server', bytes);
    switch (asked) {
      case 'own hello':
        if (reply.code === 250 && offersStartTls(reply.lines)) return this.#askForTls();
        this.#cannotSecure(reply);
        return null;
      case 'own STARTTLS':
        if (reply.code === 220) this.#secure();
        else this.#cannotSecure(reply);
        return null;
      case 'own second hello':
        return null;
    }
  }

  /**
   * Behind TLS the server has forgotten who spoke to it: the client gets the greeting, or what it said of itself is said
   * again. Returns what was asked, if anything.
   */
  greetAnew(hello: Buffer | null): OwnCommand | null {
    if (this.#greeting !== null) this.#releaseGreeting(this.#greeting);
    else if (hello !== null) {
      this.#sides.speak('client', hello, 'said again behind TLS');
      return 'own second hello';
    }
    return null;
  }

  #askForTls(): OwnCommand {
    this.#sides.speak('client', START_TLS, REASON);
    return 'own STARTTLS';
  }

  /** Plaintext behind the 220 is not let into TLS (CVE-2011-0411). */
  #secure(): void {
    const behind = this.#replies.takeRest();
    if (behind.length > 0) this.#sides.withhold('server', behind);
    this.#hasSecured = true;
    this.#sides.secure('server', null);
  }

  #cannotSecure(reply: ServerReply): void {
    if (this.#security.server === 'starttls') this.#fail('server', withoutStartTls(reply));
    else if (this.#greeting !== null) this.#releaseGreeting(this.#greeting);
  }

  #releaseGreeting(greeting: Buffer): void {
    this.#sides.pass('server', greeting);
    this.#greeting = null;
  }
}
