import { createTransport } from 'nodemailer';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { hostileMail, preconnecting } from '../support/hostile-mail.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { portOf } from '../support/smtp-peers.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==',
  'base64',
);

/** What Chromium writes into its console when it keeps mail from something. */
const BLOCKED =
  /^console: (?:Blocked script execution|Setting the document's base URI|Loading the |Executing inline |Refused to |Applying inline |Framing |Sending form data |Unsafe attempt |.*violates the following Content Security Policy|Blocked form submission|Blocked autofocusing)/;

/** Sends real mail through the spy. */
async function send(port: number, mail: Parameters<ReturnType<typeof createTransport>['sendMail']>[0]) {
  const transport = createTransport({ host: '127.0.0.1', port, name: 'client.example', secure: false });
  await transport.sendMail(mail);
  transport.close();
}

/** A server that counts who comes to it. */
async function startListener() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end();
  });
  server.on('connection', () => heard.push('connection'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { heard, address: `http://127.0.0.1:${portOf(server)}` };
}

describeViewer('a message', browser, (viewerTest) => {
  viewerTest(
    'is read as its recipient would see it, with what envelope and header disagree about',
    async (viewer, open) => {
      await send(await viewer.port(), {
        from: 'The shop <shop@example.com>',
        to: 'bob@example.net',
        bcc: 'secret@example.org',
        envelope: { from: 'bounces@example.com', to: ['bob@example.net', 'secret@example.org'] },
        subject: 'Invoice ünïcode',
        text: 'Dear Bob,\n.a dot at the start of a line\n',
        html: '<p style="color: rgb(200, 0, 0)">Dear <b>Bob</b>, <img src="cid:logo@shop" alt="logo"></p>',
        attachments: [
          { filename: 'logo.png', content: PIXEL, cid: 'logo@shop' },
          { filename: 'invoice.csv', content: 'a,b\r\n1,2\r\n' },
        ],
      });
      const panel = await viewer.showDetails('Message');
      await panel.getByRole('heading', { name: 'Invoice ünïcode' }).waitFor();
      await panel.getByText('The shop <shop@example.com>').first().waitFor();
      const envelope = panel.getByRole('region', { name: 'Envelope' });
      await expect
        .poll(() => envelope.textContent())
        .toMatch(/secret@example\.org 250not in the header \(Bcc\)/);
      await envelope.getByText(/Bounces go to bounces@example\.com/).waitFor();

      const shown = panel.frameLocator('.message-frame').frameLocator('iframe');
      await shown.getByText('Dear').waitFor();
      expect(await shown.locator('p').evaluate(colourOf)).toBe('rgb(200, 0, 0)');
      // The picture comes a moment behind the words.
      await expect
        .poll(() => shown.locator('img').evaluate((img) => (img as { naturalWidth: number }).naturalWidth))
        .toBe(1);

      await panel.getByRole('tab', { name: 'Text' }).click();
      await panel.getByText('.a dot at the start of a line').waitFor();
      await panel.getByRole('tab', { name: 'Structure' }).click();
      await panel.getByText('multipart/mixed').waitFor();
      await panel.getByRole('tab', { name: 'Source' }).click();
      const source = panel.locator('.message-source');
      await expect.poll(() => source.textContent()).toMatch(/^Content-Type: multipart\/mixed/m);

      const file = await open.saved(() => panel.getByRole('button', { name: 'Save invoice.csv' }).click());
      expect(file).toMatchObject({ name: 'invoice.csv', text: 'a,b\r\n1,2\r\n' });
      const eml = await open.saved(() => panel.getByRole('button', { name: 'Save .eml' }).click());
      expect(eml.name).toBe('smtp-session-1-message-1.eml');
      expect(eml.text).toContain('\r\n.a dot at the start of a line\r\n');
    },
  );

  viewerTest('in chunks, and cut off, is there as far as it came', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('EHLO client.example');
    await client.ask('MAIL FROM:<a@example.com>');
    await client.ask('RCPT TO:<b@example.net>');
    client.say('BDAT 24\r\nSubject: in chunks\r\n\r\nab');
    await client.hear();
    client.say('BDAT 4 LAST\r\ncd\r\n');
    await client.hear();
    await client.ask('MAIL FROM:<a@example.com>');
    await client.ask('RCPT TO:<b@example.net>');
    await client.ask('DATA');
    client.say('Subject: broken off\r\n\r\nthe beginning\r\n');
    client.socket.end();
    const panel = await viewer.showDetails('Message');
    await panel.getByRole('heading', { name: 'in chunks' }).waitFor();
    await panel.getByText('abcd').waitFor();
    await panel.getByRole('button', { name: 'Message behind' }).click();
    await panel.getByRole('heading', { name: 'broken off' }).waitFor();
    await panel.getByText(/The message is cut off/).waitFor();
    await panel.getByText('the beginning').waitFor();
  });

  viewerTest(
    'that is hostile neither runs nor reaches anything',
    async (viewer) => {
      const { heard, address } = await startListener();
      await send(await viewer.port(), {
        from: 'mallory@example.com',
        to: 'bob@example.net',
        subject: 'hostile',
        html: preconnecting(address) + hostileMail(address),
      });
      const before = viewer.page.url();
      const panel = await viewer.showDetails('Message');
      const shown = panel.frameLocator('.message-frame').frameLocator('iframe');
      await shown.getByText('What the recipient reads').waitFor();
      await panel.getByText(/remote images and styles blocked/).waitFor();
      await shown.getByText('a link', { exact: true }).click({ force: true });
      await shown.getByText('another').click({ force: true });
      await shown.getByText('a third').click({ force: true });
      await viewer.page.waitForTimeout(1_000);

      expect(heard).toEqual([]);
      expect(viewer.page.url()).toBe(before);
      expect(viewer.page.context().pages()).toHaveLength(1);
      for (const frame of viewer.page.frames()) {
        expect(await frame.evaluate('window.hostile ?? null').catch(() => null)).toBeNull();
      }
      expect(await shown.locator('script, form, iframe, object, embed, svg, [href], [onerror]').count()).toBe(
        0,
      );
    },
    { expected: BLOCKED },
  );
});

describeViewer('the frame that mail is shown in', browser, (viewerTest) => {
  viewerTest(
    'holds even if nothing had been taken out of the mail',
    async (viewer) => {
      const { heard, address } = await startListener();
      await send(await viewer.port(), {
        from: 'mallory@example.com',
        to: 'bob@example.net',
        subject: 'hostile',
        html: '<p>harmless</p>',
      });
      const panel = await viewer.showDetails('Message');
      const shown = panel.frameLocator('.message-frame').frameLocator('iframe');
      await shown.getByText('harmless').waitFor();
      await panel.locator('.message-frame').evaluate(putInto, hostileMail(address));
      await shown.getByText('What the recipient reads').waitFor();
      await shown.getByText('a link', { exact: true }).click({ force: true });
      await viewer.page.waitForTimeout(1_000);
      // A connection may be begun for a link that is pressed, and no policy forbids it: so links are taken out.
      expect(heard.filter((what) => what !== 'connection')).toEqual([]);
      expect(viewer.page.context().pages()).toHaveLength(1);
      expect(await viewer.page.evaluate('window.hostile ?? null')).toBeNull();
    },
    { expected: /^(?:console|request): / },
  );
});

/** Runs in the page. */
function colourOf(element: unknown): string {
  const { ownerDocument } = element as {
    ownerDocument: { defaultView: { getComputedStyle(of: unknown): { color: string } } };
  };
  return ownerDocument.defaultView.getComputedStyle(element).color;
}

/** Puts HTML into the innermost frame as it is. Runs in the page. */
function putInto(frame: unknown, html: string): void {
  const outer = frame as { contentDocument: { querySelector(name: string): { srcdoc: string } } };
  outer.contentDocument.querySelector('iframe').srcdoc = html;
}
