import type { AuthenticationOutcome } from '../smtp/authentication/authentication.ts';
import type { Severity } from '../smtp/findings/finding.ts';
import type { Phase, Speaker } from '../smtp/words.ts';
import type { Endpoint, ServerEndpoint } from './session-event.ts';

/** Findings of a session, counted by how much they matter. */
export type FindingCounts = Readonly<Record<Severity, number>>;

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

/** What rules and hooks have alerted of in a session; a hook that failed is an alert, too. */
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

/** An AUTH exchange without its secret. */
export interface Login {
  /** In capitals; empty where the word in its place may be a secret. */
  readonly mechanism: string;
  /** Who logged in; null as long as that is not known, and with mechanisms that do not say. */
  readonly user: string | null;
  readonly outcome: AuthenticationOutcome;
  /** The number of the AUTH command among the commands, as its lines bear it. */
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

/** Tags that a summary names: more than anybody tells apart in a list. */
export const SUMMARY_TAGS = 20;

/** Recipients that a summary names: more than a list row can show, few enough to keep 100,000 summaries. */
export const SUMMARY_RECIPIENTS = 5;
