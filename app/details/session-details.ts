import { SessionPass } from '../capture/session-pass.ts';
import type { BytesOrigin } from '../capture/entry.ts';
import { giveWay } from '../capture/precedence.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { within } from '../capture/within.ts';
import type { WalkLine, WalkListener } from '../capture/session-walk.ts';
import { parseCapabilities } from '../smtp/capabilities.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import { MessageTracker, type Message } from '../smtp/message.ts';
import type {
  FindingDetails,
  MessageDetails,
  RefusalDetails,
  ServerOffer,
  TlsDetails,
} from '../transcript/details.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import { TurnGatherer } from './turn-gatherer.ts';
import { LoginGatherer } from './login-gatherer.ts';
import { StepGatherer } from './step-gatherer.ts';
import { TimingGatherer } from './timing-gatherer.ts';

/** Findings that are kept of a session: more than anybody reads. */
const MOST_FINDINGS = 500;

/** Refusals that are kept of a session, and characters of each. */
const MOST_REFUSALS = 100;
const MOST_WORDS = 1_000;

/** Events of TLS that are kept: two sides, twice or three times where a client tries again. */
const MOST_TLS = 20;

/** Messages that are kept of a session. */
const MOST_MESSAGES = 10_000;

/** Recipients that are kept of each of them. */
const MOST_RECIPIENTS = 100;

/** Replies to EHLO that are kept: one before TLS, one behind it, and a few of those who begin anew. */
const MOST_OFFERS = 10;

/**
 * What is known of a session beyond its rows: steps, time, logins, what the server offered, messages and findings. Read
 * in one pass, on as the record grows; all lists have a named limit.
 */
export class SessionDetails {
  readonly source: SessionSource;
  readonly steps: StepGatherer;
  readonly timing: TimingGatherer;
  readonly logins: LoginGatherer;
  readonly turns: TurnGatherer;
  readonly offers: ServerOffer[] = [];
  readonly findings: FindingDetails[] = [];
  readonly tls: TlsDetails[] = [];
  readonly refusals: RefusalDetails[] = [];
  readonly messages: MessageDetails[] = [];
  readonly #pass: SessionPass;
  readonly #tracker = new MessageTracker();
  /** The rows of the commands that content follows, by their lines. */
  readonly #contentRows = new Map<number, number>();
  #row = 0;
  /** The chunks of one message: its content follows the first. */
  #inChunks = false;
  #allFindings = 0;
  #allRefusals = 0;
  #allMessages = 0;
  #catchingUp: Promise<void> | null = null;
  #reading: Promise<void> | null = null;

  constructor(source: SessionSource) {
    this.source = source;
    this.#pass = new SessionPass(source, this.#listener());
    const { walk } = this.#pass;
    this.steps = new StepGatherer(walk);
    this.timing = new TimingGatherer(walk);
    this.turns = new TurnGatherer(walk);
    this.logins = new LoginGatherer(walk, source.index.started);
  }

  /** Everything that was found, what is not kept included. */
  get allFindings(): number {
    return this.#allFindings;
  }

  /** All that was refused, what is not kept included. */
  get allRefusals(): number {
    return this.#allRefusals;
  }

  /** All messages, what are not kept included. */
  get allMessages(): number {
    return this.#allMessages;
  }

  /** Rows that have been read. */
  get rows(): number {
    return this.#pass.walk.rows;
  }

  /** Whether all that is on the disk has been read, and, where nothing more comes, what follows from that. */
  get isCaughtUp(): boolean {
    const { index } = this.source;
    if (this.#catchingUp !== null) return false;
    return this.#pass.position >= index.position && (index.isOpen || this.#pass.isFinished);
  }

  /**
   * Reads on to where the record reaches, but no longer than about so many milliseconds. Rejects as reading a file does.
   */
  async readOn(milliseconds: number): Promise<void> {
    await this.#catchUp(milliseconds);
    while (this.#reading !== null) await this.#reading;
    this.#reading = this.#readUntil(performance.now() + milliseconds).finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** Has the source catch up, and waits for that no longer than so many milliseconds. */
  async #catchUp(milliseconds: number): Promise<void> {
    this.#catchingUp ??= this.source.catchUp().finally(() => {
      this.#catchingUp = null;
    });
    await within(milliseconds, this.#catchingUp);
  }

  async #readUntil(deadline: number): Promise<void> {
    const reading = this.#pass.readOn();
    let isOver = false;
    do {
      // Rows for the screen come first; but whoever asks here gets a little further each time.
      await within(deadline - performance.now(), giveWay('background'));
      isOver = (await reading.next()).done === true;
    } while (!isOver && performance.now() < deadline);
    await reading.return();
    if (!this.#pass.isFinished) return;
    for (const message of this.#tracker.end()) this.#keep(message);
  }

  #listener(): WalkListener {
    return {
      line: (line) => this.#line(line),
      event: (row, time, event, findings) => this.#event(row, time, event, findings),
      command: (asked) => this.#command(asked),
      reply: (asked, reply, origin, time, more) => this.#reply(asked, reply, origin, time, more),
      content: (bytes, start, end) => this.#tracker.content(bytes, start, end),
      contentEnd: (asked) => {
        this.#tracker.contentEnd(asked);
        this.steps.contentEnd();
        this.timing.contentEnd(asked.time, this.#row);
      },
    };
  }

  #line(line: WalkLine): void {
    this.#row = line.row;
    this.steps.line(line);
    this.timing.line(line);
    this.logins.line(line);
    this.turns.line(line);
    if (line.findings.length > 0) this.#find(line.findings, line.row);
  }

  #event(row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    this.#row = row;
    this.#find(findings, row);
    this.steps.event(row, time, event);
    this.timing.event(row, time, event);
    this.turns.event(row, time, event);
    switch (event.event) {
      case 'tls':
      case 'tls-failed':
      case 'client-hello':
      case 'server-hello':
      case 'opaque':
        if (this.tls.length < MOST_TLS) this.tls.push({ row, event });
        break;
      default:
        break;
    }
  }

  #command(asked: Asked): void {
    this.#tracker.command(asked);
    this.steps.command();
    const isChunk = asked.verb === 'BDAT';
    if (asked.verb === 'DATA' || (isChunk && !this.#inChunks)) this.#contentRows.set(asked.line, this.#row);
    if (isChunk || asked.verb === 'DATA' || asked.verb === 'MAIL') this.#inChunks = isChunk;
  }

  #reply(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void {
    this.steps.reply();
    this.timing.reply(asked, time, this.#row, more);
    this.logins.reply(asked, reply);
    this.#offer(asked, reply, origin);
    if (reply.code >= 400 && asked !== null) this.#refuse(asked, reply, origin);
    const message = this.#tracker.reply(asked, reply, more);
    if (message !== null) this.#keep(message);
  }

  #offer(asked: Asked | null, { code, line, texts }: Reply, { tls }: BytesOrigin): void {
    if (code < 200 || code > 299 || this.offers.length >= MOST_OFFERS) return;
    const protocol = asked?.verb ?? '';
    if (protocol !== 'EHLO' && protocol !== 'HELO' && protocol !== 'LHLO') return;
    const capabilities = protocol === 'HELO' ? [] : parseCapabilities(texts);
    this.offers.push({ row: this.#row, line, protocol, greeting: texts[0] ?? '', capabilities, tls });
  }

  #refuse({ what, verb }: Asked, { code, enhanced, line, texts }: Reply, { injected }: BytesOrigin): void {
    this.#allRefusals += 1;
    if (this.refusals.length >= MOST_REFUSALS) return;
    const text = texts.join(' ').slice(0, MOST_WORDS);
    this.refusals.push({
      row: this.#row,
      line,
      verb: what === 'command' ? verb : what,
      code,
      enhanced,
      text,
      injected,
    });
  }

  #find(findings: readonly Finding[], row: number): void {
    this.#allFindings += findings.length;
    for (const finding of findings) {
      if (this.findings.length < MOST_FINDINGS) this.findings.push({ row, finding });
    }
  }

  #keep(message: Message): void {
    this.#allMessages += 1;
    this.#inChunks = false;
    const row = this.#contentRows.get(message.commandLine) ?? this.#row;
    for (const line of this.#contentRows.keys())
      if (line <= message.commandLine) this.#contentRows.delete(line);
    if (this.messages.length >= MOST_MESSAGES) return;
    const { rcptTo } = message;
    const kept = { ...message, rcptTo: rcptTo.slice(0, MOST_RECIPIENTS) };
    this.messages.push({ row, message: kept, recipients: rcptTo.length });
  }
}
