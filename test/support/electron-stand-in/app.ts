import type { App } from 'electron';
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChromium, type Chromium } from './chromium.ts';
import { cancellable } from './cancellable.ts';

type Used =
  | 'enableSandbox'
  | 'exit'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'whenReady';

/** What closes when the program quits: the windows. */
export interface Closable {
  close(): void;
}

/** `app`: the program's life, from ready to quit. Windows register themselves. */
export class StandInApp extends EventEmitter implements Pick<App, Used> {
  readonly isPackaged = false;
  readonly windows = new Set<Closable>();
  ready = false;
  chromium: Chromium | undefined;
  readonly #userData = userDataDirectory();
  readonly #whenReady = this.#start();
  #quitting = false;

  async #start(): Promise<void> {
    // Electron is ready when the entry module has been evaluated, and not before.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.chromium = await startChromium(join(this.#userData, 'chromium'));
    this.ready = true;
    this.emit('ready', {}, {});
  }

  async whenReady(): Promise<void> {
    await this.#whenReady;
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  getVersion(): string {
    const description: unknown = JSON.parse(
      readFileSync(join(process.argv[1] ?? '', 'package.json'), 'utf8'),
    );
    return String(Object(description).version);
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    return name === 'userData' ? this.#userData : join(this.#userData, name);
  }

  /** The first start writes its number down; a later one leaves a note, which the first one finds. */
  requestSingleInstanceLock(): boolean {
    const lock = join(this.#userData, 'first-instance');
    const notes = join(this.#userData, 'later-instances');
    mkdirSync(notes, { recursive: true });
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      writeFileSync(join(notes, String(process.pid)), '');
      return false;
    }
    const watcher = watch(notes, () => {
      void this.#whenReady.then(() => this.emit('second-instance', {}, [], '', undefined));
    });
    watcher.unref();
    process.on('exit', () => rmSync(lock, { force: true }));
    return true;
  }

  /** Called by a window that has been closed. */
  windowClosed(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0) return;
    if (this.#quitting) this.#willQuit();
    else if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  quit(): void {
    if (this.#quitting) return;
    const event = cancellable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    if (this.windows.size === 0) this.#willQuit();
    for (const window of this.windows) window.close();
  }

  #willQuit(): void {
    const event = cancellable();
    this.emit('will-quit', event);
    this.#quitting = false;
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(exitCode = 0): void {
    this.emit('quit', {}, exitCode);
    const ended = this.chromium?.context.close() ?? Promise.resolve();
    void ended.catch(() => {}).finally(() => process.exit(exitCode));
  }
}

/** Chromium's own switch for it, which Electron knows as well. */
function userDataDirectory(): string {
  const name = '--user-data-dir=';
  const named = process.argv.find((word) => word.startsWith(name));
  return named === undefined ? mkdtempSync(join(tmpdir(), 'electron-stand-in-')) : named.slice(name.length);
}
