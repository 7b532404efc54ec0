import { AuthenticationExchange } from '../smtp/authentication/authentication-exchange.ts';
import { helloName, parsePath } from '../smtp/command.ts';
import { decodeText } from '../smtp/decode.ts';
import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { Finding, Severity } from '../smtp/findings/finding.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import { MessageTracker, type AcceptedEnvelope } from '../smtp/message.ts';
import type { ServerEndpoint, SessionEvent } from '../transcript/session-event.ts';
import {
  SUMMARY_RECIPIENTS,
  SUMMARY_TAGS,
  type FailedTls,
  type FindingCounts,
  type Login,
  type Outcome,
  type SessionAlert,
  type SessionSummary,
  type SessionTls,
} from '../transcript/session-summary.ts';
import { describeHookError } from '../transcript/text-format.ts';
import type { Phase } from '../smtp/words.ts';
import type { BytesOrigin, Entry } from './entry.ts';
import { RefusalGatherer } from './refusal-gatherer.ts';
import type { SessionActivity } from './session-activity.ts';
import { describeOutcome, outcomeOf, type Closed } from './session-outcome.ts';
import type { SessionInfo } from './session-payload.ts';
import type { WalkLine } from './session-walk.ts';

/** How far the walk has come. */
type Progress = Pick<SessionSummary, 'lines' | 'rows' | 'phase'>;

/**
 * Gathers what the list shows of a session: it is told each entry, and then what a walk finds in it, as a listener of the
 * walk is (session-walk.ts).
 */
export class SummaryGatherer {
  readonly #info: SessionInfo;
  #server: ServerEndpoint;
  #bytesFromClient = 0;
  #bytesFromServer = 0;
  #hello = '';
  #mailFrom: string | null = null;
  #rcptTo: string[] = [];
  #recipients = 0;
  #accepted = 0;
  readonly #refusals = new RefusalGatherer();
  readonly #messages: MessageTracker;
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
  /** When the server closed, the client had got what it came for; null as long as the server has not closed. */
  #wasDone: boolean | null = null;
  #lastTime = 0;
  readonly #activity: SessionActivity | null;
  #answeredMessages = 0;
  #tls: SessionTls = 'none';
  #failedTls: FailedTls | null = null;
  #held = 0;

  /** `activity`: gathers what the session holds besides; null where nobody wants to know. `onHeader`: that of a message has come. */
  constructor(
    info: SessionInfo,
    activity: SessionActivity | null,
    onHeader: ((header: HeaderReader) => void) | null = null,
  ) {
    this.#info = info;
    this.#server = info.server;
    this.#activity = activity;
    this.#messages = new MessageTracker({
      listener: {
        header: (header) => {
          activity?.header(header.names());
          onHeader?.(header);
        },
        attachment: () => (this.#withAttachment += 1),
      },
    });
  }

  /** What the conversation has come to. */
  get outcome(): Outcome {
    return this.#outcome;
  }

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  get envelope(): AcceptedEnvelope {
    return this.#messages.envelope;
  }

  /** What the list shows of it. */
  summary({ lines, rows, phase }: Progress): SessionSummary {
    return {
      session: this.#info.session,
      client: this.#info.client,
      server: this.#server,
      listener: this.#info.listener,
      started: this.#info.started,
      ended: this.#ended,
      lines,
      rows,
      bytesFromClient: this.#bytesFromClient,
      bytesFromServer: this.#bytesFromServer,
      phase,
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
      held: this.#held,
      messages: this.#answeredMessages,
      withAttachment: this.#withAttachment,
      tls: this.#tls,
      failedTls: this.#failedTls,
    };
  }

  /** Takes an entry, before the walk does. */
  entry(entry: Entry): void {
    this.#lastTime = entry.time;
    if (entry.kind !== 'bytes') return;
    if (entry.from === 'client') this.#bytesFromClient += entry.payload.length;
    else if (!entry.injected) this.#bytesFromServer += entry.payload.length;
    this.#activity?.bytes(entry.time, entry.payload.length);
    if (entry.tls) this.#tls = 'read';
  }

  /** There will be no more entries, though the conversation was not seen to end: `reason` says why, for people. */
  breakOff(reason: string): void {
    this.#messages.end();
    this.#outcome = 'failed';
    this.#reason = reason;
    this.#ended = this.#info.started + this.#lastTime;
  }

  /** The walk has come to a line. */
  line({ kind, bytes, start, end, findings }: WalkLine): void {
    if (kind === 'authentication') this.#login?.authentication.response(decodeText(bytes, start, end));
    if (findings.length > 0) this.#count(findings);
  }

  /** It has come to an event; `phase`: where the conversation stands. */
  event(event: SessionEvent, time: number, findings: readonly Finding[], phase: Phase): void {
    this.#count(findings);
    if (event.event === 'upstream-connected') this.#server = event.server;
    if (event.event === 'diverted') this.#divert(event.to);
    if (event.event === 'ended' && event.by === 'server') this.#wasDone = this.#isDone(phase);
    if (event.event === 'closed') this.#close(event, time, phase);
    if (event.event === 'rule' || event.event === 'hook') this.#told(event);
    if (event.event === 'hook-error') this.#alerted({ severity: 'warning', text: describeHookError(event) });
    if (event.event === 'held') this.#hold();
    if (event.event === 'opaque') this.#tls = 'unread';
    if (event.event === 'tls-failed') this.#failedTls = { side: event.side, code: event.code };
  }

  #hold(): void {
    this.#held += 1;
    this.#activity?.hold();
  }

  /** It has come to octets of message content. */
  content(bytes: Uint8Array, start: number, end: number): void {
    this.#messages.content(bytes, start, end);
  }

  /** It has come to the end of message content. */
  contentEnd(asked: Asked): void {
    this.#messages.contentEnd(asked);
  }

  /** It has come to a command. */
  command(asked: Asked): void {
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

  /** It has come to a reply; see the walk's listener. */
  reply(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void {
    if (asked?.verb === 'AUTH') this.#login?.authentication.reply(reply.code, reply.texts.join(' '));
    const message = this.#messages.reply(asked, reply, more);
    if (message !== null) {
      this.#subject = message.subject;
      this.#answeredMessages += 1;
      if (message.accepted && !origin.injected) {
        this.#accepted += 1;
        this.#activity?.accepted(time);
      }
    }
    const isPositive = reply.code >= 200 && reply.code < 300;
    if (isPositive && !origin.injected) this.#noteSuccess(asked);
    if (this.#refusals.reply(asked, reply, origin.injected)) this.#activity?.refusal(time, reply.code);
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

  #isDone(phase: Phase): boolean {
    return this.#saidQuit || (this.#accepted > 0 && phase === 'ready');
  }

  #close(closed: Closed, time: number, phase: Phase): void {
    this.#messages.end();
    this.#ended = this.#info.started + time;
    const isDone = this.#wasDone ?? this.#isDone(phase);
    this.#outcome = outcomeOf(closed, { isDone, isUnread: phase === 'tls' });
    this.#reason = closed.text === '' ? describeOutcome(this.#outcome) : closed.text;
  }

  #count(findings: readonly Finding[]): void {
    for (const { severity } of findings) this.#findings[severity] += 1;
  }

  /** The QUIT to the server that was left was the spy's own, and is not the client's. */
  #divert(to: HostAndPort): void {
    this.#server = { ...to, address: null };
    this.#saidQuit = false;
  }

  #told(event: Extract<SessionEvent, { event: 'rule' | 'hook' }>): void {
    if (event.action === 'alert') this.#alerted(event);
    const { tag } = event;
    if (tag === undefined || this.#tags.includes(tag) || this.#tags.length >= SUMMARY_TAGS) return;
    this.#tags = [...this.#tags, tag];
  }

  #alerted(told: Pick<SessionAlert, 'severity' | 'text'>): void {
    this.#findings[told.severity] += 1;
    this.#alert = withAlert(this.#alert, told);
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
