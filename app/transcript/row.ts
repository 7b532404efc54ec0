import type { AuthenticationOutcome } from '../smtp/authentication/authentication.ts';
import type { Severity } from '../smtp/findings/finding.ts';
import type { FindingCode } from '../smtp/findings/registry.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import type { ClientHello, ServerHello } from '../smtp/tls/hello.ts';
import type { LineEnding, LineKind, Phase, Speaker } from '../smtp/words.ts';
import type { CertificateFacts, TlsFacts } from './tls-facts.ts';

/** A row of the transcript: a line from the wire, or an event that stands between lines. */
export type TranscriptRow = TranscriptLine | TranscriptEvent;

/** What a view shows in one place: a row, or the heading of rows that may be folded away. */
export type ViewRow = TranscriptRow | TranscriptFold;

/** A line as people read it: decoded for display, secrets masked unless they were asked for. */
export interface TranscriptLine {
  readonly type: 'line';
  /** Place among all rows of the session, from 0. */
  readonly row: number;
  /** Place among the lines of the session, from 1. */
  readonly n: number;
  /** When the line was complete: microseconds since 1970, UTC. */
  readonly at: number;
  readonly from: Speaker;
  /** The line without its ending: UTF-8 where it is valid, else Latin-1. */
  readonly text: string;
  readonly ending: LineEnding;
  readonly kind: LineKind;
  readonly phase: Phase;
  /** The line travelled inside TLS that the spy read. */
  readonly tls: boolean;
  /** The spy's own words: the peer that they seem to come from never said them. */
  readonly injected: boolean;
  /** The line was said and not passed on. */
  readonly withheld?: true;
  /** A person was asked about it, or about what it begins. */
  readonly held?: true;
  /** What was sent on instead, where that was something else; several lines stand with CRLF between them. */
  readonly sentAs?: string;
  /** The text stands masked: the line held a secret. */
  readonly masked: boolean;
  /** Base64 of the exact bytes, only where `text` cannot give them back. Absent on masked lines. */
  readonly bytes?: string;
  /** The verb in capitals, on the lines of kind `command`; empty where there is none to be read. */
  readonly verb?: string;
  /** The reply code, on the lines of kind `reply` that have one. */
  readonly code?: number;
  /** The enhanced status code (RFC 3463), on replies that carry one: `5.7.1`. */
  readonly enhanced?: string;
  /** The number of the command that the line says or answers, from 1; a command and its reply have the same. */
  readonly exchange?: number;
  /** The number of the line that a reply answers; absent on the greeting, and where nothing was asked. */
  readonly answers?: number;
  /** What a reply answers: the verb of a command, `greeting` or `content`; absent where nothing was asked. */
  readonly answered?: string;
  /** Milliseconds from what was asked to the end of its reply, on the last line of each reply. */
  readonly tookMs?: number;
  /** The reply to a command, or to the message whose content this line ends; absent where none was found close by. */
  readonly reply?: LineReply;
  /** What was found with the line, if anything. */
  readonly findings?: readonly RowFinding[];
}

/** A reply as the line shows it that asked for it. */
export interface LineReply {
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly code: number;
  /** Milliseconds from what was asked to the end of the reply. */
  readonly tookMs: number;
}

/** The heading of a run of lines that is seldom read line by line: what is in it, and whether it is open. */
export interface TranscriptFold {
  readonly type: 'fold';
  /** The first row of the run. */
  readonly row: number;
  /** How many rows it has, all of them lines. */
  readonly rows: number;
  /** The number of its first line, from 1. */
  readonly n: number;
  /** When its first line was complete: microseconds since 1970, UTC. */
  readonly at: number;
  /** When its last line was. */
  readonly until: number;
  /** Who said its first line. */
  readonly from: Speaker;
  readonly tls: boolean;
  /** Its rows follow; otherwise they are not shown. */
  readonly open: boolean;
  /** Bytes of its lines, their endings included. */
  readonly size: number;
  /** Findings on its lines. */
  readonly findings: number;
  /** The gravest of them; null where there is none. */
  readonly gravest: RowFinding | null;
  readonly holds: FoldContent;
}

/** What a folded run says, in short. */
export type FoldContent =
  /** `begins`: false where the content goes on after something that was said in between. */
  | { readonly what: 'content'; readonly begins: boolean; readonly subject: string }
  | {
      readonly what: 'capabilities';
      readonly code: number;
      /** The number of the line that asked. */
      readonly answers: number;
      /** As they were said: `SIZE 1000`. */
      readonly capabilities: readonly string[];
      /** Absent as long as the reply is not whole. */
      readonly tookMs?: number;
    }
  | {
      readonly what: 'authentication';
      readonly mechanism: string;
      /** Who logged in; null where that is not said. */
      readonly user: string | null;
      readonly outcome: AuthenticationOutcome;
      /** The reply that ended it; absent as long as there is none. */
      readonly reply?: { readonly code: number; readonly text: string; readonly tookMs: number };
    };

/** A finding as a row shows it: the words behind the code stand in app/smtp/findings/registry.ts. */
export interface RowFinding {
  readonly code: FindingCode;
  readonly severity: Severity;
}

/** Findings of a session, counted by how much they matter. */
export type FindingCounts = Readonly<Record<Severity, number>>;

/** Something that happened to the conversation and was not said in it. */
export interface TranscriptEvent {
  readonly type: 'event';
  /** Place among all rows of the session, from 0. */
  readonly row: number;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  readonly event: SessionEvent;
  /** What was found with it, if anything: in how the connection ended, for one. */
  readonly findings?: readonly RowFinding[];
}

/** A peer's address as the socket gives it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** How the server behind the spy is named when there is none: the program's own. */
export const BUILT_IN = 'built-in';

/** The mail server as it was named, and the address that answered; null until one did. */
export interface ServerEndpoint {
  readonly host: string;
  readonly port: number;
  readonly address: string | null;
}

/** Who brought the conversation to its end. */
export type ClosedBy = Speaker | 'spy';

/** What can be held for a person to decide on. */
export const HELD_MATTERS = ['command', 'reply', 'line', 'message'] as const;
/** What is held for a person to decide on. */
export type HeldMatter = (typeof HELD_MATTERS)[number];

/**
 * How it came that something is held no more. `timed-out`: its rule held it for so long at most. `unattended`: nobody was there
 * to decide. `left`: its conversation was over.
 */
export const HOLD_ENDS = [
  'let-go',
  'edited',
  'answered',
  'dropped',
  'closed',
  'timed-out',
  'unattended',
  'left',
] as const;
/** How it came that something is held no more. */
export type HoldEnd = (typeof HOLD_ENDS)[number];

/**
 * What can happen to a session, in the order in which it happened. All are entries of the record but those that are read
 * off the bytes: `opaque`, from which on TLS passes through unread, and what can be seen of its handshake.
 */
export type SessionEvent =
  | { readonly event: 'connected'; readonly client: Endpoint }
  | { readonly event: 'upstream-connected'; readonly server: ServerEndpoint; readonly tookMs: number }
  /** The conversation leaves the server that it was with, and goes on with another one. */
  | { readonly event: 'diverted'; readonly from: HostAndPort; readonly to: HostAndPort }
  | { readonly event: 'injected'; readonly to: Speaker; readonly reason: string }
  | { readonly event: 'opaque' }
  | ({ readonly event: 'client-hello' } & ClientHello)
  /** `chain`: empty where it is hidden (TLS 1.3), or not shown anew. */
  | ({ readonly event: 'server-hello'; readonly chain: readonly CertificateFacts[] } & ServerHello)
  /** From here on the spy reads this side's TLS. */
  | ({ readonly event: 'tls'; readonly side: Speaker } & TlsFacts)
  /** TLS with this side did not come about. `code`: OpenSSL's or the spy's own. */
  | { readonly event: 'tls-failed'; readonly side: Speaker; readonly code: string; readonly text: string }
  | { readonly event: 'ended'; readonly by: Speaker }
  /** So many bytes were said here that the capture lacks, from which the record was made. */
  | { readonly event: 'gap'; readonly from: Speaker; readonly size: number }
  /** A rule acted on the line of that number, from 1. `text`: what it did or says, for people. */
  | {
      readonly event: 'rule';
      readonly rule: string;
      readonly action: string;
      readonly severity: Severity;
      readonly line: number;
      readonly text: string;
      /** The word that it put on the conversation, if it did. */
      readonly tag?: string;
    }
  /** A hook did or said something about the line of that number; 0: about no line. `text`: for people, by its author. */
  | {
      readonly event: 'hook';
      readonly hook: string;
      readonly action: string;
      readonly severity: Severity;
      readonly line: number;
      readonly text: string;
      /** The word that it put on the conversation, if it did. */
      readonly tag?: string;
    }
  /** A hook said something on its console. */
  | { readonly event: 'hook-log'; readonly hook: string; readonly text: string }
  /**
   * A hook went wrong, and it went on without it. `code`: `threw`, `nonsense`, `hung`, `ended`; `not-asked`: it could not be;
   * `off`: it is not any more. `stack`: where, as JavaScript tells it.
   */
  | {
      readonly event: 'hook-error';
      readonly hook: string;
      readonly code: string;
      readonly line: number;
      readonly text: string;
      readonly stack: string;
    }
  /** What the line of that number begins waits for a person to decide. `rule`: the one that wants it; empty: a person does. */
  | {
      readonly event: 'held';
      readonly from: Speaker;
      readonly what: HeldMatter;
      readonly line: number;
      readonly rule: string;
    }
  /** It waits no more. */
  | {
      readonly event: 'released';
      readonly from: Speaker;
      readonly line: number;
      readonly how: HoldEnd;
      readonly heldMs: number;
    }
  | { readonly event: 'error'; readonly code: string; readonly side: Speaker | 'spy'; readonly text: string }
  | {
      readonly event: 'closed';
      readonly by: ClosedBy;
      /**
       * `end`: in order. `reset`: the connection broke. `unreachable`: no server to speak to. `tls-failed`: one side could
       * not be secured. `blocked`, `rate-limited`: the client was not let in.
       */
      readonly how:
        | 'end'
        | 'reset'
        | 'unreachable'
        | 'timeout'
        | 'stopped'
        | 'tls-failed'
        | 'rule'
        | 'blocked'
        | 'rate-limited';
      readonly text: string;
    };

/**
 * What the record holds besides: the line that this speaker says next was sent on as this instead. Each character is the
 * byte of its number; the ending is taken off. It becomes a part of that line, and no row of its own.
 */
export interface SentAs {
  readonly event: 'sent-as';
  readonly from: Speaker;
  readonly text: string;
}

/** How a conversation ended, or that it has not. `blocked`, `rate-limited`: the spy did not let the client in. */
export type Outcome =
  | 'open'
  | 'completed'
  | 'aborted-by-client'
  | 'aborted-by-server'
  | 'unreachable'
  | 'failed'
  | 'blocked'
  | 'rate-limited';

/** What the list of conversations shows of one. Derived from its record. */
export interface SessionSummary {
  readonly session: number;
  readonly client: Endpoint;
  readonly server: ServerEndpoint;
  /** The listener's address as a client would name it: `127.0.0.1:2525`. */
  readonly listener: string;
  /** Microseconds since 1970, UTC. */
  readonly started: number;
  /** Microseconds since 1970, UTC; null while the conversation is open. */
  readonly ended: number | null;
  /** Lines of both sides. */
  readonly lines: number;
  /** Lines and events. */
  readonly rows: number;
  readonly bytesFromClient: number;
  readonly bytesFromServer: number;
  readonly phase: Phase;
  readonly outcome: Outcome;
  /** In words for people, how it ended; empty while it is open. */
  readonly reason: string;
  /** The name in the last accepted EHLO, HELO or LHLO; empty before one. */
  readonly hello: string;
  /** The reverse-path of the last MAIL; null before one. `""` is the empty path `<>`. */
  readonly mailFrom: string | null;
  /** The first recipients of the last MAIL, at most {@link SUMMARY_RECIPIENTS}. */
  readonly rcptTo: readonly string[];
  /** All recipients of the last MAIL. */
  readonly recipients: number;
  /** Messages that the server accepted. */
  readonly accepted: number;
  /** The last refusal that matters to the sender (4xx or 5xx to anything but a mere probe), if any. */
  readonly refusal: Refusal | null;
  /** The subject of the last message that the server answered; empty before one. */
  readonly subject: string;
  /** The last login that was tried; null before one. */
  readonly login: Login | null;
  readonly findings: FindingCounts;
  /** Words that rules and hooks have put on it, each once, in the order in which they came: at most {@link SUMMARY_TAGS}. */
  readonly tags: readonly string[];
  /** What rules and hooks have alerted of; null where none has. */
  readonly alert: SessionAlert | null;
  /** How often something of it was held for a person, what is held now included. */
  readonly held: number;
  /** Messages that the server answered, whatever it said. */
  readonly messages: number;
  /** Messages with an attachment, by their structure; whatever the server said about them. */
  readonly withAttachment: number;
  readonly tls: SessionTls;
  /** The handshake that failed last, if one did. */
  readonly failedTls: FailedTls | null;
  /** A person wants it at hand, and kept. Absent where nobody said so, and in what is read from the record alone. */
  readonly pinned?: true;
  /** What a person wrote about it. Absent where nobody did, and in what is read from the record alone. */
  readonly note?: string;
}

/** What rules and hooks have alerted of in a session. */
export interface SessionAlert {
  /** How often, by how much it matters. */
  readonly counts: FindingCounts;
  /** Of the gravest; of several that are as grave, of the last. */
  readonly severity: Severity;
  readonly text: string;
}

/** A TLS handshake that failed: with whom, and OpenSSL's code, or the spy's own (relay/tls-trouble.ts). */
export interface FailedTls {
  readonly side: Speaker;
  readonly code: string;
}

/** Whether there was TLS: `unread` passed through the spy as it was, `read` was taken off by the spy. */
export type SessionTls = 'none' | 'unread' | 'read';

/** What a session holds, in short: enough to know that its lines need not be looked at. Derived from its record. */
export interface SessionFacets extends Required<SaidFacets> {
  /** The names of its messages' header fields, in small letters, each once; null where there were more than mail has. */
  readonly fields: readonly string[] | null;
  readonly activity: readonly ActivitySpan[];
}

/** What was said in a session or in a part of it, in short. What is absent is not known. */
export interface SaidFacets {
  /** The codes of its reply lines, each once, rising. */
  readonly codes: readonly number[];
  /** The verbs of its commands, each once; null where there were more than anybody means. */
  readonly verbs: readonly string[] | null;
  /** The enhanced status codes of its reply lines, each once; null where there were more than servers have reasons. */
  readonly enhanced?: readonly string[] | null;
  /** What was found with its lines, each once. */
  readonly findings?: readonly FindingCode[];
  /** The longest that a reply took, in milliseconds; 0 where none did. */
  readonly slowest?: number;
  /** Something of it is held for a person, or was. */
  readonly held?: boolean;
  /** What is true of some line of it; what is not named here is true of none. */
  readonly traits?: readonly LineTrait[];
}

/** What can be true of a line, as the query language says it. Of `dir`, `tls`, `kind` and `phase` just one is true of each. */
export type LineTrait =
  | 'dir:c'
  | 'dir:s'
  | 'tls:yes'
  | 'tls:no'
  | 'is:injected'
  | 'is:masked'
  | `kind:${LineKind}`
  | `phase:${Phase}`;

/** What happened in a stretch of time: a minute, in very long conversations some. */
export interface ActivitySpan {
  /** When it begins: minutes since 1970. */
  readonly minute: number;
  /** Messages that the server accepted. */
  readonly accepted: number;
  /** Refusals for now (4xx) that matter to the sender. */
  readonly deferred: number;
  /** Refusals for good (5xx) that matter to the sender. */
  readonly refused: number;
  /** Of both sides. */
  readonly bytes: number;
}

/** An AUTH exchange without its secret. */
export interface Login {
  /** In capitals; empty where the word in its place may be a secret. */
  readonly mechanism: string;
  /** Who logged in; null as long as that is not known, and with mechanisms that do not say. */
  readonly user: string | null;
  readonly outcome: AuthenticationOutcome;
  /** The number of the AUTH command among the commands, as in {@link TranscriptLine.exchange}. */
  readonly exchange: number;
}

/** A reply that said no, and to what. */
export interface Refusal {
  /** The verb refused; `greeting` for the connection itself, `content` for the message. */
  readonly verb: string;
  readonly code: number;
  readonly text: string;
  /** The line of the reply, from 1. */
  readonly line: number;
}

/** What rules and hooks may put on a conversation: one word. */
export const TAG = /^[\p{L}\p{N}_-]{1,40}$/u;

/** Tags that a summary names: more than anybody tells apart in a list. */
export const SUMMARY_TAGS = 20;

/** Recipients that a summary names: more than a list row can show, few enough to keep 100,000 summaries. */
export const SUMMARY_RECIPIENTS = 5;
