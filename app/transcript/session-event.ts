import type { Severity } from '../smtp/findings/finding.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import type { ClientHello, ServerHello } from '../smtp/tls/hello.ts';
import type { Speaker } from '../smtp/words.ts';
import type { CertificateFacts, TlsFacts } from './tls-facts.ts';

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

/** What rules and hooks may put on a conversation: one word. */
export const TAG = /^[\p{L}\p{N}_-]{1,40}$/u;
