import type { Authentication } from '../smtp/authentication/authentication.ts';
import type { Capability } from '../smtp/capabilities.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import type { Message } from '../smtp/message.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import type { Speaker } from '../smtp/words.ts';
import type { SessionEvent } from './session-event.ts';

/** What the details show of a session, beyond its rows: plain data, each list with a limit. */

/** What a server offered in reply to EHLO, HELO or LHLO. */
export interface ServerOffer {
  /** The row of the reply's last line. */
  readonly row: number;
  /** The number of the reply's first line, from 1. */
  readonly line: number;
  readonly protocol: 'EHLO' | 'HELO' | 'LHLO';
  /** The server's name and greeting, from the first line of its reply. */
  readonly greeting: string;
  readonly capabilities: readonly Capability[];
  /** It was said inside TLS that the spy read. */
  readonly tls: boolean;
}

/** A login, decoded. Its secrets are there only where they were asked for. */
export interface LoginDetails {
  /** The row of its AUTH command. */
  readonly row: number;
  /** The number of the AUTH command among the commands. */
  readonly exchange: number;
  readonly authentication: Authentication;
}

/** Something that was found, and the row where it stands. */
export interface FindingDetails {
  readonly row: number;
  readonly finding: Finding;
}

/** A reply that said no (4xx or 5xx), and where it stands. */
export interface RefusalDetails {
  /** The row of its last line. */
  readonly row: number;
  /** The number of its first line, from 1. */
  readonly line: number;
  /** What was refused: a verb, `greeting` or `content`. */
  readonly verb: string;
  readonly code: number;
  /** RFC 3463; empty without one. */
  readonly enhanced: string;
  /** What the server said, its lines together. Hostile text. */
  readonly text: string;
  /** The spy itself said it, in the server's place. */
  readonly injected: boolean;
}

/** Whose turn it is to speak; where the conversation has come to its end, whose turn it was at the first sign of that. */
export interface Turn {
  readonly of: Speaker;
  /** What the server has been asked, where it is its turn: a verb, `greeting` or `content`. Else empty. */
  readonly asked: string;
  /** The line that asked, from 1; 0: none did. */
  readonly line: number;
  /** The row of the last line, or of the first event behind which nothing was said. */
  readonly row: number;
  /** Since when: microseconds since the session began, at the last line, or when the server was reached. */
  readonly since: number;
  /** Microseconds from then to the end; null: it is waited for still. */
  readonly waited: number | null;
  /** What the server began to say where its greeting should be. Hostile text; empty where it said nothing, or greeted. */
  readonly instead: string;
  /** What is waited for waits itself, for a person to decide. */
  readonly held: boolean;
  /** The server was never told what it owes the answer to: a rule, a hook or a person kept that back. */
  readonly kept: boolean;
}

/** A message, and where it stands. */
export interface MessageDetails {
  /** The row of the command that its content follows. */
  readonly row: number;
  /** With the first of its recipients. */
  readonly message: Message;
  /** All its recipients. */
  readonly recipients: number;
}

/** Events that tell of TLS. */
export type TlsEvent = Extract<
  SessionEvent,
  { readonly event: 'tls' | 'tls-failed' | 'client-hello' | 'server-hello' | 'opaque' }
>;

/** Something that is known of TLS, and the row where it stands. */
export interface TlsDetails {
  readonly row: number;
  readonly event: TlsEvent;
}

/** A way from one stage of the dialogue to another, and how often it was gone. */
export interface Way {
  readonly from: Stage;
  readonly to: Stage;
  readonly by: Speaker | 'both';
  readonly times: number;
}
