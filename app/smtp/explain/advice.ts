import type { Reference } from './reference.ts';

/** What a person can do about a refusal. */
export interface Advice {
  /** What is likely behind it: one or two sentences. */
  readonly cause: string;
  /** What to try: one or two sentences, concrete. */
  readonly attempt: string;
  /** Why the server refuses, where that is clearer than what its codes say: a clause. */
  readonly reason?: string;
  readonly references?: readonly Reference[];
}

/** A refusal, as far as advice depends on it. */
export interface Refusal {
  readonly code: number;
  /** Subject and detail of the enhanced code, `1.1` of 5.1.1; empty without one. */
  readonly detail: string;
  /** What was refused: a verb, `greeting` or `content`; empty where that is not known. */
  readonly to: string;
  /** What the server said. */
  readonly text: string;
  /** The client had logged in before. */
  readonly loggedIn: boolean;
  /** The mechanism of the login that was refused, in capitals; empty where it was none, or that is not known. */
  readonly mechanism: string;
}

/** Advice, and the refusals for which it is good: those that fit everything that is named. */
export interface AdviceRule extends Advice {
  readonly codes?: readonly number[];
  readonly details?: readonly string[];
  readonly to?: readonly string[];
  readonly text?: RegExp;
  readonly loggedIn?: boolean;
  readonly mechanisms?: readonly string[];
}

/** The commands by which a client introduces itself. */
export const INTRODUCTIONS: readonly string[] = ['EHLO', 'HELO', 'LHLO'];

/** Mechanisms by which a client shows a token in place of a password. */
export const TOKEN_MECHANISMS: readonly string[] = ['XOAUTH2', 'OAUTHBEARER'];

/** What hands in content: the commands, and the content itself. */
export const CONTENT: readonly string[] = ['DATA', 'BDAT', 'BURL', 'content'];

/** Whether the rule's advice is good for the refusal. */
export function fits(rule: AdviceRule, refusal: Refusal): boolean {
  return (
    (rule.codes?.includes(refusal.code) ?? true) &&
    (rule.details?.includes(refusal.detail) ?? true) &&
    (rule.to?.includes(refusal.to) ?? true) &&
    (rule.text?.test(refusal.text) ?? true) &&
    (rule.mechanisms?.includes(refusal.mechanism) ?? true) &&
    (rule.loggedIn ?? refusal.loggedIn) === refusal.loggedIn
  );
}
