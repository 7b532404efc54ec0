import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { expect, onTestFinished } from 'vitest';
import { testAuthority } from '../support/certificates.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { startKeepingServer, type KeepingServer } from '../support/smtp-peers.ts';
import { newPage } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describeViewer } from '../support/viewer-test.ts';

/** A message with what shells and protocols take for something else: quotes, variables, a dot, characters beyond ASCII. */
const CONTENT = "Subject: it's $HOME\r\n\r\n.dot\r\ncaf\xc3\xa9\r\n";

async function haveConversation(viewer: ViewerPage): Promise<void> {
  await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const client = connectRawClient(await viewer.port());
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask("MAIL FROM:<o'neil@example.com>");
  await client.ask('RCPT TO:<you@example.com>');
  await client.ask('DATA');
  await client.ask(`${CONTENT.replace('\r\n.', '\r\n..')}.`);
  await client.ask('QUIT');
  await client.closed;
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

/** The same through STARTTLS, from a mail client. */
async function haveSecureConversation(viewer: ViewerPage): Promise<void> {
  await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const tls = { rejectUnauthorized: false };
  const transport = createTransport({ host: '127.0.0.1', port: await viewer.port(), requireTLS: true, tls });
  const envelope = { from: "o'neil@example.com", to: ['you@example.com'] };
  await transport.sendMail({ envelope, raw: Buffer.from(CONTENT, 'latin1') });
  transport.close();
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

/** Copies from the menu above the transcript, and gives what was copied. */
async function copied(viewer: ViewerPage, what: string): Promise<string> {
  await viewer.page.evaluate('navigator.clipboard.writeText("")');
  await viewer.button('Copy').first().click();
  await viewer.page.getByRole('menuitem', { name: what }).click();
  const read = async () => String(await viewer.page.evaluate('navigator.clipboard.readText()'));
  await expect.poll(read).not.toBe('');
  return await read();
}

/** What a person does with a command that was copied, having named another server in it. */
async function runInShell(command: string): Promise<void> {
  const shell = spawn('sh', ['-c', command], { stdio: 'ignore' });
  onTestFinished(() => void shell.kill());
  await once(shell, 'exit');
}

function serverFor(command: string, server: KeepingServer): string {
  return command.replaceAll(/(?:127\.0\.0\.1|localhost):\d+/g, `127.0.0.1:${server.port}`);
}

const browser = useBrowser();

describeViewer('what is copied of a conversation', browser, (viewerTest) => {
  viewerTest(
    'is a curl command that sends the message again',
    async (viewer) => {
      const server = await startKeepingServer();
      onTestFinished(() => server.close());
      await haveConversation(viewer);
      await runInShell(serverFor(await copied(viewer, 'As a curl command'), server));
      expect(server.messages).toHaveLength(1);
      expect(server.messages[0]).toMatchObject({
        mailFrom: "o'neil@example.com",
        rcptTo: ['you@example.com'],
      });
      expect(server.messages[0]?.content.toString('latin1')).toBe(CONTENT);
    },
    { programs: ['curl'] },
  );

  viewerTest(
    'is an openssl command that says it again through TLS',
    async (viewer) => {
      const authority = await testAuthority();
      const { key, certificate: cert } = await authority.issue(['localhost']);
      const server = await startKeepingServer({ key, cert, disabledCommands: [] });
      onTestFinished(() => server.close());
      await haveSecureConversation(viewer);
      await runInShell(serverFor(await copied(viewer, 'As an openssl command'), server));
      await expect.poll(() => server.messages.length, { timeout: 20_000 }).toBe(1);
      expect(server.messages[0]).toMatchObject({
        mailFrom: "o'neil@example.com",
        rcptTo: ['you@example.com'],
      });
      expect(server.messages[0]?.content.toString('latin1')).toBe(CONTENT);
    },
    { programs: ['openssl'], settings: async () => ({ security: 'starttls' as const }) },
  );

  viewerTest('is the lines as they are saved, and as many as are selected', async (viewer) => {
    await haveConversation(viewer);
    await viewer.transcript.getByText('RCPT').click();
    await viewer.page.keyboard.press('Shift+ArrowDown');
    await viewer.page.keyboard.press('Control+c');
    await viewer.page.getByText('2 lines copied').waitFor();
    const text = await viewer.page.evaluate('navigator.clipboard.readText()');
    expect(text).toMatch(/^c> RCPT TO:<you@example\.com>\ns< 250 2\.1\.5 .*\n$/);
  });

  viewerTest(
    'is a link that leads to the line in another window of the browser',
    async (viewer, { host }) => {
      await haveConversation(viewer);
      await viewer.transcript.getByText('RCPT').click();
      if (host === 'desktop') {
        // A window has no address that a link could lead to.
        await viewer.button('Copy').first().click();
        await viewer.page.getByRole('menuitem', { name: 'As a swaks command' }).waitFor();
        expect(await viewer.page.getByRole('menuitem', { name: 'A link to the line' }).count()).toBe(0);
        return;
      }
      const link = await copied(viewer, 'A link to the line');
      const other = new ViewerPage(await newPage(await browser()));
      await other.page.goto(link);
      await expect.poll(() => other.selected.textContent()).toContain('c> RCPT TO:<you@example.com>');

      // Of a file that is open, it leads into that file.
      const chooser = viewer.page.waitForEvent('filechooser');
      await viewer.button('Open files').click();
      const buffer = Buffer.from('c> EHLO elsewhere.example\ns< 250 Ok\n');
      await (await chooser).setFiles([{ name: 'talk.txt', mimeType: 'text/plain', buffer }]);
      await viewer.transcript.getByText('elsewhere.example').click();
      await other.page.goto(await copied(viewer, 'A link to the line'));
      await expect.poll(() => other.selected.textContent()).toContain('c> EHLO elsewhere.example');
    },
  );
});
