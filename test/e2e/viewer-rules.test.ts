import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';

const browser = useBrowser();

const RULES = [
  {
    name: 'Other domain',
    when: 'cmd:RCPT',
    do: [{ action: 'replace', in: 'command', pattern: 'example\\.com', with: 'example.net' }],
  },
  {
    name: 'No noise',
    when: 'cmd:NOOP',
    do: [
      { action: 'alert', severity: 'error', text: 'A client that does nothing' },
      { action: 'reply', code: 450, text: 'Do something' },
    ],
  },
];

programTest(
  'chromium',
  'what a rule made of a line stands beside what was said, and what it told between the lines',
  async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const rules = join(await temporaryFolder(), 'rules.json');
    await writeFile(rules, JSON.stringify({ rules: RULES }));
    const upstream = { host: '127.0.0.1', port: server.port };
    const opened = await openInBrowser(await browser(), { upstream }, ['--rules', rules]);
    const viewer = new ViewerPage(opened.page);
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('EHLO client.example');
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('NOOP');
    await client.ask('QUIT');
    await client.closed;
    const rcpt = viewer.transcript.locator('.row').filter({ hasText: 'RCPT TO:<you@example.com>' });
    await expect.poll(() => rcpt.textContent()).toContain('sent on asRCPT TO:<you@example.net>');
    const noop = viewer.transcript.locator('.row').filter({ hasText: 'c> NOOP' });
    await expect.poll(() => noop.textContent()).toContain('not passed on');
    await viewer.transcript.getByText('A client that does nothing').waitFor();
    await rcpt.click();
    const line = viewer.page.getByRole('region', { name: 'Selected line' });
    await expect.poll(() => line.textContent()).toContain('Sent on asRCPT TO:<you@example.net>');
    expect(opened.troubles()).toEqual([]);
  },
  60_000,
);
