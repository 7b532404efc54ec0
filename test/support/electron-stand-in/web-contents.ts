import type { HandlerDetails, WebContents, WindowOpenHandlerResponse } from 'electron';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { forChromium, fromChromium, type StandInProtocol } from './app-scheme.ts';
import { cancellable } from './cancellable.ts';
import type { StandInIpcMain } from './ipc-main.ts';
import { runPreload, type PageMessage, type Sent } from './page-script.ts';

type Used = 'id' | 'isDestroyed' | 'loadURL' | 'reload' | 'send' | 'setWindowOpenHandler';

/** The name under which the preload's pipe comes into the page; it is taken away before anything could see it. */
const PIPE = 'electronStandInPipe';

/** What a page needs of its surroundings. */
export interface Surroundings {
  readonly context: Promise<BrowserContext>;
  readonly protocol: StandInProtocol;
  readonly ipcMain: StandInIpcMain;
  /** Called before a page is first shown. */
  readonly prepare: (context: BrowserContext) => Promise<void>;
}

let lastId = 0;

/** One window's page: a real one, in a real Chromium, driven as Electron drives its own. */
export class StandInWebContents extends EventEmitter implements Pick<WebContents, Used> {
  readonly id = (lastId += 1);
  readonly #surroundings: Surroundings;
  readonly #preload: string;
  #page: Promise<Page> | null = null;
  #crashed: Page | null = null;
  #destroyed = false;
  #expected: string | null = null;
  #outbox: Sent[] = [];
  #receiver: ((batch: Sent[]) => void) | null = null;
  #openHandler: (details: HandlerDetails) => WindowOpenHandlerResponse = () => ({ action: 'allow' });

  constructor(surroundings: Surroundings, preload: string) {
    super();
    this.#surroundings = surroundings;
    this.#preload = preload;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.#openHandler = handler;
  }

  /** As the program's own doing: nobody is asked by `will-navigate`. */
  async loadURL(url: string): Promise<void> {
    this.#page ??= this.#open();
    const page = await this.#page;
    this.#expected = url;
    try {
      await page.goto(forChromium(url));
      this.emit('did-finish-load');
    } catch (error) {
      if (this.#destroyed) return;
      this.emit('did-fail-load', {}, -2, 'ERR_FAILED', url, true, 0, 0);
      throw error;
    }
  }

  /** Loads the page's own address anew, in another process where its own has crashed. */
  reload(): void {
    void this.#reload().catch(() => {});
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    this.#outbox.push({ channel, args: structuredClone(args) });
    this.#deliver();
  }

  /** Closes the page. */
  async close(): Promise<void> {
    const page = await this.#page;
    await page?.close();
    this.#gone();
  }

  /** Ends the page's process. */
  async crash(): Promise<void> {
    const page = await this.#page;
    if (page === null) return;
    const devtools = await page.context().newCDPSession(page);
    // The page is gone before it could answer.
    devtools.send('Page.crash').catch(() => {});
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.emit('destroyed');
  }

  async #open(): Promise<Page> {
    const context = await this.#surroundings.context;
    await this.#surroundings.prepare(context);
    const page = context.pages().find((each) => each.url() === 'about:blank') ?? (await context.newPage());
    // Only now: Chromium ends with its last page.
    await this.#crashed?.close().catch(() => {});
    await page.exposeBinding(PIPE, (_source, message: PageMessage) => this.#receive(message));
    await page.addInitScript({ content: await preloadScript(this.#preload) });
    await page.route('**/*', (route) => this.#answer(page, route));
    await this.#watchOpenedWindows(page);
    page.on('crash', () => {
      this.#page = null;
      this.#crashed = page;
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    });
    page.on('close', () => {
      if (page !== this.#crashed) this.#gone();
    });
    return page;
  }

  async #reload(): Promise<void> {
    const page = await this.#page;
    const url = fromChromium((page ?? this.#crashed)?.url() ?? 'about:blank');
    if (page === null) return await this.loadURL(url);
    this.#expected = url;
    await page.reload();
  }

  async #receive(message: PageMessage): Promise<unknown> {
    switch (message.type) {
      case 'document':
        this.#outbox = [];
        this.#receiver = null;
        this.emit('did-navigate', {}, fromChromium(message.url), 200, 'OK');
        return undefined;
      case 'receive':
        return await new Promise((resolve) => {
          this.#receiver = resolve;
          this.#deliver();
        });
      case 'invoke': {
        const senderFrame = { url: fromChromium(message.url), parent: null };
        return await this.#surroundings.ipcMain.invoke(
          { sender: this, senderFrame },
          message.channel,
          message.args,
        );
      }
    }
  }

  #deliver(): void {
    if (this.#receiver === null || this.#outbox.length === 0) return;
    this.#receiver(this.#outbox);
    this.#receiver = null;
    this.#outbox = [];
  }

  /** Answers every request of the page: its own scheme from the program, all else from nowhere. */
  async #answer(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = fromChromium(request.url());
    if (request.isNavigationRequest() && request.frame() === page.mainFrame() && !this.#mayNavigate(url)) {
      return await route.abort('aborted');
    }
    if (!url.startsWith('app:')) return await route.abort('blockedbyclient');
    const response = await this.#surroundings.protocol.answer(url, request.method()).catch(() => null);
    if (response === null) return await route.abort('failed');
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #mayNavigate(url: string): boolean {
    const expected = this.#expected !== null && withoutFragment(this.#expected) === withoutFragment(url);
    this.#expected = null;
    if (expected) return true;
    const event = cancellable();
    this.emit('will-navigate', Object.assign(event, { url, isMainFrame: true, isSameDocument: false }));
    return !event.defaultPrevented;
  }

  async #watchOpenedWindows(page: Page): Promise<void> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Page.enable');
    devtools.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      this.#openHandler({
        url: fromChromium(url),
        frameName: windowName,
        features: windowFeatures.join(','),
        disposition: 'foreground-tab',
        referrer: { url: '', policy: 'no-referrer' },
      });
    });
    // The program never allows one, and Chromium has made it already.
    page.on('popup', (popup) => void popup.close());
  }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/s, '');
}

async function preloadScript(path: string): Promise<string> {
  const preload = await readFile(path, 'utf8');
  // As in Electron, frames within the page get none.
  return `if (self === top) (${runPreload.toString()})(${JSON.stringify(PIPE)}, function (require, module, exports) {\n${preload}\n});`;
}
