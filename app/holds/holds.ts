import type { HeldThing, HoldDecision, HoldState, HoldWish } from '../contract/holds.ts';
import { MOST_EDITED_BYTES } from '../contract/holds.ts';
import type { Problem } from '../contract/problem.ts';
import type { AskedConversation, Asker, AskerSource, Inquiry, Verdict } from '../relay/inquiry.ts';
import { describeAction } from '../rules/action-words.ts';
import type { HoldEnd, SessionEvent } from '../transcript/session-event.ts';
import { shownText, sizeOf, whatIs, wholeText } from './held-text.ts';
import { HoldAsker } from './hold-asker.ts';
import { waitsOf } from './hold-waits.ts';
import { verdictOf } from './hold-verdict.ts';

/**
 * Things that are held at a time: more than a person decides on before their clients have given up. Each keeps two connections
 * open, and a message in memory or on the disk.
 */
const MOST_HELD = 200;

/** Milliseconds after which what is held goes on while no viewer is open, where its rule does not say. */
const UNATTENDED_MS = 10_000;

type HeldFacts = Omit<HeldThing, 'session' | 'goesOnAt'>;

/** Something that is held, and how its conversation goes on. */
interface Held {
  readonly hold: number;
  readonly conversation: AskedConversation;
  readonly inquiry: Inquiry;
  /** What viewers are shown of it, but for what changes. */
  readonly facts: HeldFacts;
  readonly settle: (verdict: Verdict) => void;
  goesOnAt: number | null;
  timer: NodeJS.Timeout | null;
}

const GO_ON: Verdict = { type: 'go-on' };

const DECIDED: Problem = {
  code: 'decided-already',
  text: 'That has been decided already.',
  remedy:
    'Somebody else was quicker, its time was over, or its conversation has ended: the transcript says which.',
};

const UNREAD: Problem = {
  code: 'passes-unread',
  text: 'That conversation is over, or passes unread: its listener lets TLS through as it is.',
  remedy: 'Have the next command of all conversations held: that means those that begin from now on, too.',
};

const TOO_LONG: Problem = {
  code: 'too-long-to-edit',
  text: 'That message is too long to be edited here.',
  remedy: 'Let it go, answer it, or end the conversation; a rule can change long messages, too.',
};

/** What waits for a person, in all conversations, and what is to be held. */
export class Holds implements AskerSource {
  readonly #onChange: () => void;
  readonly #askLater: (session: number | null) => number;
  readonly #held = new Map<number, Held>();
  readonly #wishes = new Map<number, HoldWish>();
  #all: HoldWish = 'nothing';
  #last = 0;
  #isAttended = false;
  /** Conversations that had no number yet when it was told that something is held in them. */
  readonly #unnumbered = new Set<AskedConversation>();

  /**
   * `onChange`: something is held or no more, or is to be. `askLater`: has conversations that pass as they come ask here, one
   * or (null) all that are open, and returns of how many that can be.
   */
  constructor(onChange: () => void, askLater: (session: number | null) => number) {
    this.#onChange = onChange;
    this.#askLater = askLater;
  }

  /** {@link AskerSource} */
  get isActive(): boolean {
    return this.#all !== 'nothing';
  }

  /** {@link AskerSource} */
  begin(conversation: AskedConversation): Asker {
    return new HoldAsker(this, conversation);
  }

  /** What is held, and what is to be. */
  get state(): HoldState {
    return {
      held: [...this.#held.values()].map(shown),
      all: this.#all,
      sessions: [...this.#wishes].map(([session, wish]) => ({ session, wish })),
    };
  }

  /** What is to be held in a conversation. */
  wishFor(session: number | null): HoldWish {
    const own = session === null ? undefined : this.#wishes.get(session);
    if (own === undefined || this.#all === 'every') return this.#all;
    return own;
  }

  /**
   * Says what is to be held from now on, in one conversation or (null) in all: in those that are under way from the next
   * command on that nothing is under way before. Returns why not, where that cannot be.
   */
  wish(session: number | null, wish: HoldWish): Problem | null {
    if (session === null) this.#all = wish;
    else if (wish === 'nothing') this.#wishes.delete(session);
    else this.#wishes.set(session, wish);
    const asked = wish === 'nothing' ? 0 : this.#askLater(session);
    const cannotBe = session !== null && wish !== 'nothing' && asked === 0;
    if (cannotBe) this.#wishes.delete(session);
    this.#onChange();
    return cannotBe ? UNREAD : null;
  }

  /** A conversation is over. */
  forget(conversation: AskedConversation): void {
    this.#unnumbered.delete(conversation);
    const session = conversation.session();
    if (session !== null && this.#wishes.delete(session)) this.#onChange();
  }

  /** A viewer is open, or none is any more. Nobody waits for ever for somebody who is not there. */
  set isAttended(isAttended: boolean) {
    if (isAttended === this.#isAttended) return;
    this.#isAttended = isAttended;
    for (const held of this.#held.values()) {
      if (held.inquiry.hold?.atMost !== null && held.inquiry.hold !== null) continue;
      this.#stop(held);
      if (!isAttended) this.#goOnAfter(held, UNATTENDED_MS, 'unattended');
    }
    if (this.#held.size > 0) this.#onChange();
  }

  /** Holds something until it is decided, or `whenWithdrawn` tells that its conversation is over. */
  hold(
    conversation: AskedConversation,
    inquiry: Inquiry,
    whenWithdrawn: (listener: () => void) => void,
  ): Promise<Verdict> {
    if (this.#held.size >= MOST_HELD) {
      const text = `More than ${MOST_HELD} things are held already: this one went on.`;
      conversation.note({ event: 'error', code: 'too-many-held', side: 'spy', text });
      return Promise.resolve(GO_ON);
    }
    this.#useUpWish(conversation.session());
    const { promise, resolve } = withResolver<Verdict>();
    const hold = (this.#last += 1);
    const held: Held = {
      hold,
      conversation,
      inquiry,
      facts: factsOf(hold, conversation, inquiry),
      settle: resolve,
      goesOnAt: null,
      timer: null,
    };
    this.#held.set(hold, held);
    if (conversation.session() === null) this.#unnumbered.add(conversation);
    conversation.note({
      event: 'held',
      from: inquiry.from,
      what: whatIs(inquiry.matter),
      line: inquiry.line?.n ?? 0,
      rule: inquiry.hold?.rule ?? '',
    });
    const atMost = inquiry.hold?.atMost ?? null;
    if (atMost !== null) this.#goOnAfter(held, atMost, 'timed-out');
    else if (!this.#isAttended) this.#goOnAfter(held, UNATTENDED_MS, 'unattended');
    whenWithdrawn(() => this.#end(held, 'left', GO_ON));
    this.#onChange();
    return promise;
  }

  /** All the text of something that is held; or why that cannot be had. */
  text(hold: number): { readonly text: string } | Problem {
    const held = this.#held.get(hold);
    if (held === undefined) return DECIDED;
    const text = wholeText(held.inquiry.matter);
    return text === null ? TOO_LONG : { text };
  }

  /** Decides. Returns why not, where that cannot be; then it stays held. */
  decide(hold: number, decision: HoldDecision): Problem | null {
    const held = this.#held.get(hold);
    if (held === undefined) return DECIDED;
    const result = verdictOf(decision, held.inquiry);
    if (!result.ok) return result.problem;
    this.#end(held, result.how, result.verdict);
    return null;
  }

  /** Lets all go, and holds nothing more that no rule wants held. */
  letAllGo(): void {
    this.#all = 'nothing';
    this.#wishes.clear();
    for (const held of this.#held.values()) this.#end(held, 'let-go', GO_ON);
    this.#onChange();
  }

  /** More of a conversation was recorded: one in which something is held may have got its number with that. */
  mayBeNumbered(): void {
    for (const conversation of this.#unnumbered) {
      if (conversation.session() === null) continue;
      this.#unnumbered.delete(conversation);
      this.#onChange();
    }
  }

  /** The next command is this one. */
  #useUpWish(session: number | null): void {
    if (session !== null && this.#wishes.get(session) === 'next') this.#wishes.delete(session);
    else if (this.#all === 'next') this.#all = 'nothing';
  }

  #goOnAfter(held: Held, ms: number, how: HoldEnd): void {
    held.goesOnAt = now() + ms * 1_000;
    held.timer = setTimeout(() => this.#end(held, how, GO_ON), ms);
  }

  #stop(held: Held): void {
    if (held.timer !== null) clearTimeout(held.timer);
    held.timer = null;
    held.goesOnAt = null;
  }

  #end(held: Held, how: HoldEnd, verdict: Verdict): void {
    if (!this.#held.delete(held.hold)) return;
    this.#stop(held);
    const { conversation, inquiry, facts } = held;
    const heldMs = (now() - facts.since) / 1_000;
    const released: SessionEvent = {
      event: 'released',
      from: inquiry.from,
      line: inquiry.line?.n ?? 0,
      how,
      heldMs,
    };
    const isSwallowed = verdict.type === 'end' && verdict.end.action === 'drop';
    // Readers take back what was swallowed: they have to have seen it by then.
    if (!isSwallowed) conversation.note(released);
    held.settle(isSwallowed ? { ...verdict, events: [released] } : verdict);
    this.#onChange();
  }
}

function shown({ facts, conversation, goesOnAt }: Held): HeldThing {
  return { ...facts, session: conversation.session(), goesOnAt };
}

/** Made once: whatever changes, viewers are told anew of all that is held. */
function factsOf(hold: number, conversation: AskedConversation, inquiry: Inquiry): HeldFacts {
  const size = sizeOf(inquiry.matter);
  return {
    hold,
    line: inquiry.line === null || inquiry.line.n === 0 ? null : inquiry.line.n,
    from: inquiry.from,
    what: whatIs(inquiry.matter),
    verb: inquiry.verb,
    ...shownText(inquiry),
    size,
    editable: size <= MOST_EDITED_BYTES,
    rule: inquiry.hold?.rule ?? null,
    ruled: inquiry.end === null ? null : describeAction(inquiry.end),
    since: now(),
    waits: waitsOf(inquiry, conversation.started),
  };
}

/** Microseconds since 1970. */
function now(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}

function withResolver<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => (resolve = settle));
  return { promise, resolve };
}
