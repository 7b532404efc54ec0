import { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';
import { parseCommand } from '../smtp/command.ts';
import { beginsTlsRecord } from '../smtp/framing.ts';
import type { Speaker } from '../smtp/words.ts';
import { changeOffer, offersStartTls, type OfferChange } from './capability-changes.ts';
import { CommandWatch } from './command-watch.ts';
import { leadingProxyHeader } from './leading-proxy-header.ts';
import { OwnExchange, type OwnCommand } from './own-exchange.ts';
import type { RelaySides } from './relay-sides.ts';
import type { RelaySecurity } from './security.ts';
import { textEnd } from './reply-lines.ts';
import { ServerReplies, type ServerReply } from './server-replies.ts';
import {
  PLAIN_TEXT_ON_TLS_PORT,
  SILENT_ON_TLS_PORT,
  TLS_ON_PLAIN_PORT,
  withoutStartTls,
  type OnTrouble,
} from './tls-trouble.ts';

/** What a reply of the server's will answer. */
type Asked = 'greeting' | 'hello' | 'STARTTLS' | 'command' | OwnCommand;

const NO_BYTES: Buffer = Buffer.alloc(0);
const READY = Buffer.from('220 2.0.0 Ready to start TLS\r\n', 'latin1');
const HIDDEN = Buffer.from('502 5.5.1 STARTTLS is not offered here\r\n', 'latin1');
const ALREADY = Buffer.from('503 5.5.1 TLS is active already\r\n', 'latin1');

/** Bytes of a client that speaks out of turn: past that it has to wait. */
const MOST_INPUT = 65_536;

/** Commands that need no protection: a server that has to be secured may be secured behind them. */
const HARMLESS = new Set(['', 'HELO', 'NOOP', 'RSET', 'HELP', 'QUIT']);

/**
 * What stands before TLS, and how each side gets there. While nothing concerns it, bytes pass as they come, and a light
 * watch waits for the commands that do. From such a command on, client and server go in step: one command, one reply,
 * until it is settled; then bytes pass again.
 */
export class Opening {
  readonly #security: RelaySecurity;
  readonly #sides: RelaySides;
  readonly #fail: OnTrouble;
  #securesServerAtOnce: boolean;
  #watch: CommandWatch;
  #inStep = false;
  #hasSpoken: Record<Speaker, boolean> = { client: false, server: false };
  #isServerThere = false;
  #hasClientEnded = false;
  #hasGreeted = false;
  /** What the client said and nobody has looked at: an unfinished line, or what waits for its turn. */
  #input = NO_BYTES;
  readonly #replies = new ServerReplies();
  /** Bytes of the server's reply that passed before it was gathered. */
  #passedOfReply = 0;
  /** Replies to commands that passed before client and server went in step. */
  #earlier = 0;
  #asked: Asked[] = [];
  /** The client's last EHLO, HELO or LHLO. */
  #hello: Buffer | null = null;
  /** Whether the server's last reply to EHLO had STARTTLS in it; null before one was looked at. */
  #offered: boolean | null = null;
  /** Made when the spy has something to say of its own. */
  #own: OwnExchange | null = null;

  constructor(security: RelaySecurity, sides: RelaySides, fail: OnTrouble) {
    this.#security = security;
    this.#sides = sides;
    this.#fail = fail;
    this.#securesServerAtOnce = security.server === 'tls';
    this.#watch = new CommandWatch(this.#changesOffers, true);
  }

  /** The client is there. */
  begin(): void {
    const { client, server } = this.#security;
    if (client === 'tls') {
      this.#sides.awaitTls('client');
      this.#sides.want({ type: 'await-client' });
    }
    const isOwn = server === 'starttls' ? client !== 'starttls' : client === 'tls' && server === 'auto';
    if (!isOwn) return;
    this.#inStep = true;
    this.#asked = ['greeting'];
  }

  /** The server is there. */
  serverConnected(): void {
    this.#isServerThere = true;
    if (this.#securesServerAtOnce) this.#sides.secure('server', null);
  }

  /** Nothing is under way, and what the client says next is a new command. */
  get isAtRest(): boolean {
    const { client, server } = this.#sides;
    const isSecuring = client.channel === 'securing' || server.channel === 'securing';
    return !this.#inStep && !isSecuring && this.#input.length === 0 && this.#watch.isAtRest;
  }

  /** A side has said something. */
  take(from: Speaker, bytes: Buffer): void {
    if (from === 'client' && !this.#hasSpoken.client && this.#takeFirst(bytes)) return;
    this.#hasSpoken[from] = true;
    if (this.#inStep) this.#takeInStep(from, bytes);
    else if (from === 'client') this.#takeFromClient(bytes);
    else this.#takeFromServer(bytes);
  }

  /** A side's TLS is up. */
  secured(side: Speaker): void {
    this.#watch = new CommandWatch(this.#changesOffers, !this.#hasSpoken.server);
    if (!this.#inStep) return;
    if (side === 'server' && this.#hasSecuredItself) this.#ask(this.#ownExchange.greetAnew(this.#hello));
    this.#goOn();
  }

  /** The client will say no more. Returns whether the server may be told at once. */
  clientEnded(): boolean {
    this.#hasClientEnded = true;
    if (this.#inStep) return false;
    this.#passOn(this.#input.length);
    return true;
  }

  /** What the server offers is looked at, and may be changed. */
  get #changesOffers(): boolean {
    const { hidePlus } = this.#security;
    const hides = this.#hidesStartTls && this.#sides.server.channel === 'plain';
    return this.#addsStartTls || hides || (hidePlus && this.#spyEndsTls);
  }

  get #isClientToStayPlain(): boolean {
    return this.#security.client === 'plain' || this.#security.stripStarttls;
  }

  get #hidesStartTls(): boolean {
    return this.#isClientToStayPlain || this.#sides.client.channel !== 'plain';
  }

  get #ownExchange(): OwnExchange {
    return (this.#own ??= new OwnExchange(this.#security, this.#sides, this.#replies, this.#fail));
  }

  get #hasSecuredItself(): boolean {
    return this.#own?.hasSecured === true;
  }

  get #addsStartTls(): boolean {
    if (this.#hidesStartTls) return false;
    return this.#security.client === 'starttls' || this.#hasSecuredItself;
  }

  get #mustSecureServer(): boolean {
    return this.#security.server === 'starttls' && this.#sides.server.channel === 'plain';
  }

  /** The client was to begin with TLS, and waits for something instead. */
  clientIsSilent(): void {
    if (this.#hasSpoken.client) return;
    this.#sides.giveUpTls('client');
    this.#fail('client', SILENT_ON_TLS_PORT);
  }

  /** Whether the client's first bytes need nothing more: they begin TLS, or should have. */
  #takeFirst(bytes: Buffer): boolean {
    const isTls = beginsTlsRecord(bytes[0]);
    if (this.#security.client === 'tls') {
      this.#hasSpoken.client = true;
      if (isTls) this.#sides.secure('client', bytes);
      else this.#refusePlainText(bytes);
      return true;
    }
    if (!isTls) return false;
    this.#hasSpoken.client = true;
    this.#beginWithTls(bytes);
    return true;
  }

  /** The client can still be told in the language that it speaks. */
  #refusePlainText(bytes: Buffer): void {
    this.#sides.giveUpTls('client');
    this.#sides.withhold('client', bytes);
    this.#fail('client', PLAIN_TEXT_ON_TLS_PORT);
  }

  /** A client that begins with TLS is taken at its word where that can be. */
  #beginWithTls(bytes: Buffer): void {
    const { client, server } = this.#security;
    const hasHeard = this.#hasSpoken.server && !this.#inStep;
    if (client !== 'auto' || this.#isClientToStayPlain || hasHeard) {
      this.#sides.withhold('client', bytes);
      return this.#fail('client', TLS_ON_PLAIN_PORT);
    }
    this.#sides.secure('client', bytes);
    if (server === 'auto') {
      this.#securesServerAtOnce = true;
      if (this.#isServerThere) this.#sides.secure('server', null);
    }
  }

  #takeFromClient(bytes: Buffer): void {
    const all = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
    const passing = this.#watch.client(all);
    if (passing > 0) this.#sides.forward('client', passing === all.length ? all : all.subarray(0, passing));
    // An empty view would keep what it is a view of.
    this.#input = passing === all.length ? NO_BYTES : all.subarray(passing);
    if (!this.#watch.hasFound) return;
    this.#goInStep();
    this.#command(this.#takeLine());
    this.#goOn();
  }

  #takeFromServer(bytes: Buffer): void {
    this.#sides.forward('server', bytes);
    this.#watch.server(bytes);
  }

  #goInStep(): void {
    this.#inStep = true;
    this.#earlier = this.#watch.owed;
    this.#asked = [];
    this.#passedOfReply = this.#watch.replyStart.length;
    this.#replies.push(Buffer.from(this.#watch.replyStart));
  }

  #takeInStep(from: Speaker, bytes: Buffer): void {
    if (from === 'client') this.#input = Buffer.concat([this.#input, bytes]);
    else this.#replies.push(bytes);
    // A server that is told of its clients by a load balancer does not greet before that has come.
    if (!this.#hasGreeted) this.#passOn(leadingProxyHeader(this.#input));
    this.#goOn();
    if (this.#input.length >= MOST_INPUT) this.#sides.hold('client', 'in-step');
  }

  /** Goes on as far as what has come allows. */
  #goOn(): void {
    while (this.#inStep) {
      const reply = this.#replies.next();
      if (reply !== null) {
        this.#reply(reply);
        continue;
      }
      const waits = this.#earlier > 0 || this.#asked.length > 0;
      if (waits || this.#sides.client.channel === 'securing' || this.#sides.server.channel === 'securing')
        return;
      if (!this.#mustSecureServer) return this.#leaveStep();
      const line = this.#takeLine();
      if (line.length > 0) this.#command(line);
      else if (this.#hasClientEnded) return this.#leaveStep();
      else return;
    }
  }

  #leaveStep(): void {
    this.#inStep = false;
    this.#sides.release('client', 'in-step');
    this.#watch = new CommandWatch(this.#changesOffers, false);
    const rest = this.#replies.takeRest();
    if (rest.length > 0) this.#takeFromServer(rest);
    const input = this.#input;
    this.#input = NO_BYTES;
    if (input.length > 0) this.#takeFromClient(input);
    if (!this.#hasClientEnded || this.#inStep) return;
    this.#passOn(this.#input.length);
    this.#sides.end('server');
  }

  /** Passes on as many bytes of what the client said. */
  #passOn(length: number): void {
    if (length > 0) this.#sides.forward('client', this.#input.subarray(0, length));
    this.#input = length === this.#input.length ? NO_BYTES : this.#input.subarray(length);
  }

  /** The client's next line with its ending; empty where none is whole. */
  #takeLine(): Buffer {
    const end = this.#input.indexOf(LF) + 1;
    const line = this.#input.subarray(0, end);
    this.#input = this.#input.subarray(end);
    return line;
  }

  #command(line: Buffer): void {
    const { verb } = parseCommand(line, 0, textEnd(line));
    if (verb === 'STARTTLS') return this.#startTls(line);
    if (verb === 'EHLO' || verb === 'LHLO' || verb === 'HELO') this.#hello = line;
    const isHello = verb === 'EHLO' || verb === 'LHLO';
    if (this.#mustSecureServer && !isHello && !HARMLESS.has(verb)) {
      this.#input = Buffer.concat([line, this.#input]);
      return this.#secureServer();
    }
    this.#sides.forward('client', line);
    this.#asked.push(isHello ? 'hello' : 'command');
  }

  /** RFC 3207 section 4: what the client asks for, the spy gives it, or has the server give it to both. */
  #startTls(line: Buffer): void {
    const { client, server } = this.#security;
    if (this.#sides.client.channel === 'tls') return this.#refuse(line, ALREADY, 'TLS is active already');
    if (this.#isClientToStayPlain) return this.#refuse(line, HIDDEN, 'STARTTLS is hidden from the client');
    const isOffered = client !== 'starttls' || this.#offered !== false;
    if (this.#sides.server.channel === 'plain' && server !== 'plain' && isOffered) {
      this.#sides.forward('client', line);
      this.#asked.push('STARTTLS');
      return;
    }
    this.#sides.withhold('client', line);
    this.#dropInput();
    this.#sides.speak('server', READY, 'the client asks for TLS, which ends here');
    this.#sides.secure('client', null);
  }

  #refuse(line: Buffer, reply: Buffer, reason: string): void {
    this.#sides.withhold('client', line);
    this.#sides.speak('server', reply, reason);
  }

  #reply(reply: ServerReply): void {
    const { bytes } = reply;
    const passed = this.#passedOfReply;
    this.#passedOfReply = 0;
    const isFirst = !this.#hasGreeted;
    this.#hasGreeted = true;
    // Counting may be wrong about replies that came before; this code has no other meaning here.
    const isReady = reply.code === 220 && !isFirst && this.#asked[0] === 'STARTTLS';
    if (this.#earlier > 0 && !isReady) {
      this.#earlier -= 1;
      return this.#sides.forward('server', bytes.subarray(passed));
    }
    this.#earlier = 0;
    this.#answer(this.#asked.shift(), reply, bytes, bytes.subarray(passed));
  }

  #answer(asked: Asked | undefined, reply: ServerReply, bytes: Buffer, unsent: Buffer): void {
    switch (asked) {
      case undefined:
      case 'command':
        return this.#sides.forward('server', unsent);
      case 'greeting':
        return this.#greetingCame(reply, bytes);
      case 'hello':
        return this.#helloAnswered(reply, bytes);
      case 'STARTTLS':
        this.#sides.forward('server', unsent);
        if (reply.code === 220) this.#secureBoth();
        return;
      case 'own hello':
      case 'own STARTTLS':
      case 'own second hello':
        return this.#ask(this.#ownExchange.answered(asked, reply, bytes));
    }
  }

  #greetingCame(reply: ServerReply, bytes: Buffer): void {
    if (reply.code !== 220) return this.#sides.forward('server', bytes);
    this.#ownExchange.keepGreeting(bytes);
    this.#secureServer();
  }

  #helloAnswered(reply: ServerReply, bytes: Buffer): void {
    if (reply.code !== 250) return this.#sides.forward('server', bytes);
    this.#offered = offersStartTls(reply.lines);
    if (!this.#offered && this.#mustSecureServer) return this.#fail('server', withoutStartTls(reply));
    const change: OfferChange = {
      startTls: this.#addsStartTls ? 'add' : this.#hidesStartTls ? 'hide' : 'leave',
      hidesPlus: this.#security.hidePlus && this.#spyEndsTls,
    };
    const lines = changeOffer(reply.lines, change);
    if (lines === null) this.#sides.forward('server', bytes);
    else this.#sides.alter(lines);
  }

  get #spyEndsTls(): boolean {
    return this.#sides.client.channel !== 'plain' || this.#sides.server.channel !== 'plain';
  }

  /** Plaintext behind the 220, or behind STARTTLS, is not let into TLS (RFC 3207 section 4.2; CVE-2011-0411). */
  #secureBoth(): void {
    const behind = this.#replies.takeRest();
    if (behind.length > 0) this.#sides.withhold('server', behind);
    this.#dropInput();
    this.#sides.secure('server', null);
    this.#sides.secure('client', null);
  }

  #dropInput(): void {
    if (this.#input.length > 0) this.#sides.withhold('client', this.#input);
    this.#input = NO_BYTES;
  }

  #secureServer(): void {
    this.#ask(this.#ownExchange.begin(this.#hello !== null && this.#offered === true));
  }

  #ask(asked: OwnCommand | null): void {
    if (asked !== null) this.#asked.push(asked);
  }
}
