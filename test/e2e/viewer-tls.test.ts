import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { expect, onTestFinished } from 'vitest';
import { testAuthority } from '../support/certificates.ts';
import { useBrowser } from '../support/browser.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

/** A server with STARTTLS and logins, and an authority that vouches for it. */
async function withServer() {
  const authority = await testAuthority('Example Trust Root');
  const { key, certificate: cert } = await authority.issue(['localhost']);
  const server = await startKeepingServer({
    key,
    cert,
    disabledCommands: [],
    onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? '' }),
  });
  onTestFinished(() => server.close());
  const authorities = join(await temporaryFolder(), 'authorities.pem');
  await writeFile(authorities, authority.certificate);
  return { upstream: { host: 'localhost', port: server.port }, authorities };
}

/** Has a mail client use STARTTLS, log in, and send a message. */
async function sendMail(viewer: ViewerPage): Promise<void> {
  const transport = createTransport({
    host: 'localhost',
    port: await viewer.port(),
    requireTLS: true,
    auth: { user: 'billing', pass: 'correct horse' },
    tls: { rejectUnauthorized: false },
  });
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.net', subject: 'Safe', text: 'x' });
  transport.close();
  await viewer.transcript.getByText('closed the connection').waitFor();
}

describePage('a conversation that goes on inside TLS', useBrowser(), (viewerTest) => {
  viewerTest(
    'shows where TLS begins, and marks each line that was said inside it',
    async (viewer) => {
      await sendMail(viewer);
      const rows = viewer.transcript.getByRole('option');
      const texts = await rows.allInnerTexts();
      const begins = texts.findIndex((text) => text.includes('TLS with the client: TLSv1.3'));
      expect(texts.findIndex((text) => text.includes('TLS with the server: TLSv1.3'))).toBe(begins - 1);
      expect(texts.findIndex((text) => text.includes('STARTTLS'))).toBeLessThan(begins);
      const marks = await rows.evaluateAll((elements) =>
        elements.map(
          (element) =>
            (element as { querySelector(what: string): unknown }).querySelector(
              '[aria-label="inside TLS"]',
            ) !== null,
        ),
      );
      expect(marks.indexOf(true)).toBe(begins + 1);
      // Behind it stand but the events of the end without a mark.
      const lines = texts.flatMap((text, place) => (/[cs][<>] |message content/.test(text) ? [place] : []));
      expect(lines.filter((place) => place > begins && marks[place] !== true)).toEqual([]);
    },
    { settings: withServer },
  );

  viewerTest(
    'compares what the server offers before TLS and inside it, each capability explained',
    async (viewer) => {
      await sendMail(viewer);
      const panel = await viewer.showDetails('Server');
      await panel.getByRole('button', { name: /^EHLO without TLS, line \d+$/ }).waitFor();
      await panel.getByRole('button', { name: /^EHLO inside TLS, line \d+$/ }).waitFor();
      const table = panel.getByRole('table');
      const row = (keyword: string) => table.getByRole('row').filter({ hasText: keyword });
      expect(await row('STARTTLS').getByRole('rowheader').innerText()).toMatch(/^STARTTLS\s*gone$/);
      await row('AUTH').getByText('PLAIN').first().waitFor();
      expect(await row('8BITMIME').getByRole('rowheader').innerText()).toBe('8BITMIME');
      const login = panel.getByRole('region', { name: 'Login' });
      await login.getByText('user: billing').waitFor();
      await panel.getByRole('button', { name: /^EHLO inside TLS/ }).click();
      await expect.poll(() => viewer.selected.textContent()).toMatch(/250/);
    },
    { settings: withServer },
  );

  viewerTest(
    'tells of TLS on both sides: version, cipher, time, certificates, and whether these are good',
    async (viewer) => {
      await sendMail(viewer);
      const panel = await viewer.showDetails('TLS');
      const server = panel.getByRole('region', { name: 'TLS with the server' });
      await server.getByText('The server’s certificate is good').waitFor();
      await server.getByText('Example Trust Root').first().waitFor();
      const client = panel.getByRole('region', { name: 'TLS with the client' });
      await client.getByText('Here SMTP Spy stands in the server’s place').waitFor();
      for (const side of [server, client]) {
        const words = await side.innerText();
        expect(words).toMatch(/Version\s+TLSv1\.3\s+Cipher\s+TLS_\w+/);
        expect(words).toMatch(/Took\s+(?:<1|\d+) ms/);
        expect(words).toMatch(
          /Certificates shown[\s\S]*Valid\s+20\d\d-\d\d-\d\d to [\s\S]*SHA-256\s+[0-9A-F:]{95}/,
        );
      }
      await server.getByRole('button', { name: 'show' }).click();
      await expect.poll(() => viewer.selected.textContent()).toMatch(/TLS with the server/);
    },
    { settings: withServer },
  );
});
