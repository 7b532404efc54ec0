import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient, type RawClient } from '../support/raw-client.ts';
import { startKeepingServer, type KeepingServer } from '../support/smtp-peers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** The server behind the spy, of the test that runs. */
let server: KeepingServer;

async function withServer() {
  server = await startKeepingServer();
  onTestFinished(() => server.close());
  return { upstream: { host: '127.0.0.1', port: server.port } };
}

/** Waits until something of that name is held in the conversation on screen. */
async function isHeld(viewer: ViewerPage, name: string | RegExp): Promise<void> {
  await viewer.page.getByRole('region', { name }).waitFor();
}

/** A client whose EHLO is held. */
async function heldClient(viewer: ViewerPage): Promise<RawClient> {
  const port = await viewer.port();
  await viewer.page.keyboard.press('F8');
  await viewer.button('Holding the next command').waitFor();
  const client = connectRawClient(port);
  await client.hear();
  client.say('EHLO client.example\r\n');
  await isHeld(viewer, /^Held: EHLO/);
  return client;
}

async function nothingIsHeld(viewer: ViewerPage): Promise<void> {
  await expect.poll(() => viewer.page.getByRole('region', { name: /^Held: / }).count()).toBe(0);
}

describePage('what is held', browser, (viewerTest) => {
  viewerTest(
    'F8 has the next command held, and lets it go',
    async (viewer) => {
      const port = await viewer.port();
      await viewer.page.keyboard.press('F8');
      await viewer.button('Holding the next command').waitFor();
      const client = connectRawClient(port);
      await client.hear();
      client.say('EHLO client.example\r\nNOOP\r\n');
      await isHeld(viewer, 'Held: EHLO, before the server hears of it');
      await viewer.button('Hold').waitFor();
      const held = viewer.page.getByRole('region', { name: /^Held: EHLO/ });
      await expect.poll(() => held.textContent()).toMatch(/client [45]:\d\d.*server [45]:\d\d/);
      await viewer.button(/1 held/).waitFor();
      await expect.poll(() => viewer.conversations.first().textContent()).toContain('held');
      await viewer.search.fill('is:held');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('1 of 1');
      await viewer.page.getByText('Conversations that have lines that were held').waitFor();
      await viewer.search.fill('');
      await viewer.transcript.click();
      await viewer.page.emulateMedia({ reducedMotion: 'reduce' });
      for (const colorScheme of ['light', 'dark'] as const) {
        await viewer.page.emulateMedia({ colorScheme });
        for (const key of ['Escape', 'e', 'Escape', 'a']) {
          await viewer.page.keyboard.press(key);
          expect(await accessibilityProblems(viewer.page), `${colorScheme}, ${key}`).toEqual([]);
        }
        await viewer.page.keyboard.press('Escape');
      }
      await viewer.page.keyboard.press('F8');
      expect(await client.hear()).toMatch(/^250/);
      expect(await client.hear()).toMatch(/^250/);
      await nothingIsHeld(viewer);
      await viewer.transcript.getByText('A person let it go on').waitFor();
      await viewer.filter.fill('is:held');
      await expect.poll(() => viewer.lines()).toEqual(['c> EHLO client.example']);
    },
    { settings: withServer },
  );

  viewerTest(
    'each command is held: a recipient is edited, another refused, and the message written anew',
    async (viewer) => {
      const port = await viewer.port();
      const { page } = viewer;
      await page.keyboard.press('Shift+F8');
      await viewer.button('Holding each command').waitFor();
      const client = connectRawClient(port);
      await client.hear();
      for (const line of ['EHLO client.example', 'MAIL FROM:<me@example.com>']) {
        client.say(`${line}\r\n`);
        await isHeld(viewer, `Held: ${line.slice(0, 4)}, before the server hears of it`);
        await page.keyboard.press('F8');
        await client.hear();
        await nothingIsHeld(viewer);
      }

      client.say('RCPT TO:<you@example.com>\r\n');
      await isHeld(viewer, /^Held: RCPT/);
      await viewer.transcript.waitFor();
      await page.keyboard.press('e');
      const line = page.getByRole('textbox', { name: 'What goes on instead' });
      await expect.poll(() => line.inputValue()).toBe('RCPT TO:<you@example.com>');
      await line.fill('RCPT TO:<them@example.net>');
      await line.press('Enter');
      expect(await client.hear()).toMatch(/^250/);
      await nothingIsHeld(viewer);
      await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('transcript');

      client.say('RCPT TO:<more@example.com>\r\n');
      await isHeld(viewer, /^Held: RCPT/);
      await page.keyboard.press('a');
      await page.getByRole('textbox', { name: 'Code' }).fill('55');
      await page.getByText('A code has three digits').waitFor();
      await page.getByRole('textbox', { name: 'Code' }).fill('550');
      await page.getByRole('textbox', { name: 'Text' }).fill('Nobody here');
      await page.getByRole('textbox', { name: 'Text' }).press('Enter');
      expect(await client.hear()).toBe('550 Nobody here\r\n');

      client.say('DATA\r\n');
      await isHeld(viewer, /^Held: DATA/);
      await page.keyboard.press('F8');
      expect(await client.hear()).toMatch(/^354/);
      client.say('Subject: before\r\n\r\nHello\r\n.\r\n');
      await isHeld(viewer, 'Held: The message, before the server gets it');
      await viewer.button('Edit').click();
      const text = page.getByRole('textbox', { name: 'Header and body' });
      await expect.poll(() => text.inputValue()).toBe('Subject: before\n\nHello');
      await text.fill('Subject: after\nX-Seen: yes\n\n.dotted\nbye');
      await text.press('Control+Enter');
      expect(await client.hear()).toMatch(/^250/);
      expect(server.messages).toHaveLength(1);
      expect(server.messages[0]?.rcptTo).toEqual(['them@example.net']);
      expect(server.messages[0]?.content.toString()).toBe(
        'Subject: after\r\nX-Seen: yes\r\n\r\n.dotted\r\nbye\r\n',
      );
      const rcpt = viewer.transcript.locator('.row').filter({ hasText: 'RCPT TO:<you@example.com>' });
      await expect.poll(() => rcpt.textContent()).toContain('sent on asRCPT TO:<them@example.net>');
    },
    { settings: withServer },
  );

  viewerTest(
    'a client that gives up ends what is held, and what a person was writing is not lost in silence',
    async (viewer) => {
      const client = await heldClient(viewer);
      await viewer.button('Edit').click();
      await viewer.page.getByRole('textbox', { name: 'What goes on instead' }).fill('EHLO other.example');
      client.socket.end();
      await nothingIsHeld(viewer);
      await viewer.page.getByText('That was decided meanwhile').waitFor();
      await viewer.transcript.getByText('Its conversation ended while it waited').waitFor();
      await expect.poll(() => viewer.transcript.textContent()).toMatch(/EHLO client\.example.*not passed on/);
    },
    { settings: withServer },
  );

  viewerTest(
    'the next command of a conversation that is under way is held, and swallowed',
    async (viewer) => {
      const client = connectRawClient(await viewer.port());
      await client.hear();
      await client.ask('EHLO client.example');
      await viewer.transcript.getByText('EHLO client.example').waitFor();
      await viewer.choose('Hold', /^The next command here/);
      await viewer.button('Holding the next command').waitFor();
      client.say('VRFY somebody\r\nNOOP\r\n');
      await isHeld(viewer, 'Held: VRFY, before the server hears of it');
      await viewer.button('Swallow').click();
      expect(await client.hear()).toMatch(/^250/);
      await nothingIsHeld(viewer);
      await viewer.transcript.getByText('A person swallowed it').waitFor();
      const noop = viewer.transcript.locator('.row').filter({ hasText: 'c> NOOP' });
      await expect.poll(() => noop.textContent()).toMatch(/ms$/);
    },
    { settings: withServer },
  );

  viewerTest(
    'the conversation is ended politely, from the keyboard alone',
    async (viewer) => {
      const client = await heldClient(viewer);
      await viewer.button('End the conversation').focus();
      await viewer.page.keyboard.press('Enter');
      await viewer.page.keyboard.press('Enter');
      expect(await client.hear()).toMatch(/^421 4\.7\.0 The conversation is closed by a person/);
      await client.closed;
    },
    { settings: withServer },
  );
});

programTest(
  'chromium',
  'a rule holds a reply, which a person writes anew; what a rule holds elsewhere is a click away',
  async () => {
    const { upstream } = await withServer();
    const rules = join(await temporaryFolder(), 'rules.json');
    const hold = { name: 'Look at consent', when: 'code:250 kind:reply', do: [{ action: 'hold' }], first: 1 };
    await writeFile(rules, JSON.stringify({ rules: [hold] }));
    const opened = await openInBrowser(await browser(), { upstream }, ['--rules', rules]);
    const viewer = new ViewerPage(opened.page);
    const client = connectRawClient(await viewer.port());
    await client.hear();
    client.say('EHLO client.example\r\n');
    await viewer.button(/1 held/).click();
    await isHeld(viewer, 'Held: The reply to EHLO, before the client hears of it');
    await viewer.page.getByText('by the rule “Look at consent”').waitFor();
    await viewer.button('Edit').click();
    const text = viewer.page.getByRole('textbox', { name: 'What goes on instead' });
    await text.fill('no reply');
    await text.press('Control+Enter');
    await viewer.page.getByText('This is no reply that a client understands.').waitFor();
    await text.fill('250 mx\n250 SIZE 5');
    await text.press('Control+Enter');
    expect(await client.hear()).toBe('250-mx\r\n250 SIZE 5\r\n');
    expect(opened.troubles()).toEqual([]);
  },
  60_000,
);
