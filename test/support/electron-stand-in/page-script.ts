declare const window: { readonly top: unknown };
declare const location: { readonly href: string };

/** What goes from a page's preload to the main process. */
export type PageMessage =
  | { readonly type: 'document'; readonly url: string }
  | { readonly type: 'invoke'; readonly url: string; readonly channel: string; readonly args: unknown[] }
  /** Waits for what the main process sends. */
  | { readonly type: 'receive' };

/** What the main process sent to the page. */
export interface Sent {
  readonly channel: string;
  readonly args: unknown[];
}

/** The preload, as CommonJS wraps it. */
type Preload = (require: (name: string) => unknown, module: { exports: unknown }, exports: unknown) => void;

/**
 * Runs in every page before its own scripts, and gives the preload what a sandboxed one gets: `contextBridge` and
 * `ipcRenderer`. It is sent as text, so it stands for itself. Nothing of it is left where the page could reach it.
 */
export function runPreload(pipeName: string, preload: Preload): void {
  type Listener = (event: object, ...args: unknown[]) => void;
  const pipe: (message: PageMessage) => Promise<unknown> = Reflect.get(globalThis, pipeName);
  Reflect.deleteProperty(globalThis, pipeName);
  // Only main frames have a preload (nodeIntegrationInSubFrames is off), and the empty page before the first load.
  if (window !== window.top || location.href === 'about:blank') return;

  const listeners = new Map<string, Set<Listener>>();
  const listenersOf = (channel: string): Set<Listener> => {
    const known = listeners.get(channel) ?? new Set();
    listeners.set(channel, known);
    return known;
  };

  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return await pipe({ type: 'invoke', url: location.href, channel, args: structuredClone(args) });
    },
    on(channel: string, listener: Listener) {
      listenersOf(channel).add(listener);
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      listenersOf(channel).delete(listener);
      return ipcRenderer;
    },
  };

  /** What crosses between the two worlds is copied; functions are wrapped; nothing is shared. */
  function across(value: unknown): unknown {
    if (typeof value === 'function') {
      return (...args: unknown[]) => across(Reflect.apply(value, undefined, args.map(across)));
    }
    if (value instanceof Promise) return value.then(across);
    if (Array.isArray(value)) return value.map(across);
    if (typeof value !== 'object' || value === null) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, across(each)]));
  }

  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown) {
      const value = Object.freeze(across(api));
      Object.defineProperty(globalThis, name, { value, enumerable: true, writable: false });
    },
  };

  const isSent = (value: unknown): value is Sent[] => Array.isArray(value);
  async function receive(): Promise<void> {
    for (;;) {
      const batch = await pipe({ type: 'receive' });
      if (!isSent(batch)) return;
      for (const { channel, args } of batch) {
        for (const listener of listenersOf(channel)) listener({ sender: ipcRenderer }, ...args);
      }
    }
  }

  void pipe({ type: 'document', url: location.href });
  const module = { exports: {} };
  preload(
    (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer };
      throw new Error(`module not found: ${name}`);
    },
    module,
    module.exports,
  );
  void receive();
}
