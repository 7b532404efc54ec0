import { setTimeout as wait } from 'node:timers/promises';
import { readdir, readFile, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { COMMAND_IDS } from '../../app/commands.ts';
import type { ApplicationState, RequestName, RequestResult, RequestResults } from '../../app/contract.ts';
import { READY_LINE } from '../../main/desktop/handshake.ts';
import {
  DESKTOP_KIND,
  ELECTRON,
  startDesktop,
  startDesktopAgain,
  temporaryFolder,
  type Desktop,
} from '../support/desktop.ts';

/** Asks as the viewer does, through the preload. */
async function ask(page: Page, name: string, payload: unknown): Promise<RequestResult<RequestName>> {
  return await page.evaluate(
    `smtpSpy.request(${JSON.stringify(name)}, ${JSON.stringify(payload)}).then(JSON.parse)`,
  );
}

async function granted<Name extends RequestName>(page: Page, name: Name, payload: unknown) {
  const result = await ask(page, name, payload);
  if (!result.ok) throw new Error(`${name}: ${result.problem.text}`);
  return result.value as RequestResults[Name];
}

function portOf(state: ApplicationState): number {
  if (state.listeners[0].status.state !== 'listening') throw new Error('nobody listens');
  return state.listeners[0].status.addresses[0]?.port ?? 0;
}

/** A mail client that has said hello, and waits. */
async function connectedClient(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write('EHLO client.example\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  return socket;
}

/** A window with one finished conversation in it. */
async function desktopWithConversation(): Promise<Desktop & { folder: string }> {
  const desktop = await startDesktop();
  const page = await desktop.page();
  await granted(page, 'test-message.send', {});
  await expect.poll(() => granted(page, 'state', {})).toMatchObject({ sessions: 1, open: 0 });
  return desktop;
}

describe(`the window, in ${DESKTOP_KIND}`, () => {
  test('opens, shows the viewer, and says so to whoever started it', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    await expect.poll(() => page.title()).toContain('SMTP Spy');
    await page.locator('#viewer > *').first().waitFor();
    await expect.poll(() => desktop.report()).toMatchObject({ windows: [{ visible: true }], dialogs: [] });
    await expect.poll(() => desktop.stdout()).toContain(`${READY_LINE}\n`);
  });

  test('answers requests of its page', async () => {
    const desktop = await startDesktop();
    const state = await granted(await desktop.page(), 'state', {});
    expect(state).toMatchObject({
      host: 'desktop',
      listeners: [{ settings: { host: '127.0.0.1', port: 0 } }],
    });
    expect(portOf(state)).toBeGreaterThan(0);
  });

  test('answers what is no request, or has the wrong payload, with a problem', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const wrong = [
      ['no-such-request', {}],
      ['__proto__', {}],
      ['constructor', {}],
      ['session.summary', { session: 'one' }],
      ['view.rows', null],
    ] as const;
    for (const [name, payload] of wrong) {
      const result = await ask(page, name, payload);
      expect(result).toMatchObject({ ok: false, problem: { text: expect.stringMatching(/./) } });
    }
    expect(await ask(page, 'state', {})).toMatchObject({ ok: true });
  });

  test('tells its page what happens', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    await page.evaluate(
      'void (globalThis.told = [], globalThis.stop = smtpSpy.subscribe((event) => told.push(event)))',
    );
    await granted(page, 'test-message.send', {});
    await expect
      .poll(() => page.evaluate('told'))
      .toContainEqual(expect.objectContaining({ type: 'sessions' }));
    await page.evaluate('stop()');
    const before = await page.evaluate('told.length');
    await granted(page, 'test-message.send', {});
    expect(await page.evaluate('told.length')).toBe(before);
  });

  test('passes on what is chosen from the menu', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    await page.evaluate('void (globalThis.told = [], smtpSpy.subscribe((event) => told.push(event)))');
    await granted(page, 'state', {});
    for (const id of COMMAND_IDS) await desktop.chooseMenuItem(id);
    await expect
      .poll(() =>
        page.evaluate('told.filter((event) => event.type === "menu").map((event) => event.command)'),
      )
      .toEqual(COMMAND_IDS);
  });

  test('gives its page two functions, and nothing of Electron or Node', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    expect(await page.evaluate('Object.keys(smtpSpy).sort()')).toEqual(['request', 'subscribe']);
    expect(
      await page.evaluate('[typeof require, typeof process, typeof module, typeof ipcRenderer]'),
    ).toEqual(Array(4).fill('undefined'));
    await page.evaluate('void (globalThis.told = [], smtpSpy.subscribe((...words) => told.push(words)))');
    await desktop.chooseMenuItem('filter');
    // Notices of other things may come before it and behind it.
    await expect
      .poll(() => page.evaluate('told.filter(([event]) => event.type === "menu")'))
      .toEqual([[{ type: 'menu', command: 'filter' }]]);
    const told: unknown[][] = await page.evaluate('told');
    expect(told.map((words) => words.length)).toEqual(told.map(() => 1));
  });
});

describe('saving', () => {
  const everything = { session: 1, query: '', reveal: false };

  test('writes the conversation to the file that was chosen', async () => {
    const desktop = await desktopWithConversation();
    const path = join(desktop.folder, 'naïve “name”.txt');
    await desktop.answerSaveDialog(path);
    expect(await granted(await desktop.page(), 'session.save', everything)).toEqual({
      result: 'saved',
      path,
    });
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/^s< 220 /);
    expect(text).toMatch(/\nc> QUIT\n/);
    expect((await readdir(desktop.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('writes it for its owner only', async () => {
    const desktop = await desktopWithConversation();
    const path = join(desktop.folder, 'secret.txt');
    await desktop.answerSaveDialog(path);
    await granted(await desktop.page(), 'session.save', everything);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('writes nothing when the person changes their mind', async () => {
    const desktop = await desktopWithConversation();
    const before = await readdir(desktop.folder);
    await desktop.answerSaveDialog(null);
    expect(await granted(await desktop.page(), 'session.save', everything)).toEqual({ result: 'cancelled' });
    expect(await readdir(desktop.folder)).toEqual(before);
  });

  test('begins where the last save ended', async () => {
    const desktop = await desktopWithConversation();
    const page = await desktop.page();
    await desktop.answerSaveDialog(join(desktop.folder, 'first.txt'));
    await granted(page, 'session.save', everything);
    await granted(page, 'session.save', everything);
    const { dialogs } = await desktop.report();
    expect(dialogs).toHaveLength(2);
    expect(dialogs[1]?.text.startsWith(join(desktop.folder, '/'))).toBe(true);
  });

  test('says so when the file cannot be written', async () => {
    const desktop = await desktopWithConversation();
    await desktop.answerSaveDialog(join(desktop.folder, 'no', 'such', 'folder.txt'));
    expect(await ask(await desktop.page(), 'session.save', everything)).toMatchObject({ ok: false });
  });
});

describe('a page that is not the viewer', () => {
  test('gets nothing, even where it has taken the window', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const foreign = page.waitForURL('data:**');
    await desktop.loadUrl('data:text/html,<title>Foreign</title>');
    await foreign;
    expect(await ask(page, 'state', {})).toMatchObject({ ok: false, problem: { code: 'not-the-viewer' } });
  });

  test('is not reached by links, scripts or forms', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const before = page.url();
    await page.evaluate('void (location.href = "https://www.rfc-editor.org/")');
    await page.evaluate(
      'document.body.append(Object.assign(document.createElement("a"), { href: "/other", id: "away" }))',
    );
    await page.evaluate('document.getElementById("away").click()');
    await page.waitForTimeout(300);
    expect(page.url()).toBe(before);
    expect(await ask(page, 'state', {})).toMatchObject({ ok: true });
    expect((await desktop.report()).openedExternally).toEqual([]);
  });

  test('is not embedded, and no script runs but the viewer’s own', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    await page.evaluate(`void (() => {
      const frame = document.createElement('iframe');
      frame.src = 'app://viewer/';
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      const image = document.createElement('div');
      image.innerHTML = '<img src="x:" onerror="globalThis.injected = true">';
      document.body.append(frame, script, image);
    })()`);
    await page.waitForTimeout(300);
    expect(await page.evaluate('typeof injected')).toBe('undefined');
    expect(
      page
        .frames()
        .map((frame) => frame.url())
        .filter((url) => url.includes('viewer')),
    ).toHaveLength(1);
  });

  test('opens no window; documents open in the person’s browser', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const urls = [
      'https://evil.example/',
      'http://www.rfc-editor.org/rfc/rfc5321',
      'https://www.rfc-editor.org/rfc/rfc5321#section-3.3',
      'https://www.rfc-editor.org.evil.example/',
      'file:///etc/passwd',
      'about:blank',
    ];
    for (const url of urls) await page.evaluate(`void window.open(${JSON.stringify(url)})`);
    await expect
      .poll(async () => (await desktop.report()).openedExternally)
      .toEqual(['https://www.rfc-editor.org/rfc/rfc5321#section-3.3']);
    expect((await desktop.report()).windows).toHaveLength(1);
    await expect.poll(() => page.context().pages()).toHaveLength(1);
  });

  test('may use no device, and learn nothing of its surroundings', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const states = await page.evaluate(`Promise.all(
      ['geolocation', 'camera', 'microphone', 'midi', 'clipboard-read'].map(
        async (name) => (await navigator.permissions.query({ name })).state,
      ),
    )`);
    expect(states).toHaveLength(5);
    expect(states).not.toContain('granted');
  });
});

describe('the files of the viewer', () => {
  test('come from its own folder, with a strict policy', async () => {
    const desktop = await startDesktop();
    const page = await desktop.page();
    const fetched = await page.evaluate(
      `Promise.all(['/', '/../main/desktop.js', '/%2e%2e/main/desktop.js', '/assets', '/nowhere'].map(async (path) => {
        const response = await fetch(path);
        return [response.status, response.headers.get('content-security-policy')?.slice(0, 20)];
      }))`,
    );
    const policy = "default-src 'none'; ";
    expect(fetched).toEqual([
      [200, policy],
      [404, policy],
      [404, policy],
      [404, policy],
      [404, policy],
    ]);
  });
});

describe('a page that ends unexpectedly', () => {
  test('comes back, says so, and works', async () => {
    const desktop = await desktopWithConversation();
    const client = await connectedClient(portOf(await granted(await desktop.page(), 'state', {})));
    await desktop.crashPage();
    await expect
      .poll(async () => (await desktop.report()).dialogs)
      .toEqual([expect.objectContaining({ kind: 'message', text: 'The window had to be reloaded.' })]);
    // What is asked of the page that ended may never be answered.
    const asked = () => desktop.evaluate('smtpSpy.request("state", {}).then(JSON.parse)').catch(() => null);
    await expect
      .poll(() => Promise.race([asked(), wait(2_000, null)]))
      .toMatchObject({ ok: true, value: { sessions: 2, open: 1 } });
    expect(client.destroyed).toBe(false);
  });
});

describe('quitting', () => {
  test('closes conversations in order, flushes the record, and ends with 0', async () => {
    const desktop = await startDesktop();
    const client = await connectedClient(portOf(await granted(await desktop.page(), 'state', {})));
    const hungUp = new Promise((resolve) => client.once('close', resolve));
    await desktop.quit();
    expect(await desktop.ended).toBe(0);
    await hungUp;

    const again = await startDesktop({}, desktop.folder);
    const page = await again.page();
    const view = await granted(page, 'view.open', { session: 1, query: '', reveal: false });
    const { rows } = await granted(page, 'view.rows', { view: view.view, from: 0, count: 100 });
    expect(rows).toContainEqual(expect.objectContaining({ from: 'client', text: 'EHLO client.example' }));
    expect(rows.at(-1)).toMatchObject({
      type: 'event',
      event: { event: 'closed', by: 'spy', how: 'stopped' },
    });
  });

  test.skipIf(process.platform === 'darwin')('is what closing the window does', async () => {
    const desktop = await startDesktop();
    await desktop.page();
    await desktop.closeWindow().catch(() => {});
    expect(await desktop.ended).toBe(0);
  });
});

describe('a second start', () => {
  test('brings the first window to the front, and ends', async () => {
    const desktop = await startDesktop();
    await desktop.page();
    await expect.poll(() => desktop.report()).toMatchObject({ windows: [{ visible: true }] });
    await desktop.hideWindow();
    await expect.poll(() => desktop.report()).toMatchObject({ windows: [{ visible: false }] });
    expect(await startDesktopAgain(desktop.folder)).toBe(0);
    await expect.poll(() => desktop.report()).toMatchObject({ windows: [{ visible: true }] });
  });
});

describe('a start that fails', () => {
  // In Electron itself the dialog that says so waits for a person.
  test.skipIf(ELECTRON !== null)('says why, and ends with 1', async () => {
    const folder = await temporaryFolder();
    const desktop = await startDesktop({ capturesDirectory: join(folder, 'no\0such') }, folder);
    expect(await desktop.ended).toBe(1);
    expect(desktop.stdout()).not.toContain(READY_LINE);
  });
});
