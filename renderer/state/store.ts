/** A value that changes, and tells when it did. */
export interface Store<Value> {
  readonly get: () => Value;
  /** Calls back after every change. Returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store that its owner writes. */
export interface WritableStore<Value> extends Store<Value> {
  /** Takes the new value; nobody is told when it is the one that was there. */
  readonly set: (value: Value) => void;
}

/** A store holding a first value. */
export function createStore<Value>(first: Value): WritableStore<Value> {
  const listeners = new Set<() => void>();
  let current = first;
  return {
    get: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
  };
}
