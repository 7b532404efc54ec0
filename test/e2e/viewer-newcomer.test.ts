import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { expect, onTestFinished } from 'vitest';
import { startMailServer, startSecureMailServer } from '../screenshots/scene.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { portOf } from '../support/smtp-peers.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A server that refuses recipients at example.org. */
async function refusingServer() {
  const server = await startMailServer();
  onTestFinished(() => server.close());
  return { upstream: { host: '127.0.0.1', port: server.port } };
}

/** A server with a certificate that nobody has reason to trust. */
async function untrustedServer() {
  const server = await startSecureMailServer(0);
  onTestFinished(() => server.close());
  return { upstream: { host: 'localhost', port: server.port } };
}

/** A server that never says a word. */
async function silentServer() {
  const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { upstream: { host: '127.0.0.1', port: portOf(server) } };
}

/** Something else than a mail server, at the port where one was expected: it greets, and waits. */
async function imapServer() {
  const server = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .write('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { upstream: { host: '127.0.0.1', port: portOf(server) } };
}

/** Has an ordinary mail client send something; whether it can is what the test is about. */
async function sendMail(port: number, to: string, more: object = {}): Promise<void> {
  const transport = createTransport({ host: 'localhost', port, ...more });
  await transport.sendMail({ from: 'me@shop.example', to, subject: 'Hello', text: 'Hi' }).catch(() => {});
  transport.close();
}

describePage('someone who has never seen it', browser, (viewerTest) => {
  viewerTest(
    'reads why a message was refused, in which line, what it means and what to do, without a click',
    async (viewer) => {
      const client = connectRawClient(await viewer.port());
      await client.hear();
      await client.ask('EHLO shop.example');
      await client.ask('MAIL FROM:<billing@shop.example>');
      expect(await client.ask('RCPT TO:<bob@example.org>')).toMatch(/^550 5\.7\.1 /);
      await client.ask('QUIT');
      const details = viewer.page.getByRole('complementary', { name: 'Details' });
      await details.getByText('550 5.7.1').waitFor();
      await details.getByText('it does not pass mail on to other places for this client').waitFor();
      await details.getByText(/^Line \d+ · .*Relay access denied/).waitFor();
      await details.getByText(/^Likely /).waitFor();
      await details.getByText(/^Try /).waitFor();
      await viewer.conversations.getByText('550 refused').waitFor();

      await viewer.page.keyboard.press('r');
      await expect.poll(() => viewer.selected.textContent()).toContain('Relay access denied');
      await viewer.page.keyboard.press('Escape');
      await viewer.button('550 refused').click();
      await expect.poll(() => viewer.selected.textContent()).toContain('Relay access denied');
    },
    { settings: refusingServer },
  );

  viewerTest(
    'reads why a login was refused, and that a recipient is greylisted',
    async (viewer) => {
      const port = await viewer.port();
      const auth = { user: 'me', pass: 'wrong' };
      await sendMail(port, 'ann@example.net', { auth });
      await viewer.conversations.getByText('535 login refused').waitFor();
      await viewer.details.getByText('The server refuses the login').waitFor();
      await viewer.details.getByText(/^Try Type both again/).waitFor();
      await sendMail(port, 'alerts@example.net');
      await viewer.conversations.getByText('451 greylisted').waitFor();
      await viewer.details.getByText('it is greylisting').waitFor();
      await viewer.details.getByText(/^Try Send again/).waitFor();
    },
    { settings: refusingServer },
  );

  viewerTest(
    'reads that the server’s certificate is not trusted, and where that is changed',
    async (viewer) => {
      await sendMail(await viewer.port(), 'ann@example.net', { tls: { rejectUnauthorized: false } });
      await viewer.conversations.getByText('server’s certificate not trusted').waitFor();
      await viewer.page.getByText('SMTP Spy does not trust the server’s certificate').waitFor();
      await viewer.page
        .getByText(/is signed by itself, or by an authority/)
        .first()
        .waitFor();
      await viewer.button('Change the server').click();
      await viewer.dialog.getByLabel('Go on when the server’s certificate cannot be verified').waitFor();
    },
    { settings: untrustedServer },
  );

  viewerTest(
    'reads that the client does not trust the certificate, and how it is brought to that',
    async (viewer) => {
      await sendMail(await viewer.port(), 'ann@example.net');
      await viewer.page.getByText(/^The mail client (?:does not|seems not to) trust SMTP Spy/).waitFor();
      await viewer.button('Show me how').click();
      await viewer.dialog.waitFor();
    },
    { settings: async () => ({ ...(await refusingServer()), security: 'starttls' }) },
  );

  viewerTest(
    'reads that the server never greeted, and what the client waited for',
    async (viewer) => {
      const { socket, closed } = connectRawClient(await viewer.port());
      await viewer.transcript.getByText(/reached in/).waitFor();
      setTimeout(() => socket.end(), 1_500);
      await closed;
      await viewer.details.getByText('The client gave up: the server never greeted it.').waitFor();
      await viewer.details.getByText(/^It had waited \d+\.\d+ s\./).waitFor();
      await viewer.details.getByText(/^Try For port 465/).waitFor();
    },
    { settings: silentServer },
  );

  viewerTest(
    'reads that what answered is no mail server, while the client still waits for one',
    async (viewer) => {
      const { socket, closed } = connectRawClient(await viewer.port());
      await viewer.details.getByText('What answered is no mail server.').waitFor();
      await viewer.details.getByText(/^It said “\* OK \[CAPABILITY IMAP4rev1\] ready” where/).waitFor();
      socket.end();
      await closed;
      await viewer.conversations.getByText('client hung up').waitFor();
      await viewer.details.getByText('What answered is no mail server.').waitFor();
    },
    { settings: imapServer },
  );

  viewerTest('reads why a client that insists on encryption left without a message', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('EHLO shop.example');
    await client.ask('QUIT');
    await viewer.details.getByText('The client left without sending a message.').waitFor();
    await viewer.details.getByText(/^Likely It is set to encrypt \(STARTTLS\)/).waitFor();
    await viewer.details
      .getByText(/^Try Name your mail server, or set the client to no encryption/)
      .waitFor();
    await viewer.details.getByRole('button', { name: 'Change the server' }).click();
    await viewer.dialog.getByLabel('Server and port').waitFor();
  });

  viewerTest('is told how to name the server that refuses', async (viewer) => {
    await viewer.port();
    await viewer.button('Name your mail server').click();
    // It stands ready to be typed.
    await viewer.dialog.getByLabel('Server and port').and(viewer.page.locator(':focus')).waitFor();
  });
});
