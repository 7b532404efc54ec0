import type { HeldThing, HoldDecision, HoldState, HoldWish, Problem, Transport } from '../../app/contract.ts';
import type { Application } from './application.ts';
import type { Notices } from './notices.ts';
import type { Selection } from './selection.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What waits for a person, and what a person wants held. */
export interface Holds extends Store<HoldState> {
  /** Says what is to be held from now on, in one conversation or (null) in all. */
  wish(session: number | null, wish: HoldWish): Promise<void>;
  /** Decides. Null when that is done; else why not, and then it stays held. */
  decide(hold: number, decision: HoldDecision): Promise<Problem | null>;
  /** All the text of something that is held, its secrets in it; null where that cannot be had, which is told. */
  text(hold: number): Promise<string | null>;
  /** Lets all go, and wants nothing more held. */
  letAllGo(): Promise<void>;
  /** Chooses the conversation in which something has been held for longest. */
  show(): void;
}

const NOTHING: HoldState = { held: [], all: 'nothing', sessions: [] };

/** What the holds need. */
export interface HoldsWorld {
  readonly transport: Transport;
  readonly application: Application;
  readonly notices: Notices;
  readonly selection: Pick<Selection, 'get' | 'choose'>;
}

/** Follows what is held through the application's state. */
export function followHolds({ transport, application, notices, selection }: HoldsWorld): Holds {
  const store = createStore<HoldState>(NOTHING);
  let text = JSON.stringify(NOTHING);
  /** What is held next is what this person wants to see. */
  let awaits = false;

  const onlyHeld = (session: number | null): boolean =>
    session !== null && store.get().held.some((held) => held.session === session);

  const showAwaited = () => {
    const awaited = store.get().held.find(({ rule, session }) => rule === null && session !== null);
    if (!awaits || awaited?.session === undefined || awaited.session === null) return;
    awaits = store.get().all === 'every';
    if (!onlyHeld(selection.get().session)) selection.choose(awaited.session);
  };

  application.subscribe(() => {
    const state = application.get().state?.holds ?? NOTHING;
    const next = JSON.stringify(state);
    if (next === text) return;
    text = next;
    store.set(state);
    showAwaited();
  });

  const told = <Value>(
    result: { ok: true; value: Value } | { ok: false; problem: Problem },
  ): Value | null => {
    if (result.ok) return result.value;
    notices.bad(result.problem.text, result.problem.remedy);
    return null;
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    async wish(session, wish) {
      awaits = wish !== 'nothing';
      told(await transport.request('holds.wish', { session, wish }));
    },
    async decide(hold, decision) {
      const result = await transport.request('hold.decide', { hold, decision });
      return result.ok ? null : result.problem;
    },
    async text(hold) {
      return told(await transport.request('hold.text', { hold }))?.text ?? null;
    },
    async letAllGo() {
      awaits = false;
      told(await transport.request('holds.let-go', {}));
    },
    show() {
      const first = store.get().held.find(({ session }) => session !== null);
      if (first?.session !== undefined && first.session !== null) selection.choose(first.session);
    },
  };
}

/** What is held in a conversation, the oldest first. */
export function heldIn({ held }: HoldState, session: number | null): readonly HeldThing[] {
  return held.filter((each) => each.session === session);
}
