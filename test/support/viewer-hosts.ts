import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { DEFAULT_LISTENER, type ListenerSettings } from '../../app/contract.ts';
import { DESKTOP_KIND, ELECTRON, startDesktop } from './desktop.ts';
import { startServe, type SpyProcess } from './spy-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A viewer that a person has open, whichever host it runs in. */
export interface OpenViewer {
  readonly host: 'desktop' | 'web';
  readonly page: Page;
  /** Where conversations are kept. */
  readonly captures: string;
  /** Loads the page anew: as a person does in a browser, and in the window by ending its process. Gives the new page. */
  reload(): Promise<Page>;
  /** Does what saves a file, and resolves with that file. */
  saved(doing: () => Promise<void>): Promise<SavedFile>;
  /**
   * What should never happen in a viewer: errors and violations of its policy in the console, dialogs, and requests to
   * anywhere but its host.
   */
  troubles(): readonly string[];
}

/** A file that was saved from the viewer. */
export interface SavedFile {
  /** The name that the viewer proposed, without folder. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The same as UTF-8. */
  readonly text: string;
}

/** What a viewer is opened with. */
export interface ViewerSettings {
  /** The built-in server unless another is named. */
  readonly upstream?: ListenerSettings['upstream'];
  /** The path of authorities, as PEM, that are trusted for the upstream beside the well-known ones. */
  readonly authorities?: string;
  /** What clients are offered: `auto` unless something else is named. */
  readonly security?: ListenerSettings['security'];
  /** The program's own folder, with the captures in it; without it, the captures are in a folder that is named. */
  readonly data?: string;
  /** The path of a hooks file; none unless one is named. */
  readonly hooks?: string;
}

/** A viewer in the browser, and the process that serves it. */
export interface OpenWebViewer extends OpenViewer {
  readonly spy: SpyProcess & { readonly url: string };
}

/** Opens the viewer that `serve` serves. */
export async function openInBrowser(
  browser: Browser,
  { upstream = 'built-in', authorities, security = 'auto', data, hooks }: ViewerSettings = {},
  more: readonly string[] = [],
): Promise<OpenWebViewer> {
  const captures = join(data ?? (await temporaryFolder()), 'captures');
  const server = upstream === 'built-in' ? upstream : `${upstream.host}:${upstream.port}`;
  const listener = ['--upstream', server, '--security', security];
  const folder = data === undefined ? ['--captures', captures] : [];
  const asked = hooks === undefined ? [] : ['--hooks', hooks];
  const trusted = authorities === undefined ? [] : ['--upstream-ca', authorities];
  const spy = await startServe([...listener, ...folder, ...asked, ...trusted, ...more], data);
  const page = await newPage(browser);
  const troubles = watch(page);
  await page.goto(spy.url);
  return {
    host: 'web',
    page,
    captures,
    spy,
    troubles: () => troubles,
    async reload() {
      await page.reload();
      return page;
    },
    saved: (doing) => downloaded(page, doing),
  };
}

/** A page in a profile of its own, gone when the test is over. */
export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  onTestFinished(() => context.close());
  return await context.newPage();
}

async function openInWindow({
  upstream = 'built-in',
  authorities,
  security = 'auto',
  data,
  hooks,
}: ViewerSettings): Promise<OpenViewer> {
  const desktop = await startDesktop({
    ...(data !== undefined && { dataDirectory: data, capturesDirectory: join(data, 'captures') }),
    listeners: [
      {
        ...DEFAULT_LISTENER,
        host: '127.0.0.1',
        port: 0,
        upstream,
        upstreamAuthorities: authorities ?? null,
        security,
      },
    ],
    ...(hooks !== undefined && { hooksPath: hooks }),
  });
  const page = await desktop.page();
  const troubles = watch(page);
  const saveInto = join(desktop.folder, 'saved.txt');
  return {
    host: 'desktop',
    page,
    captures: join(data ?? desktop.folder, 'captures'),
    troubles: () => troubles,
    async reload() {
      if (ELECTRON === null) {
        await desktop.crashPage();
        await expect.poll(async () => (await desktop.page()) === page, { timeout: 30_000 }).toBe(false);
        return desktop.page();
      }
      // Playwright gives up on a page of Electron’s that has crashed.
      await page.reload();
      return page;
    },
    async saved(doing) {
      await desktop.answerSaveDialog(saveInto);
      const before = (await desktop.report()).dialogs.length;
      await doing();
      await page.getByText(saveInto).first().waitFor();
      const { dialogs } = await desktop.report();
      expect(dialogs).toHaveLength(before + 1);
      await page.getByRole('button', { name: 'Close notice' }).first().click();
      const name = dialogs.at(-1)?.text.split('/').at(-1) ?? '';
      return { name, ...contentOf(await readFile(saveInto)) };
    },
  };
}

/** Somewhere that a viewer runs. */
export interface ViewerHost {
  /** Its name in the titles of tests. */
  readonly host: string;
  readonly open: (settings: ViewerSettings) => Promise<OpenViewer>;
}

/** A browser, as a host. */
export function browserHost(browser: () => Promise<Browser>): ViewerHost {
  return { host: 'a browser', open: async (settings) => await openInBrowser(await browser(), settings) };
}

/** The hosts of the viewer, each of which has to pass the same tests. */
export function viewerHosts(browser: () => Promise<Browser>): readonly ViewerHost[] {
  return [browserHost(browser), { host: `the window, in ${DESKTOP_KIND}`, open: openInWindow }];
}

async function downloaded(page: Page, doing: () => Promise<void>): Promise<SavedFile> {
  const begun = page.waitForEvent('download');
  await doing();
  const download = await begun;
  return { name: download.suggestedFilename(), ...contentOf(await readFile(await download.path())) };
}

function contentOf(bytes: Buffer): Omit<SavedFile, 'name'> {
  return { bytes, text: bytes.toString('utf8') };
}

function watch(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const own = new URL(page.url() === 'about:blank' ? request.url() : page.url());
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:' && (protocol !== own.protocol || host !== own.host)) {
      troubles.push(`request: ${request.url()}`);
    }
  });
  return troubles;
}
