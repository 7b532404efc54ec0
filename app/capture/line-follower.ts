import { parsePath } from '../smtp/command.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import type { AcceptedEnvelope } from '../smtp/message.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import type { SearchedSession } from '../transcript/query.ts';
import type { TranscriptLine, TranscriptRow } from '../transcript/row.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import { cutLines } from './cut-lines.ts';
import type { BytesOrigin, Entry } from './entry.ts';
import { RowMaker } from './row-reader.ts';
import type { SessionInfo } from './session-payload.ts';
import { SessionWalk, type WalkLine, type WalkListener } from './session-walk.ts';
import { SummaryGatherer } from './summary-gatherer.ts';

/** Recipients of one message that are told apart: servers take a hundred at least (RFC 5321 section 4.5.3.1.8), few take this many. */
const MOST_RECIPIENTS = 10_000;

/** A line, and the conversation as it stood when the line had been said: with that line, and nothing behind it. */
export interface FollowedLine {
  readonly line: TranscriptLine;
  /** To be asked before the next line is followed. What is asked of messages is asked of the one in hand. */
  readonly session: () => SearchedSession;
}

/** Says of a line whether it is wanted. To be told apart costs far less than to be made. */
export type WantedLine = (line: WalkLine) => boolean;

const ALL: WantedLine = () => true;
const NONE: WantedLine = () => false;
const NO_LINES: readonly TranscriptLine[] = [];

/**
 * Follows a conversation line by line, for whoever has to judge each in the light of what came before: rules. Readers of
 * a whole session have quicker ways (row-reader.ts), in which a summary may be ahead of the line.
 */
export class LineFollower implements WalkListener {
  readonly #walk: SessionWalk;
  readonly #summary: SummaryGatherer;
  readonly #rows: RowMaker;
  #wanted = ALL;
  #lines = NO_LINES;
  #owesMore = false;
  #session: SearchedSession | null = null;
  /** Of the message in hand, from when it has come until the next one begins. */
  #header: HeaderReader | null = null;
  /** Of the last MAIL, in the order in which they were said. */
  #recipients: string[] = [];
  /** The one that the line in hand names, or answers; null: it does neither. */
  #recipient: string | null = null;
  readonly #looksIntoMessages: () => boolean;
  /** Of the message in hand: it is looked into from its first octet on, or not at all. */
  #looksIntoThis: boolean;

  /**
   * `reveal`: secrets stand in the lines as they were said. `looksIntoMessages`: whether anybody will ask what messages say, of
   * those that begin now; where nobody does, the session has messages without a subject.
   */
  constructor(info: SessionInfo, reveal: boolean, looksIntoMessages: () => boolean = () => true) {
    this.#looksIntoMessages = looksIntoMessages;
    this.#looksIntoThis = looksIntoMessages();
    const take = (row: TranscriptRow): void => {
      if (row.type === 'line') this.#lines = this.#lines === NO_LINES ? [row] : [...this.#lines, row];
    };
    const wanted = (_row: number, line?: WalkLine): boolean => line !== undefined && this.#wanted(line);
    this.#rows = new RowMaker({ started: info.started, reveal }, wanted, take);
    this.#walk = new SessionWalk(this);
    this.#summary = new SummaryGatherer(info, null, (header) => (this.#header = header));
  }

  /** Lines so far. */
  get lines(): number {
    return this.#walk.lines;
  }

  /** Goes on by one entry, and gives the lines that are complete with it. */
  *take(entry: Entry): Generator<FollowedLine, void, undefined> {
    if (entry.kind !== 'bytes') return this.skip(entry);
    for (const payload of cutLines(entry.payload)) {
      for (const line of this.follow({ ...entry, payload }, ALL)) yield { line, session: this.session };
    }
  }

  /** Goes on by one entry whose lines nobody asks about. */
  skip(entry: Entry): void {
    this.follow(entry, NONE);
  }

  /**
   * Goes on by one entry, of one line at the most (cut-lines.ts), and gives it where it is complete and `wanted`. What
   * {@link session} says then is about that line, and nothing behind it.
   */
  follow(entry: Entry, wanted: WantedLine): readonly TranscriptLine[] {
    this.#session = null;
    this.#wanted = wanted;
    this.#summary.entry(entry);
    this.#walk.take(entry);
    const lines = this.#lines;
    this.#lines = NO_LINES;
    return lines;
  }

  /** The last reply was one of several about the same message, and others are to come: LMTP and PRDR answer for each recipient. */
  get owesMore(): boolean {
    return this.#owesMore;
  }

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  get envelope(): AcceptedEnvelope {
    return this.#summary.envelope;
  }

  /**
   * The conversation as it stands. What is asked of messages is asked of the one in hand; and of recipients, where the line is
   * a RCPT or a reply to one, of that one: whoever asks about a recipient does not mean those behind it.
   */
  readonly session = (): SearchedSession =>
    (this.#session ??= {
      ...this.#summary.summary(this.#walk),
      rcptTo: this.#recipient === null ? this.#recipients : [this.#recipient],
      meets: (condition) => this.#header !== null && condition.matches(this.#header),
    });

  /** {@link WalkListener} */
  line(line: WalkLine): void {
    this.#mean(line);
    this.#summary.line(line);
    this.#rows.line(line);
  }

  #mean({ meaning }: WalkLine): void {
    const asked = meaning?.asked ?? null;
    this.#recipient = asked?.verb === 'RCPT' ? (parsePath(asked.argument) ?? asked.argument) : null;
    if (meaning?.type !== 'command') return;
    if (this.#recipient !== null && this.#recipients.length < MOST_RECIPIENTS)
      this.#recipients.push(this.#recipient);
    if (meaning.command.verb !== 'MAIL') return;
    this.#recipients = [];
    this.#header = null;
    this.#looksIntoThis = this.#looksIntoMessages();
  }

  /** {@link WalkListener} */
  event(_row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    this.#summary.event(event, time, findings, this.#walk.phase);
  }

  /** {@link WalkListener} */
  content(bytes: Uint8Array, start: number, end: number): void {
    if (this.#looksIntoThis) this.#summary.content(bytes, start, end);
  }

  /** {@link WalkListener} */
  contentEnd(asked: Asked): void {
    this.#summary.contentEnd(asked);
  }

  /** {@link WalkListener} */
  command(asked: Asked): void {
    this.#summary.command(asked);
  }

  /** {@link WalkListener} */
  reply(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void {
    this.#owesMore = more && reply.code !== 334;
    this.#summary.reply(asked, reply, origin, time, more);
  }
}
