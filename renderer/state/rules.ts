import type { Problem, RequestPayload, RulesShown, Transport } from '../../app/contract.ts';
import type { Application } from './application.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** Milliseconds between two questions for how often rules have acted: nobody counts along faster. */
const PAUSE_MS = 500;

/** A change of the rules, as it is asked for. */
export type RulesEdit = RequestPayload<'rules.edit'>['edit'];

/** The rules as the viewer knows them. */
export interface RulesSnapshot {
  /** Null until the application has said. */
  readonly shown: RulesShown | null;
  /** A change is on its way. */
  readonly busy: boolean;
}

/** The rules that look at conversations. */
export interface Rules extends Store<RulesSnapshot> {
  /** Somebody looks at them: they are kept up to date until what this returns is called. */
  watch(): () => void;
  /** Changes them as they are shown. Null when it is done and kept, else why not. */
  edit(edit: RulesEdit): Promise<Problem | null>;
  /** Sets a file that cannot be understood aside. Null when that is done, else why not. */
  restore(): Promise<Problem | null>;
}

/** What they need of the world around them. */
export interface RulesWorld {
  readonly transport: Transport;
  readonly application: Application;
  after(milliseconds: number, callback: () => void): void;
}

/** Begins with none known, and asks for none as long as nobody looks. */
export function followRules({ transport, application, ...world }: RulesWorld): Rules {
  const store = createStore<RulesSnapshot>({ shown: null, busy: false });
  let watchers = 0;
  let isAsking = false;
  let isStale = false;
  /** Answers to changes so far: what was asked before one of them may be older than it. */
  let changes = 0;

  const take = (shown: RulesShown) => store.set({ ...store.get(), shown });

  const ask = async () => {
    if (isAsking || !isStale || watchers === 0) return;
    isAsking = true;
    isStale = false;
    const before = changes;
    const result = await transport.request('rules.show', {});
    if (result.ok && changes === before) take(result.value);
    // Whoever looks would look at nothing.
    if (!result.ok && store.get().shown === null) isStale = true;
    world.after(PAUSE_MS, () => {
      isAsking = false;
      void ask();
    });
  };
  const refresh = () => {
    isStale = true;
    void ask();
  };

  // They may have changed; or a conversation has grown, in which one of them has acted.
  transport.subscribe((event) => {
    if (event.type === 'sessions') refresh();
    if (event.type === 'state' && event.state.rules.revision !== store.get().shown?.revision) refresh();
  });

  const change = async <Name extends 'rules.edit' | 'rules.restore'>(
    name: Name,
    payload: RequestPayload<Name>,
  ): Promise<Problem | null> => {
    store.set({ ...store.get(), busy: true });
    const result = await transport.request(name, payload);
    changes += 1;
    store.set({ shown: result.ok ? result.value : store.get().shown, busy: false });
    if (!result.ok) refresh();
    return result.ok ? null : result.problem;
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    watch() {
      watchers += 1;
      refresh();
      return () => {
        watchers -= 1;
      };
    },
    edit(edit) {
      const revision = store.get().shown?.revision ?? application.get().state?.rules.revision ?? 0;
      return change('rules.edit', { revision, edit });
    },
    restore: () => change('rules.restore', {}),
  };
}
