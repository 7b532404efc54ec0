import { expect, onTestFinished } from 'vitest';
import type { Page } from 'playwright-core';
import { startMailServer } from '../screenshots/scene.ts';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';

const browser = useBrowser();

/** Has mail refused by the server behind the spy. */
async function beRefused(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO shop.example');
  await client.ask('MAIL FROM:<billing@shop.example>');
  await client.ask('RCPT TO:<bob@example.org>');
  await client.ask('QUIT');
  await client.closed;
}

/** The page may notify, is not in front, and what it tells is kept as `told`. */
async function beNotified(page: Page): Promise<void> {
  await page.context().grantPermissions(['notifications']);
  await page.evaluate(`void (() => {
    globalThis.told = [];
    globalThis.inFront = false;
    document.hasFocus = () => inFront;
    globalThis.Notification = class extends EventTarget {
      static permission = 'granted';
      constructor(title, { body }) { super(); told.push(title + ' | ' + body); }
    };
  })()`);
}

programTest(
  ['chromium'],
  'refused mail is notified where that is wanted, and only while the window is not in front',
  async () => {
    const server = await startMailServer();
    onTestFinished(() => server.close());
    const { page } = await openInBrowser(await browser(), {
      upstream: { host: '127.0.0.1', port: server.port },
    });
    const viewer = new ViewerPage(page);
    const port = await viewer.port();
    await beNotified(page);
    const told = () => page.evaluate('told');

    await beRefused(port);
    await expect.poll(() => viewer.conversations.count()).toBe(1);
    expect(await told()).toEqual([]);

    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Refused mail, too' }).check();
    await page.keyboard.press('Escape');
    await expect.poll(told).toHaveLength(1);
    await beRefused(port);
    await expect.poll(told).toHaveLength(2);
    expect(await told()).toContainEqual(
      expect.stringMatching(
        /^Mail was refused: 550 refused \| From billing@shop\.example.*Relay access denied/,
      ),
    );

    await page.evaluate('void (globalThis.inFront = true)');
    await beRefused(port);
    await expect.poll(() => viewer.conversations.count()).toBe(3);
    expect(await told()).toHaveLength(2);
  },
  60_000,
);

programTest(
  ['chromium'],
  'what waits for a person is notified, its secrets masked, unless notifications are off',
  async () => {
    const { page } = await openInBrowser(await browser());
    const viewer = new ViewerPage(page);
    const port = await viewer.port();
    await beNotified(page);
    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Problems' }).check();
    await page.keyboard.press('Escape');
    const client = connectRawClient(port);
    await client.hear();
    await client.ask('EHLO client.example');
    await page.keyboard.press('F8');
    await viewer.button('Holding the next command').waitFor();
    client.say('AUTH PLAIN AG1lAHNlY3JldA==\r\n');
    await expect
      .poll(() => page.evaluate('told'))
      .toEqual(['Held: AUTH | It waits for you to decide. AUTH PLAIN ****']);
  },
  60_000,
);

programTest(
  ['chromium'],
  'what a rule alerts of is notified, unless notifications are off',
  async () => {
    const { page } = await openInBrowser(await browser());
    const viewer = new ViewerPage(page);
    const port = await viewer.port();
    await beNotified(page);
    const told = () => page.evaluate('told');
    await page.getByRole('banner').getByRole('button', { name: 'Rules', exact: true }).click();
    await viewer.button('Switch on: Sender domain banned').click();
    await page.getByRole('switch', { name: 'Sender domain banned' }).waitFor();
    await page.keyboard.press('Escape');
    const sendBanned = async () => {
      const client = connectRawClient(port);
      await client.hear();
      await client.ask('EHLO client.example');
      expect(await client.ask('MAIL FROM:<me@example.com>')).toMatch(/^550 /);
      await client.ask('QUIT');
      await client.closed;
    };
    await sendBanned();
    const notices = page.getByRole('region', { name: 'Notices' });
    await notices.getByText('A sender of a banned domain').waitFor();
    expect(await told()).toEqual([]);

    await page.keyboard.press('Control+,');
    await page.getByRole('radio', { name: 'Problems' }).check();
    await page.keyboard.press('Escape');
    await sendBanned();
    await expect.poll(told).toHaveLength(1);
    expect(await told()).toEqual([
      expect.stringMatching(/^A sender of a banned domain \| In conversation 2, .*, and 1 more alert\.$/),
    ]);
  },
  60_000,
);
