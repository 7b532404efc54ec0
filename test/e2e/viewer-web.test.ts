import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { layLine } from '../support/cuttable-line.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { startServe } from '../support/spy-process.ts';
import { newPage, openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { connectSocket, get } from '../main/web/web-host-fixture.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const browser = useBrowser();

/** A conversation that the client leaves open. */
async function heldConversation(port: number) {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO held.example');
  return client;
}

programTest('chromium', 'a page whose program has ended says so, and keeps what it shows', async () => {
  const { page, spy } = await openInBrowser(await browser());
  const viewer = new ViewerPage(page);
  await heldConversation(await viewer.port());
  await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO held.example');
  // What the server can do is all that follows.
  await viewer.folds.waitFor();
  const before = await viewer.lines();
  spy.kill('SIGKILL');
  await viewer.alert.getByText('The connection to SMTP Spy is lost').waitFor();
  expect(await viewer.lines()).toEqual(before);
  await viewer.filter.fill('dir:c');
  await viewer.page.getByText('It connects again by itself').waitFor();
  expect(await viewer.lines()).toEqual(before);
});

programTest(
  'chromium',
  'a page comes back by itself when its program can be reached again',
  async (context) => {
    const { page, spy } = await openInBrowser(await browser());
    const own = new URL(spy.url);
    const line = await layLine(Number(own.port));
    if (line === null) return context.skip('this machine has no ::1');
    own.hostname = '[::1]';
    await page.goto(own.href);
    const viewer = new ViewerPage(page);
    const client = await heldConversation(await viewer.port());
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO held.example');
    await line.cut();
    await viewer.alert.getByText('The connection to SMTP Spy is lost').waitFor();
    await client.ask('MAIL FROM:<unseen@example.com>');
    await line.restore();
    await viewer.alert.waitFor({ state: 'detached' });
    await expect.poll(() => viewer.lines()).toContainEqual('c> MAIL FROM:<unseen@example.com>');
    await client.ask('RCPT TO:<seen@example.com>');
    await expect.poll(() => viewer.lines()).toContainEqual('c> RCPT TO:<seen@example.com>');
  },
);

programTest('chromium', 'a second window shows the same, and neither disturbs the other', async () => {
  const { page, spy } = await openInBrowser(await browser());
  const first = new ViewerPage(page);
  const second = new ViewerPage(await newPage(await browser()));
  await second.page.goto(spy.url);
  const client = await heldConversation(await second.port());
  for (const viewer of [first, second]) {
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO held.example');
  }
  await first.filter.fill('dir:c');
  await expect.poll(() => first.lines()).toEqual(['c> EHLO held.example']);
  await client.ask('NOOP');
  await expect.poll(() => first.lines()).toEqual(['c> EHLO held.example', 'c> NOOP']);
  await expect.poll(() => second.lines()).toContainEqual('c> NOOP');
  await second.button('Stop').click();
  await first.listener.getByText('Stopped').waitFor();
});

programTest(
  'chromium',
  'a conversation of 100,000 lines is scrolled through',
  async () => {
    const opened = await openInBrowser(await browser());
    const viewer = new ViewerPage(opened.page);
    const client = await heldConversation(await viewer.port());
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('DATA');
    await expect.poll(() => viewer.lines()).toContainEqual(expect.stringMatching(/^s< 354 /));
    const content = Array.from({ length: 100_000 }, (_, at) => `content line ${at + 1}\r\n`);
    client.say(content.join(''));
    await client.ask('.');
    await client.ask('QUIT');
    await expect.poll(() => viewer.count.textContent(), { timeout: 30_000 }).toMatch(/^100,0\d\d lines$/);
    expect((await viewer.lines()).length).toBeLessThan(200);

    await viewer.fold('Open all');
    const first = viewer.transcript.locator('.row', { hasText: /content line 1$/ });
    const linesBefore = Number(await first.getAttribute('data-line')) - 1;
    const rowHeight = 22;
    const words = (line: number) => viewer.line(line).locator('.row-words');
    for (const line of [50_000, 99_000, 25_000, 500, 75_000]) {
      await viewer.scrollTo(line * rowHeight);
      await words(line).waitFor();
      expect(await words(line).textContent()).toBe(`content line ${line - linesBefore}`);
    }
    await viewer.transcript.focus();
    await viewer.page.keyboard.press('End');
    await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
    await viewer.page.keyboard.press('Home');
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO held.example');
    await viewer.filter.fill('"content line 77777"');
    await expect
      .poll(() => viewer.count.textContent(), { timeout: 20_000 })
      .toMatch(/^1 of 100,0\d\d lines$/);
    await expect.poll(() => viewer.lines()).toEqual(['c> content line 77777']);
    expect(opened.troubles()).toEqual([]);
  },
  90_000,
);

test('the built program keeps strangers out', async () => {
  const { url } = await startServe(['--captures', await temporaryFolder()]);
  const { port: portText, searchParams } = new URL(url);
  const [port, token] = [Number(portText), searchParams.get('token') ?? ''];
  const status = async (target: string, headers = {}) => (await get(port, target, headers)).status;
  expect(await status(`/?token=${token}`)).toBe(200);
  expect(await status('/')).toBe(403);
  expect(await status(`/?token=${token.slice(1)}`)).toBe(403);
  expect(await status(`/?token=${token}`, { host: `evil.example:${port}` })).toBe(403);
  for (const path of [
    '/../main/smtp-spy.js',
    '/%2e%2e/main/smtp-spy.js',
    '/assets/..%2f..%2fmain/smtp-spy.js',
  ]) {
    expect(await status(path)).toBe(404);
  }
  const { headers, body } = await get(port, `/?token=${token}`);
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; /,
  );
  expect(body).not.toMatch(/<script(?! type="module" crossorigin src="\.?\/assets\/)|<style| style=| on\w+=/);

  const own = await connectSocket(port, `/socket?token=${token}`);
  own.socket.close();
  await own.ended;
  await expect(connectSocket(port, '/socket?token=')).rejects.toThrow('403');
  for (const strange of [{ origin: 'http://evil.example' }, { host: `evil.example:${port}` }]) {
    await expect(connectSocket(port, `/socket?token=${token}`, strange)).rejects.toThrow('403');
  }
});
