import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { EventEmitter } from 'node:events';
import type { StandInApp } from './app.ts';
import { StandInWebContents, type Surroundings } from './web-contents.ts';

type Used =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'restore'
  | 'show';

/** What a window has to say of its page, for the page to be as confined as the program's own says it is. */
const REQUIRED = { contextIsolation: true, sandbox: true, nodeIntegration: false } as const;

/** Makes the class: windows of this program, in these surroundings. */
export function createBrowserWindowClass(app: StandInApp, surroundings: Surroundings) {
  const names = new Set<string>();

  return class StandInBrowserWindow extends EventEmitter implements Pick<BrowserWindow, Used> {
    readonly webContents: StandInWebContents;
    readonly id: number;
    readonly #name: string | undefined;
    #visible: boolean;
    #focused = false;
    #destroyed = false;

    constructor(options: BrowserWindowConstructorOptions = {}) {
      super();
      if (!app.ready) throw new Error('Cannot create BrowserWindow before app is ready');
      const { webPreferences = {}, name, show = true } = options;
      for (const [key, value] of Object.entries(REQUIRED)) {
        if (Reflect.get(webPreferences, key) !== value)
          throw new Error(`the stand-in only knows ${key}: ${value}`);
      }
      if (name !== undefined && names.has(name)) throw new Error(`window name '${name}' is in use`);
      if (name !== undefined) names.add(name);
      this.#name = name;
      this.#visible = show;
      this.webContents = new StandInWebContents(surroundings, webPreferences.preload ?? '');
      this.id = this.webContents.id;
      this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
      this.webContents.once('destroyed', () => this.destroy());
      app.windows.add(this);
    }

    static getAllWindows(): StandInBrowserWindow[] {
      return [...app.windows].filter((window) => window instanceof StandInBrowserWindow);
    }

    async loadURL(url: string): Promise<void> {
      await this.webContents.loadURL(url);
    }

    hide(): void {
      this.#visible = false;
      this.#focused = false;
    }

    show(): void {
      this.#visible = true;
      this.#focused = true;
    }

    focus(): void {
      this.#focused = true;
    }

    restore(): void {
      this.#visible = true;
    }

    isVisible(): boolean {
      return this.#visible;
    }

    isFocused(): boolean {
      return this.#focused;
    }

    isMinimized(): boolean {
      return false;
    }

    isDestroyed(): boolean {
      return this.#destroyed;
    }

    close(): void {
      this.emit('close', {});
      this.destroy();
    }

    destroy(): void {
      if (this.#destroyed) return;
      this.#destroyed = true;
      if (this.#name !== undefined) names.delete(this.#name);
      void this.#closePage();
    }

    async #closePage(): Promise<void> {
      // A page that crashed cannot be closed any more, and is gone all the same.
      await this.webContents.close().catch(() => {});
      this.emit('closed');
      app.windowClosed(this);
    }
  };
}
