import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient, type RawClient } from '../support/raw-client.ts';
import { freePort, portOf, startKeepingServer, startSmtpSink } from '../support/smtp-peers.ts';
import { showCapture } from '../support/spy-process.ts';
import { DOTTED_BODY, sendWithSwaks, transcriptOfSwaks } from '../support/swaks.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage, describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A client that has greeted the server behind the spy. */
async function greetingClient(port: number, name = 'client.example'): Promise<RawClient> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask(`EHLO ${name}`);
  return client;
}

/** A whole conversation, with one refusal in it. */
async function haveConversation(port: number, name?: string): Promise<void> {
  const client = await greetingClient(port, name);
  await client.ask('NONSENSE');
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask('RCPT TO:<you@example.com>');
  await client.ask('DATA');
  await client.ask('Subject: hello\r\n\r\nDear reader\r\n..\r\n.');
  await client.ask('QUIT');
  await client.closed;
}

/** smtp-sink in the server's place. */
async function smtpSink() {
  const sink = await startSmtpSink();
  onTestFinished(() => sink.close());
  return { upstream: { host: sink.host, port: sink.port } };
}

/** Waits until the viewer shows that the conversation is over. */
async function over(viewer: ViewerPage): Promise<void> {
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

describeViewer('a conversation', browser, (viewerTest) => {
  viewerTest('is seen line by line while it goes on', async (viewer) => {
    const client = await greetingClient(await viewer.port());
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO client.example');
    await client.ask('MAIL FROM:<me@example.com>');
    await expect.poll(() => viewer.lines()).toContainEqual('c> MAIL FROM:<me@example.com>');
    await viewer.conversations.getByText('me@example.com').waitFor();
    expect(client.socket.destroyed).toBe(false);
    client.say('QUI');
    client.say('T\r\n');
    await client.closed;
    await over(viewer);
    expect((await viewer.lines()).slice(-2)).toEqual(['c> QUIT', expect.stringMatching(/^s< 221 /)]);
  });

  viewerTest(
    'is filtered, counted and saved; the files are what the terminal and swaks print',
    async (viewer, open) => {
      const swaks = await sendWithSwaks(await viewer.port(), '--body', DOTTED_BODY);
      await over(viewer);
      await viewer.filter.fill('code:354 or cmd:DATA');
      await expect.poll(() => viewer.count.textContent()).toMatch(/^2 of \d\d lines$/);
      await expect.poll(() => viewer.lines()).toEqual(['c> DATA', expect.stringMatching(/^s< 354 /)]);

      const part = await open.saved(() => viewer.save('Save what the filter shows'));
      expect(part.text).toBe(await showCapture(open.captures, '--filter', 'code:354 or cmd:DATA'));
      expect(part.text).toMatch(/^c> DATA\ns< 354 .*\n$/);
      expect(part.name).toBe('smtp-session-1-filtered.txt');

      const whole = await open.saved(() => viewer.save('Save the whole conversation'));
      expect(whole.text).toBe(await showCapture(open.captures));
      expect(whole.text).toBe(transcriptOfSwaks(swaks.stdout));
      expect(whole.name).toBe('smtp-session-1.txt');

      await viewer.filter.fill('');
      await expect.poll(() => viewer.count.textContent()).toMatch(/^\d\d lines$/);
      await viewer.page.keyboard.press('Escape');
      await viewer.fold('Open all');
      await viewer.scrollTo(0);
      await expect.poll(() => viewer.lines()).toEqual(whole.text.split('\n').slice(0, -1));
      expect(await open.saved(() => viewer.save())).toEqual(whole);
    },
    { programs: ['swaks', 'smtp-sink'], settings: smtpSink },
  );

  viewerTest(
    'keeps what the filter showed while the filter is wrong, and says where it is',
    async (viewer) => {
      await haveConversation(await viewer.port());
      await over(viewer);
      await viewer.filter.fill('cmd:DATA');
      await expect.poll(() => viewer.count.textContent()).toMatch(/^1 of \d\d lines$/);
      await viewer.filter.fill('cmd:DATA or code:sixty');
      await viewer.alert.getByText(/code/).first().waitFor();
      expect(await viewer.filter.getAttribute('aria-invalid')).toBe('true');
      await expect.poll(() => viewer.lines()).toEqual(['c> DATA']);
      await viewer.filter.fill('cmd:DATA or code:354');
      await viewer.alert.waitFor({ state: 'detached' });
      await expect.poll(() => viewer.count.textContent()).toMatch(/^2 of /);
      // What was selected is selected again wherever it is shown, whatever was shown in between.
      await viewer.transcript.getByText('354').click();
      await viewer.filter.fill('code:3xx');
      await expect.poll(() => viewer.count.textContent()).toMatch(/^1 of /);
      await expect.poll(() => viewer.selected.textContent()).toMatch(/s< 354 /);
      await viewer.filter.fill('nobody-said-this');
      await viewer.page.getByText('No line matches the filter').waitFor();
      await viewer.button('Clear the filter').last().click();
      await expect.poll(() => viewer.count.textContent()).toMatch(/^\d\d lines$/);
      await expect.poll(() => viewer.selected.textContent()).toMatch(/s< 354 /);
    },
  );

  viewerTest('is walked through by keyboard', async (viewer, open) => {
    const port = await viewer.port();
    await haveConversation(port, 'first.example');
    await haveConversation(port, 'second.example');
    await viewer.conversations.nth(1).waitFor();
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO second.example');
    await over(viewer);
    const { keyboard } = viewer.page;

    await keyboard.press('Alt+ArrowDown');
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO first.example');
    await keyboard.press('Home');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/s< *220 /);
    await keyboard.press('Shift+ArrowDown');
    await expect.poll(() => viewer.selected.count()).toBe(2);

    await keyboard.press('Control+Shift+F');
    await keyboard.type('dir:c');
    await expect.poll(() => viewer.count.textContent()).toMatch(/^\d+ of /);
    await expect
      .poll(async () => (await viewer.lines()).map((line) => line.slice(0, 3)))
      .toEqual(Array(11).fill('c> '));
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    await expect.poll(() => viewer.count.textContent()).toMatch(/^\d+ lines$/);
    expect(await viewer.filter.inputValue()).toBe('');
    const saved = await open.saved(() => keyboard.press('Control+s'));
    expect(saved.text).toContain('c> EHLO first.example\n');
  });
});

describePage('the listener', browser, (viewerTest) => {
  viewerTest('is stopped and started; conversations under way go on', async (viewer) => {
    const port = await viewer.port();
    const client = await greetingClient(port);
    await viewer.button('Stop').click();
    await viewer.listener.getByText('Stopped').waitFor();
    const refused = connectRawClient(port);
    await refused.closed;
    expect(await client.ask('NOOP')).toMatch(/^250 /);
    await viewer.button('Start').click();
    await viewer.listener.getByText('Listening').waitFor();
    await haveConversation(await viewer.port(), 'later.example');
    await expect.poll(() => viewer.conversations.count()).toBe(2);
  });

  viewerTest('moves to another port, and says what to do where one is taken', async (viewer) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const taken = String(portOf(other));
    const free = await freePort();
    await viewer.listener.click();
    await viewer.dialog.getByLabel('Port', { exact: true }).fill(taken);
    await viewer.dialog.getByRole('button', { name: 'Apply' }).click();
    await viewer.dialog.getByText(`Port ${taken} is taken`).waitFor();
    expect(await viewer.dialog.getByRole('alert').textContent()).toContain('Choose another port');
    await viewer.dialog.getByLabel('Port', { exact: true }).fill('70000');
    await viewer.dialog.getByRole('button', { name: 'Apply' }).click();
    await viewer.dialog.getByText(/A number up to 65535/).waitFor();
    await viewer.dialog.getByLabel('Port', { exact: true }).fill(String(free));
    await viewer.dialog.getByRole('button', { name: 'Apply' }).click();
    await viewer.dialog.waitFor({ state: 'detached' });
    await expect.poll(() => viewer.port()).toBe(free);
    await viewer.listener.getByText('Listening').waitFor();
    await haveConversation(free);
    await over(viewer);
  });

  viewerTest('relays to another server', async (viewer) => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    await viewer.listener.click();
    await viewer.dialog.getByLabel('A real mail server').check();
    await viewer.dialog.getByLabel('Server and port').fill(`127.0.0.1:${server.port}`);
    await viewer.dialog.getByRole('button', { name: 'Apply' }).click();
    await viewer.listener.getByText(`127.0.0.1:${server.port}`).waitFor();
    await viewer.button('Send a test message').click();
    await viewer.page.getByText('The test message went through').waitFor();
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatchObject({ mailFrom: 'test@example.com', rcptTo: ['you@example.com'] });
  });
});

describeViewer('the first steps', browser, (viewerTest) => {
  viewerTest('tell where to point a mail client, and send a test message', async (viewer) => {
    const port = await viewer.port();
    const steps = viewer.page.getByRole('region', { name: 'First steps' });
    await steps.getByText(`swaks --server 127.0.0.1:${port} --to you@example.com`).waitFor();
    await steps.getByText('localhost', { exact: true }).waitFor();
    await steps.getByText(String(port), { exact: true }).waitFor();
    await viewer.button('Send one now').click();
    await viewer.page.getByText('The test message went through').waitFor();
    await expect.poll(() => viewer.lines()).toContainEqual('c> MAIL FROM:<test@example.com>');
    await viewer.conversations.getByText('test@example.com').waitFor();
    await viewer.conversations.getByText('250 accepted').waitFor();
  });

  viewerTest('say that nothing listens, and how to change that', async (viewer) => {
    await viewer.port();
    await viewer.button('Stop').click();
    await viewer.page.getByText('The listener is stopped').waitFor();
    expect(await viewer.button('Send a test message').isDisabled()).toBe(true);
    await viewer.button('Start listening').click();
    await viewer.page.getByText('Waiting for the first conversation').waitFor();
  });

  viewerTest(
    'say why there is no server to speak to',
    async (viewer) => {
      const client = connectRawClient(await viewer.port());
      expect(await client.hear()).toMatch(/^421 4\.4\.1 /);
      await viewer.page.getByText('There was no server to speak to').waitFor();
      await viewer.page
        .getByText(/it refused the connection\. Nothing listens on that port/)
        .first()
        .waitFor();
      await viewer.transcript.getByText('SMTP Spy’s own words').waitFor();
      await viewer.button('Change the server').click();
      await viewer.dialog.waitFor();
      await viewer.page.keyboard.press('Escape');
      await viewer.dialog.waitFor({ state: 'detached' });
    },
    { settings: async () => ({ upstream: { host: '127.0.0.1', port: await freePort() } }) },
  );
});
