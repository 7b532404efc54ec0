import type { Speaker } from '../words.ts';

/** What proves who the client is. A `response` answers a challenge with a password's help; a `hash` is SCRAM's proof. */
export type SecretKind = 'password' | 'response' | 'token' | 'hash' | 'none';

/** How an exchange ended. `cancelled`: the client gave up with `*` (RFC 4954 section 4). */
export type AuthenticationOutcome = 'unfinished' | 'accepted' | 'refused' | 'cancelled';

/** Something that a step says, fit to be shown: never a secret. What comes from the wire may hold any character. */
export interface Detail {
  readonly name: string;
  readonly value: string;
}

/** One line of the exchange: the AUTH command, a challenge, a response, or the final reply. */
export interface AuthenticationStep {
  readonly from: Speaker;
  /** In words, such as `the server’s challenge`. */
  readonly what: string;
  readonly details: readonly Detail[];
  /** The secret that the line holds, decoded where that is possible; null where it holds none. For the asking only. */
  readonly secret: string | null;
}

/** Something wrong with what was said. */
export interface AuthenticationProblem {
  readonly code: AuthenticationProblemCode;
  /** One sentence for people. */
  readonly text: string;
  /** The step where it is, from 0. */
  readonly step: number;
}

/** Every kind of problem. */
export type AuthenticationProblemCode =
  | 'no-mechanism'
  | 'unknown-mechanism'
  | 'not-base64'
  | 'not-utf8'
  | 'wrong-structure'
  | 'nonce-differs'
  | 'few-iterations'
  | 'token-expired'
  | 'too-long'
  | 'too-many-steps';

/** An AUTH exchange, decoded. Only the steps' `secret` holds secrets. */
export interface Authentication {
  /** In capitals; empty where none was named, or a word that may be a secret stood in its place. */
  readonly mechanism: string;
  /** Who logs in; null as long as that is not known. */
  readonly user: string | null;
  /** In whose name the user wants to act; null where nobody was named. */
  readonly authorizationId: string | null;
  readonly secretKind: SecretKind;
  readonly outcome: AuthenticationOutcome;
  /** In the order of the lines. */
  readonly steps: readonly AuthenticationStep[];
  readonly problems: readonly AuthenticationProblem[];
}
