import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { startServe } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { readWithTshark } from '../support/tshark.ts';
import { newPage, type OpenViewer, type SavedFile } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describeViewer } from '../support/viewer-test.ts';
import { recordSessions } from '../bench/many-sessions.ts';

const browser = useBrowser();
const run = promisify(execFile);

const PASSWORD = Buffer.from('\0me\0correct horse').toString('base64');

async function send(port: number, recipient: string): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask(`AUTH PLAIN ${PASSWORD}`);
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask(`RCPT TO:<${recipient}>`);
  await client.ask('DATA');
  await client.ask(`Subject: To ${recipient}\r\n\r\nHello\r\n.`);
  await client.ask('QUIT');
  await client.closed;
}

/** Has the marked conversations exported in a form. */
function exported(viewer: ViewerPage, open: OpenViewer, form: string, secrets = false): Promise<SavedFile> {
  return open.saved(async () => {
    await viewer.page.keyboard.press('Control+Shift+e');
    const dialog = viewer.page.getByRole('dialog', { name: 'Export 2 conversations' });
    await dialog.getByRole('radio', { name: form, exact: true }).check();
    if (secrets) await dialog.getByRole('checkbox', { name: 'With passwords' }).check();
    await dialog.getByRole('button', { name: 'Export' }).click();
  });
}

async function inFolder(file: SavedFile): Promise<string> {
  const path = join(await temporaryFolder(), file.name);
  await writeFile(path, file.bytes);
  return path;
}

describeViewer('several conversations', browser, (viewerTest) => {
  viewerTest(
    'are marked by mouse or keyboard, and leave in one file, in each form',
    async (viewer, open) => {
      const port = await viewer.port();
      for (const name of ['ann', 'bob', 'carol']) await send(port, `${name}@example.net`);
      await expect.poll(() => viewer.conversations.count()).toBe(3);
      await viewer.conversations.nth(0).click();
      await viewer.conversations.nth(2).click({ modifiers: ['Control'] });
      await viewer.page.getByText('2 conversations selected').waitFor();

      const page = await exported(viewer, open, 'Web page');
      expect(page.name).toBe('smtp-sessions-1-3.html');
      expect(page.text).toMatch(
        /^<!doctype html>[\s\S]*Conversation 1<[\s\S]*Conversation 3<[\s\S]*<\/html>\n$/,
      );
      expect(page.text).not.toMatch(/bob@example|Conversation 2</);

      const text = await exported(viewer, open, 'Text');
      expect(text.name).toBe('smtp-sessions-1-3.txt');
      expect(text.text).toContain('1 c> AUTH PLAIN ****\n');
      expect(text.text).toContain('3 c> RCPT TO:<carol@example.net>\n');
      expect(text.text).not.toContain(PASSWORD);
      expect((await exported(viewer, open, 'Text', true)).text).toContain(`1 c> AUTH PLAIN ${PASSWORD}\n`);

      const json = await exported(viewer, open, 'JSON lines');
      const types = json.text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(types).toContainEqual(
        expect.objectContaining({ type: 'session', session: 3, outcome: 'completed' }),
      );

      const archive = await exported(viewer, open, 'Messages');
      expect(archive.name).toBe('smtp-sessions-1-3-messages.zip');
      const { stdout } = await run('python3', ['-m', 'zipfile', '-l', await inFolder(archive)]);
      expect(stdout).toMatch(/session-1-message-1\.eml[\s\S]*session-3-message-1\.eml/);

      const packets = await readWithTshark(await inFolder(await exported(viewer, open, 'Packets')));
      expect(JSON.stringify(packets)).toContain('carol@example.net');
    },
    { programs: ['python3', 'tshark'] },
  );

  viewerTest('without a message have none to export, which is said', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('QUIT');
    await client.closed;
    await viewer.conversations.first().click({ button: 'right' });
    await viewer.page.getByRole('menuitem', { name: 'Export…' }).click();
    const dialog = viewer.page.getByRole('dialog', { name: 'Export the conversation' });
    await dialog.getByRole('radio', { name: 'Messages', exact: true }).check();
    await dialog.getByRole('button', { name: 'Export' }).click();
    await viewer.page.getByText('There is no message in these conversations.').waitFor();
  });
});

programTest(
  ['chromium'],
  'an export that takes long shows how far it is, and can be given up',
  async () => {
    const folder = join(await temporaryFolder(), 'captures');
    await recordSessions(folder, 12_000);
    const spy = await startServe(['--captures', folder]);
    const page = await newPage(await browser());
    await page.goto(spy.url);
    const viewer = new ViewerPage(page);
    await expect.poll(() => viewer.conversationCount.textContent(), { timeout: 60_000 }).toBe('12,000');
    await viewer.choose('More about the list', 'Select all');
    await page.getByText('12,000 conversations selected').waitFor();
    const failed = page.waitForEvent('download').then((download) => download.failure());
    await viewer.choose('More about the list', 'Export 12,000 conversations…');
    await page.getByRole('radio', { name: 'Messages', exact: true }).check();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const underWay = page.getByRole('region', { name: 'Under way' });
    const progress = underWay.getByRole('progressbar', {
      name: 'Writing smtp-sessions-1-12000-messages.zip',
    });
    await progress.waitFor();
    await expect.poll(async () => Number(await progress.getAttribute('value'))).toBeGreaterThan(0);
    await underWay.getByRole('button', { name: 'Cancel: Writing' }).click();
    await progress.waitFor({ state: 'detached' });
    expect(await failed).not.toBeNull();
  },
  120_000,
);
