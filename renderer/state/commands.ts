import type { CommandId } from '../../app/commands.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What commands can be given now, and what they do. */
export interface Commands extends Store<ReadonlySet<CommandId>> {
  /**
   * Says what a command does, as long as whoever shows it is there. A later provider goes before an earlier one until
   * it leaves. Returns what ends that.
   */
  provide(id: CommandId, run: () => void): () => void;
  /** Does it; false where nobody provides it now. */
  run(id: CommandId): boolean;
}

/** Begins with nothing to do. */
export function createCommands(): Commands {
  const providers = new Map<CommandId, (() => void)[]>();
  const store = createStore<ReadonlySet<CommandId>>(new Set());

  const publish = () => {
    const ids = [...providers].filter(([, runs]) => runs.length > 0).map(([id]) => id);
    const now = store.get();
    if (ids.length !== now.size || ids.some((id) => !now.has(id))) store.set(new Set(ids));
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    provide(id, run) {
      const own = () => run();
      providers.set(id, [...(providers.get(id) ?? []), own]);
      publish();
      return () => {
        providers.set(
          id,
          (providers.get(id) ?? []).filter((each) => each !== own),
        );
        publish();
      };
    },
    run(id) {
      const run = providers.get(id)?.at(-1);
      run?.();
      return run !== undefined;
    },
  };
}
