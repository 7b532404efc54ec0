import { createTransport } from 'nodemailer';
import { expect, onTestFinished } from 'vitest';
import { startSecureMailServer } from '../screenshots/scene.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import type { KeepingServer } from '../support/smtp-peers.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

/** The server behind the spy, of the test that runs. It refuses recipients at example.org. */
let server: KeepingServer;

async function withServer() {
  server = await startSecureMailServer(0);
  onTestFinished(() => server.close());
  return { upstream: { host: '127.0.0.1', port: server.port } };
}

/** Has a mail client send this to so many recipients at example.net; the spy takes the server's certificate for bad. */
async function sendMail(port: number, more: object): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, ...more });
  const recipients = ['ann', 'bob', 'carol', 'dan'].map((name) => `${name}@example.net`);
  await transport.sendMail({ from: 'news@shop.example', to: recipients, subject: 'November', text: 'News' });
  await transport.sendMail({ from: 'news@shop.example', to: recipients, subject: 'December', text: 'More' });
  transport.close();
}

/** A client that names a recipient whom the server refuses, and is still there. */
async function beRefused(port: number) {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO app.example');
  await client.ask('MAIL FROM:<billing@shop.example>');
  await client.ask('RCPT TO:<bob@example.org>');
  return client;
}

/** How the newest conversation is listed: its mark, and its words. */
async function newest(viewer: ViewerPage): Promise<string> {
  const row = viewer.conversations.first();
  const mark = await row.getByRole('img').first().getAttribute('aria-label');
  return `${mark} | ${await row.innerText()}`.replaceAll(/\s+/g, ' ');
}

describePage('a conversation in the list', useBrowser(), (viewerTest) => {
  viewerTest(
    'says whom it was from and to, about what, how large and long it was, and how it went',
    async (viewer) => {
      const port = await viewer.port();
      await sendMail(port, { pool: true, maxConnections: 1 });
      await expect
        .poll(() => newest(viewer))
        .toMatch(
          /^accepted \| news@shop\.example \d\d:\d\d:\d\d → ann@example\.net \+3 December 2 messages accepted [\d.]+ m?s · [\d.]+ kB 127\.0\.0\.1/,
        );

      const client = await beRefused(port);
      await expect
        .poll(() => newest(viewer))
        .toMatch(/^open \| billing@shop\.example .* 550 refused addressing /);
      await client.ask('QUIT');
      await client.closed;
      await expect.poll(() => newest(viewer)).toMatch(/^refused \| billing@.* 550 refused [\d.]+ m?s/);

      const other = connectRawClient(port);
      await other.hear();
      await other.ask('EHLO app.example');
      await other.ask('AUTH PLAIN AG1lAHNlY3JldA==');
      other.socket.resetAndDestroy();
      await expect
        .poll(() => newest(viewer))
        .toMatch(/^refused \| No message .*app\.example 538 TLS required client hung up 2 findings /);

      await server.close();
      await connectRawClient(port).closed;
      await expect
        .poll(() => newest(viewer))
        .toMatch(/^server unreachable \| Server unreachable .* 127\.0\.0\.1:\d+ server unreachable /);
    },
    { settings: withServer },
  );

  viewerTest(
    'tells that it went through TLS',
    async (viewer) => {
      await sendMail(await viewer.port(), {
        ignoreTLS: false,
        requireTLS: true,
        tls: { rejectUnauthorized: false },
      });
      await viewer.conversations.first().getByLabel('Inside TLS, which SMTP Spy took off').waitFor();
    },
    { settings: async () => ({ security: 'starttls' as const }) },
  );
});
