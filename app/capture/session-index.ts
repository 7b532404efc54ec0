import { helloName, parsePath } from '../smtp/command.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import { AuthenticationExchange } from '../smtp/authentication/authentication-exchange.ts';
import { decodeText } from '../smtp/decode.ts';
import type { Finding, Severity } from '../smtp/findings/finding.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import { MessageTracker, type AcceptedEnvelope } from '../smtp/message.ts';
import {
  SUMMARY_RECIPIENTS,
  SUMMARY_TAGS,
  type FindingCounts,
  type Login,
  type Outcome,
  type ServerEndpoint,
  type SessionAlert,
  type SessionEvent,
  type SessionFacets,
  type SessionSummary,
  type FailedTls,
  type SessionTls,
} from '../transcript/row.ts';
import { Checkpoints, type Checkpoint, type SavedCheckpoints, type Stretch } from './checkpoints.ts';
import { RECORD_HEADER_LENGTH, type BytesOrigin, type Entry } from './entry.ts';
import { FoldFinder } from './fold-finder.ts';
import type { FoldIndex, SavedFolds } from './fold-index.ts';
import { RefusalGatherer } from './refusal-gatherer.ts';
import { SessionActivity } from './session-activity.ts';
import { describeOutcome, outcomeOf, type Closed } from './session-outcome.ts';
import type { SessionInfo } from './session-payload.ts';
import { SessionWalk, type WalkLine, type WalkListener, type WalkState } from './session-walk.ts';
import { StretchGatherer, type StretchFacets } from './stretch-facets.ts';

/** What a closed session's index comes to, to be kept in a file. It is derived, and can be made again. */
export interface SavedIndex {
  readonly position: number;
  readonly state: WalkState;
  readonly summary: SessionSummary;
  readonly facets: SessionFacets;
  readonly checkpoints: SavedCheckpoints;
  readonly folds: SavedFolds;
}

/** Rows from one checkpoint to the next, about: what has to be read in vain at the most to show any row. */
const ROWS_BETWEEN = 1_024;

/** The same in bytes, for sessions with very long lines. */
const BYTES_BETWEEN = 256 * 1024;

/** A copy of an unfinished line may cost this many bytes; where one is longer, the checkpoint waits. */
const CHEAP_PENDING = 1_024;

/** Bytes after which a checkpoint no longer waits for a cheap place. */
const BYTES_AT_MOST = 8 * 1024 * 1024;

/** Is told what the index comes upon. */
export interface BesidesIndex extends Pick<WalkListener, 'line'> {
  /** The header of a message has come. */
  header(header: HeaderReader): void;
}

/**
 * What is known of a session without reading it again: its summary, and checkpoints from which any row is a short read
 * away. Made from the entries, as they are written or as they are read; it can always be made again.
 */
export class SessionIndex implements WalkListener {
  readonly #info: SessionInfo;
  #walk: SessionWalk;
  readonly #besides: BesidesIndex | null;
  /** Microseconds after which a reply is slow; undefined: the usual. */
  readonly slowAfter: number | undefined;
  readonly #checkpoints: Checkpoints;
  /** What was known when it was saved; null: it was made from the entries. */
  #saved: SavedIndex | null = null;
  readonly #foldFinder = new FoldFinder();
  readonly #stretch = new StretchGatherer();
  #checkedRows = 0;
  #checkedPosition: number;
  #position: number;
  #server: ServerEndpoint;
  #bytesFromClient = 0;
  #bytesFromServer = 0;
  #hello = '';
  #mailFrom: string | null = null;
  #rcptTo: string[] = [];
  #recipients = 0;
  #accepted = 0;
  readonly #refusals = new RefusalGatherer();
  readonly #messages = new MessageTracker({
    listener: {
      header: (header) => {
        this.#activity.header(header.names());
        this.#besides?.header(header);
      },
      attachment: () => (this.#withAttachment += 1),
    },
  });
  #withAttachment = 0;
  #subject = '';
  #login: { readonly authentication: AuthenticationExchange; readonly exchange: number } | null = null;
  #tags: readonly string[] = [];
  #alert: SessionAlert | null = null;
  readonly #findings: Record<Severity, number> = { note: 0, warning: 0, error: 0 };
  #ended: number | null = null;
  #outcome: Outcome = 'open';
  #reason = '';
  #saidQuit = false;
  #lastTime = 0;
  readonly #activity: SessionActivity;
  #answeredMessages = 0;
  #tls: SessionTls = 'none';
  #failedTls: FailedTls | null = null;

  /**
   * `start`: where the record begins, in bytes from the start of its file. `besides` gets what the index
   * has come to know.
   */
  constructor(info: SessionInfo, start: number, slowAfter?: number, besides: BesidesIndex | null = null) {
    this.slowAfter = slowAfter;
    this.#besides = besides;
    this.#walk = new SessionWalk(this, undefined, slowAfter);
    this.#info = info;
    this.#server = info.server;
    this.#activity = new SessionActivity(info.started);
    this.#position = start + RECORD_HEADER_LENGTH;
    this.#checkedPosition = this.#position;
    this.#checkpoints = new Checkpoints({ position: this.#position, state: this.#walk.state() });
  }

  /** Rows so far. */
  get rows(): number {
    return this.#walk.rows;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#walk.lines;
  }

  /** The runs of lines that may stand as one row. */
  get folds(): FoldIndex {
    return this.#foldFinder.folds;
  }

  /** Up to where the file has been read, in bytes from its start. */
  get position(): number {
    return this.#position;
  }

  /** Where the session came from. */
  get info(): SessionInfo {
    return this.#info;
  }

  /** Microseconds since 1970, UTC. */
  get started(): number {
    return this.#info.started;
  }

  /** Whether the conversation is still going on. */
  get isOpen(): boolean {
    return this.#outcome === 'open';
  }

  /** Takes an entry; `next` is where the one behind it begins. */
  take(entry: Entry, next: number): void {
    this.#lastTime = entry.time;
    if (entry.kind === 'bytes') {
      if (entry.from === 'client') this.#bytesFromClient += entry.payload.length;
      else if (!entry.injected) this.#bytesFromServer += entry.payload.length;
      this.#activity.bytes(entry.time, entry.payload.length);
      if (entry.tls) this.#tls = 'read';
    }
    this.#walk.take(entry);
    this.#position = next;
    this.#mayCheckpoint();
  }

  /** There will be no more entries, though the conversation was not seen to end: `reason` says why, for people. */
  breakOff(reason: string): void {
    if (this.#outcome !== 'open') return;
    this.#walk.finish();
    this.#messages.end();
    this.#outcome = 'failed';
    this.#reason = reason;
    this.#ended = this.#info.started + this.#lastTime;
  }

  /** The nearest place at or before the row. */
  checkpointFor(row: number): Checkpoint {
    return this.#checkpoints.forRow(row);
  }

  /** The nearest place before the line of that number, from 1. */
  checkpointForLine(line: number): Checkpoint {
    return this.#checkpoints.forLine(line);
  }

  /** Where the first checkpoint behind a position of the file is, in bytes from its start; null where there is none. */
  checkpointBehind(position: number): number | null {
    return this.#checkpoints.behind(position);
  }

  /** What stands behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  facetsBehind(position: number): StretchFacets | null {
    return this.#checkpoints.facetsBehind(position);
  }

  /** What lies behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  stretchAt(position: number): Stretch | null {
    return this.#checkpoints.stretchAt(position);
  }

  /** The furthest checkpoint to which nothing that `matters` lies behind the one at just that position; null where that is none. */
  checkpointPast(position: number, matters: (facets: StretchFacets) => boolean): Checkpoint | null {
    return this.#checkpoints.past(position, matters);
  }

  /** A copy to be kept in a file; null while the session is open. */
  save(): SavedIndex | null {
    if (this.isOpen) return null;
    return {
      position: this.#position,
      state: this.#walk.state(),
      summary: this.summary(),
      facets: this.facets(),
      checkpoints: this.#checkpoints.save(),
      folds: this.folds.save(),
    };
  }

  /** Knows at once what was known when it was saved. Only for an index that has taken nothing yet. */
  restore(saved: SavedIndex): void {
    this.#saved = saved;
    this.#position = saved.position;
    this.#walk = new SessionWalk(this, saved.state, this.slowAfter);
    this.#outcome = saved.summary.outcome;
    this.#checkpoints.restore(saved.checkpoints);
    this.folds.restore(saved.folds);
  }

  /** What the list shows of it. */
  summary(): SessionSummary {
    if (this.#saved !== null) return this.#saved.summary;
    return {
      session: this.#info.session,
      client: this.#info.client,
      server: this.#server,
      listener: this.#info.listener,
      started: this.#info.started,
      ended: this.#ended,
      lines: this.#walk.lines,
      rows: this.#walk.rows,
      bytesFromClient: this.#bytesFromClient,
      bytesFromServer: this.#bytesFromServer,
      phase: this.#walk.phase,
      outcome: this.#outcome,
      reason: this.#reason,
      hello: this.#hello,
      mailFrom: this.#mailFrom,
      rcptTo: [...this.#rcptTo],
      recipients: this.#recipients,
      accepted: this.#accepted,
      refusal: this.#refusals.refusal,
      subject: this.#subject,
      login: this.#describeLogin(),
      findings: { ...this.#findings },
      tags: this.#tags,
      alert: this.#alert,
      messages: this.#answeredMessages,
      withAttachment: this.#withAttachment,
      tls: this.#tls,
      failedTls: this.#failedTls,
    };
  }

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  get envelope(): AcceptedEnvelope {
    return this.#messages.envelope;
  }

  /** What the session holds so far, in short. */
  facets(): SessionFacets {
    return this.#saved?.facets ?? this.#activity.facets();
  }

  /** {@link WalkListener} */
  line(line: WalkLine): void {
    const { kind, bytes, start, end, findings } = line;
    this.#foldFinder.line(line);
    this.#stretch.line(line);
    if (kind === 'authentication') this.#login?.authentication.response(decodeText(bytes, start, end));
    if (findings.length > 0) this.#count(findings);
    this.#besides?.line(line);
  }

  #count(findings: readonly Finding[]): void {
    for (const { severity } of findings) this.#findings[severity] += 1;
  }

  /** {@link WalkListener} */
  content(bytes: Uint8Array, start: number, end: number): void {
    this.#messages.content(bytes, start, end);
  }

  /** {@link WalkListener} */
  contentEnd(asked: Asked): void {
    this.#messages.contentEnd(asked);
  }

  /** {@link WalkListener} */
  event(_row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    this.#count(findings);
    this.#foldFinder.event();
    this.#stretch.event();
    if (event.event === 'upstream-connected') this.#server = event.server;
    if (event.event === 'diverted') this.#divert(event.to);
    if (event.event === 'closed') this.#close(event, time);
    if (event.event === 'rule' || event.event === 'hook') this.#told(event);
    if (event.event === 'opaque') this.#tls = 'unread';
    if (event.event === 'tls-failed') this.#failedTls = { side: event.side, code: event.code };
  }

  /** The QUIT to the server that was left was the spy's own, and is not the client's. */
  #divert(to: HostAndPort): void {
    this.#server = { ...to, address: null };
    this.#saidQuit = false;
  }

  #told(event: Extract<SessionEvent, { event: 'rule' | 'hook' }>): void {
    if (event.action === 'alert') {
      this.#findings[event.severity] += 1;
      this.#alert = withAlert(this.#alert, event);
    }
    const tag = event.event === 'rule' ? event.tag : undefined;
    if (tag === undefined || this.#tags.includes(tag) || this.#tags.length >= SUMMARY_TAGS) return;
    this.#tags = [...this.#tags, tag];
  }

  /** {@link WalkListener} */
  command(asked: Asked): void {
    this.#activity.command(asked.verb);
    this.#messages.command(asked);
    switch (asked.verb) {
      case 'AUTH':
        this.#login = {
          authentication: new AuthenticationExchange(asked.argument),
          exchange: asked.exchange,
        };
        break;
      case 'MAIL':
        this.#mailFrom = parsePath(asked.argument) ?? asked.argument;
        this.#rcptTo = [];
        this.#recipients = 0;
        this.#refusals.begin();
        break;
      case 'RCPT':
        this.#recipients += 1;
        if (this.#rcptTo.length < SUMMARY_RECIPIENTS) {
          this.#rcptTo.push(parsePath(asked.argument) ?? asked.argument);
        }
        break;
      case 'QUIT':
        this.#saidQuit = true;
        break;
    }
  }

  /** {@link WalkListener} */
  reply(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void {
    this.#activity.reply(reply.code);
    if (asked?.verb === 'AUTH') this.#login?.authentication.reply(reply.code, reply.texts.join(' '));
    const message = this.#messages.reply(asked, reply, more);
    if (message !== null) {
      this.#subject = message.subject;
      this.#answeredMessages += 1;
      if (message.accepted && !origin.injected) {
        this.#accepted += 1;
        this.#activity.accepted(time);
      }
    }
    const isPositive = reply.code >= 200 && reply.code < 300;
    if (isPositive && !origin.injected) this.#noteSuccess(asked);
    if (this.#refusals.reply(asked, reply, origin.injected)) this.#activity.refusal(time, reply.code);
  }

  #describeLogin(): Login | null {
    if (this.#login === null) return null;
    const { mechanism, user, outcome } = this.#login.authentication.authentication();
    return { mechanism, user, outcome, exchange: this.#login.exchange };
  }

  #noteSuccess(asked: Asked | null): void {
    if (asked === null) return;
    switch (asked.verb) {
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        this.#hello = helloName(asked.argument);
        break;
      case 'AUTH':
        this.#refusals.loggedIn();
        break;
    }
  }

  #close(closed: Closed, time: number): void {
    this.#messages.end();
    this.#ended = this.#info.started + time;
    const isDone = this.#saidQuit || (this.#accepted > 0 && this.#walk.phase === 'ready');
    this.#outcome = outcomeOf(closed, { isDone, isUnread: this.#walk.phase === 'tls' });
    this.#reason = closed.text === '' ? describeOutcome(this.#outcome) : closed.text;
  }

  #mayCheckpoint(): void {
    const rows = this.#walk.rows - this.#checkedRows;
    const bytes = this.#position - this.#checkedPosition;
    if (rows < ROWS_BETWEEN && bytes < BYTES_BETWEEN) return;
    if (this.#walk.pending > CHEAP_PENDING && bytes < BYTES_AT_MOST) return;
    this.#checkedRows = this.#walk.rows;
    this.#checkedPosition = this.#position;
    this.#checkpoints.add(
      { position: this.#position, state: this.#walk.state() },
      this.#stretch.take(this.#walk.stage),
    );
  }
}

const GRAVITY: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

const NO_COUNTS: FindingCounts = { note: 0, warning: 0, error: 0 };

/** Of several alerts the gravest is told, and how many there were. */
function withAlert(
  before: SessionAlert | null,
  { severity, text }: Pick<SessionAlert, 'severity' | 'text'>,
): SessionAlert {
  const known = before?.counts ?? NO_COUNTS;
  const counts = { ...known, [severity]: known[severity] + 1 };
  const isGraver = before === null || GRAVITY[severity] >= GRAVITY[before.severity];
  return isGraver ? { counts, severity, text } : { ...before, counts };
}
