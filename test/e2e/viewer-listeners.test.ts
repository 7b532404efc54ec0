import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { ROOT } from '../support/build.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Runs a program to its end; rejects where it fails. */
async function run(command: string, parameters: readonly string[], input = ''): Promise<void> {
  const child = spawn(command, parameters, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += String(text)));
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${output}`);
}

/** What a person does with the text of each client, having copied it. */
const USES: Readonly<Record<string, (text: string) => Promise<void>>> = {
  swaks: (text) => run('bash', ['-c', text]),
  curl: (text) => run('bash', ['-c', text]),
  msmtp: async (text) => {
    const file = join(await temporaryFolder(), 'msmtprc');
    await writeFile(file, `${text}\n`, { mode: 0o600 });
    await run('msmtp', ['-C', file, 'you@example.com'], 'Subject: Test\n\nHello\n');
  },
  'Python (smtplib)': (text) => run('python3', ['-c', text]),
  'Node.js (nodemailer)': (text) =>
    run(process.execPath, [
      '--input-type=commonjs',
      '-e',
      `${text}\ntransport.sendMail({ from: 'me@example.com', to: 'you@example.com', text: 'Hello' });`,
    ]),
};

async function open(viewer: ViewerPage): Promise<void> {
  await viewer.port();
  await viewer.listener.click();
  await viewer.dialog.waitFor();
}

describePage('the settings for mail clients', browser, (viewerTest) => {
  viewerTest(
    'work as they are copied',
    async (viewer) => {
      await open(viewer);
      let sent = 0;
      for (const [client, use] of Object.entries(USES)) {
        await viewer.dialog.getByLabel('Mail client or library').selectOption(client);
        await use((await viewer.dialog.getByTestId('client-settings').textContent()) ?? '');
        sent += 1;
        await viewer.page.getByText(`${sent} kept`).waitFor();
      }
      await viewer.page.keyboard.press('Escape');
      await expect.poll(() => viewer.conversations.count()).toBe(sent);
      await expect.poll(() => viewer.conversations.getByText('250 accepted').count()).toBe(sent);
    },
    { programs: ['swaks', 'curl', 'msmtp', 'python3'] },
  );
});

describePage('several listeners', browser, (viewerTest) => {
  viewerTest('are added, stopped and removed, each by itself', async (viewer) => {
    await open(viewer);
    const { dialog } = viewer;
    await viewer.button('Add a listener').click();
    await dialog.getByLabel('Port', { exact: true }).fill('0');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const items = dialog.getByRole('list', { name: 'Listeners' }).getByRole('button');
    await expect.poll(() => items.count()).toBe(2);
    await expect.poll(() => items.nth(1).getAttribute('aria-current')).toBe('true');
    await items.nth(1).getByText('Listening').waitFor();
    const [, port] = /localhost:(\d+)/.exec((await items.nth(1).textContent()) ?? '') ?? [];

    const client = connectRawClient(Number(port));
    expect(await client.hear()).toMatch(/^220 /);
    await dialog.getByText('Open now').locator('..').getByText('1', { exact: true }).waitFor();
    const numbers = dialog.getByRole('region', { name: 'Since SMTP Spy was started' });
    await expect.poll(() => numbers.textContent()).toMatch(/Conversations1With a refusal0Failed0/);
    await expect.poll(() => numbers.textContent()).toMatch(/From the server\d+ B$/);
    await dialog.getByRole('button', { name: 'Stop this listener' }).click();
    await items.nth(1).getByText('Stopped').waitFor();
    await items.nth(0).getByText('Listening').waitFor();
    await connectRawClient(Number(port)).closed;
    expect(await client.ask('NOOP')).toMatch(/^250 /);

    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => items.count()).toBe(1);
    expect(await dialog.getByRole('button', { name: 'Remove' }).count()).toBe(0);
    expect(await client.ask('NOOP')).toMatch(/^250 /);
  });

  viewerTest('are told apart, and opened and closed together, in the bar', async (viewer) => {
    await open(viewer);
    await viewer.button('Add a listener').click();
    await viewer.dialog.getByLabel('Port', { exact: true }).fill('0');
    await viewer.dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await viewer.listener.getByText('+1').waitFor();
    await viewer.page.keyboard.press('Escape');
    await viewer.button('Stop all').click();
    await viewer.listener.getByText('Stopped').waitFor();
    await viewer.button('Start all').click();
    await viewer.listener.getByText('Listening').waitFor();
  });
});

describePage('the protection of a listener', browser, (viewerTest) => {
  viewerTest('is chosen by its consequence, and changes what clients are told to do', async (viewer) => {
    await open(viewer);
    const { dialog } = viewer;
    await dialog.getByText('Encryption towards clients').click();
    await dialog.getByText('everything goes in clear, passwords too').waitFor();
    await dialog.getByRole('radio', { name: 'Leave it alone' }).check();
    // What is set back to how it usually is stays in sight.
    await dialog.getByRole('radio', { name: 'As the server does' }).first().check();
    await dialog.getByRole('radio', { name: 'Leave it alone' }).check();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.waitFor({ state: 'detached' });
    await viewer.listener.click();
    await dialog.getByText('Client encryption').locator('..').getByText('Leave it alone').waitFor();
    await dialog.getByLabel('Mail client or library').selectOption('swaks');
    expect(await dialog.getByTestId('client-settings').textContent()).toContain('--tls-optional');
  });
});
