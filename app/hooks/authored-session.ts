import { inspect } from 'node:util';
import type { HookFacts, HookSaying } from './hook-messages.ts';
import { TAG } from '../transcript/session-event.ts';
import type { Session } from './hooks.d.ts';

const SEVERITIES = ['note', 'warning', 'error'] as const;

/** A conversation as authors of hooks see it, from its first question to its last. */
export class AuthoredSession implements Session {
  readonly state: Record<string, unknown> = {};
  readonly #say: (saying: HookSaying) => void;
  #facts: HookFacts;

  /** `say`: what becomes of its notes and alerts. */
  constructor(facts: HookFacts, say: (saying: HookSaying) => void) {
    this.#facts = facts;
    this.#say = say;
  }

  /** More is known of it. */
  update(facts: HookFacts): void {
    this.#facts = facts;
  }

  get number() {
    return this.#facts.number;
  }

  get client() {
    return this.#facts.client;
  }

  get server() {
    return this.#facts.server;
  }

  get listener() {
    return this.#facts.listener;
  }

  get phase() {
    return this.#facts.phase;
  }

  get tls() {
    return this.#facts.tls;
  }

  get helo() {
    return this.#facts.helo;
  }

  get user() {
    return this.#facts.user;
  }

  get envelope() {
    return this.#facts.envelope;
  }

  /** {@link Session.note} */
  note(text: unknown): void {
    this.#say({ kind: 'note', severity: 'note', text: asText(text) });
  }

  /** {@link Session.alert}. Throws a TypeError for a severity that there is not. */
  alert(text: unknown, severity: unknown = 'warning'): void {
    const known = SEVERITIES.find((each) => each === severity);
    if (known === undefined) {
      throw new TypeError(`${inspect(severity)} is no severity: ${SEVERITIES.join(', ')}`);
    }
    this.#say({ kind: 'alert', severity: known, text: asText(text) });
  }

  /** {@link Session.tag}. Throws a TypeError for what is no tag. */
  tag(tag: unknown): void {
    if (typeof tag !== 'string' || !TAG.test(tag)) {
      throw new TypeError(
        `${inspect(tag)} is no tag: it has to be one word of letters, digits, _ and -, without #`,
      );
    }
    this.#say({ kind: 'tag', text: tag });
  }
}

/** Nothing keeps the code of others from saying what is no text. */
function asText(said: unknown): string {
  return typeof said === 'string' ? said : inspect(said, { depth: 2 });
}
