import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { portOf } from '../support/smtp-peers.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Each does something when it is taken for anything but text. */
const SCRIPTS = [
  '<script>owned = 1</script>',
  '<img src=x onerror="owned = 1">',
  '<svg onload="owned = 1">',
  '"><iframe src="javascript:owned = 1"></iframe>',
  '<a href="javascript:owned = 1">click</a>',
  '{{owned = 1}}',
].join('');
const DECEPTIONS = '\u202egnp.exe\u2066\u200b\u001b[2J\u0007\u0000\u009b';
const HOSTILE = `${SCRIPTS}${DECEPTIONS}`;

/** What must not be in the page as it is. */
const DECEIVING = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u200b]/u;

/** What shows, in the place of what would deceive. */
const MADE_VISIBLE = '⟨RLO⟩gnp.exe⟨LRI⟩⟨ZWSP⟩^[[2J^G^@⟨CSI⟩';

/** A server whose every reply is hostile; even its last one, which goes into notices. */
async function startHostileServer() {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(`220 ${HOSTILE}\r\n`);
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString();
      if (text.startsWith('RCPT')) socket.write(`550 5.7.1 ${HOSTILE}\r\n`);
      else if (text.startsWith('DATA')) socket.write(`354 ${HOSTILE}\r\n`);
      else socket.write(`250 ${HOSTILE}\r\n`);
      if (text.startsWith('QUIT')) socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { upstream: { host: '127.0.0.1', port: portOf(server) } };
}

/** Says hostile things in every place that the viewer shows somewhere. */
async function talk(port: number): Promise<void> {
  const client = connectRawClient(port);
  const say = async (line: string) => {
    client.say(Buffer.from(`${line}\r\n`));
    await client.hear();
  };
  await client.hear();
  await say(`EHLO ${HOSTILE}`);
  await say(`MAIL FROM:<${HOSTILE}@example.com>`);
  await say(`RCPT TO:<${HOSTILE}@example.com>`);
  await say('DATA');
  client.say(Buffer.from(`Subject: ${HOSTILE}\r\n\r\n${HOSTILE}\r\n`));
  await say('.');
  await say('QUIT');
  await client.closed;
}

/** What hostile text may have done to the page. */
async function harm(viewer: ViewerPage) {
  const made =
    'script:not([src]), img, iframe, object, embed, base, form[action], a[href^="javascript:"], [onload], [onerror]';
  return {
    owned: await viewer.page.evaluate('typeof owned'),
    elements: await viewer.page.locator(made).count(),
    title: await viewer.page.title(),
    deceives: DECEIVING.test(String(await viewer.page.locator('body').textContent())),
    titlesDeceive: await viewer.page.evaluate(
      `[...document.querySelectorAll('[title], [aria-label]')].some((element) =>
        /[\\u202e\\u2066\\u200b\\u001b]/.test(element.title + element.getAttribute('aria-label')))`,
    ),
    pages: viewer.page.context().pages().length,
  };
}

const UNHARMED = {
  owned: 'undefined',
  elements: 0,
  title: expect.stringContaining('SMTP Spy'),
  deceives: false,
  titlesDeceive: false,
  pages: expect.any(Number),
};

describeViewer('words from the wire that are hostile', browser, (viewerTest) => {
  viewerTest(
    'are shown as text, each hidden character made visible, and do nothing',
    async (viewer) => {
      await talk(await viewer.port());
      await viewer.fold('Open all');
      await expect
        .poll(() => viewer.lines(), { timeout: 10_000 })
        .toContainEqual(`c> Subject: ${SCRIPTS}${MADE_VISIBLE}`);
      const lines = await viewer.lines();
      expect(lines).toContainEqual(`c> EHLO ${SCRIPTS}${MADE_VISIBLE}`);
      expect(lines).toContainEqual(`s< 550 5.7.1 ${SCRIPTS}${MADE_VISIBLE}`);
      expect(await harm(viewer)).toEqual(UNHARMED);

      await viewer.line(1).click();
      await viewer.page.getByRole('region', { name: 'Selected line' }).getByText('⟨RLO⟩').waitFor();
      expect(await harm(viewer)).toEqual(UNHARMED);

      await viewer.filter.fill(`"${SCRIPTS.replaceAll('"', '\\"')}"`);
      await expect.poll(() => viewer.count.textContent()).toMatch(/^\d+ of \d+ lines$/);
      await expect.poll(async () => (await viewer.lines()).length).toBeGreaterThan(10);
      await viewer.filter.fill(`<img src=x onerror="owned = 1"`);
      await viewer.filter.fill(`code:${SCRIPTS}`);
      await viewer.alert.waitFor();
      expect(await harm(viewer)).toEqual(UNHARMED);
    },
    { settings: startHostileServer },
  );

  viewerTest(
    'are shown as text in notices, too',
    async (viewer) => {
      await viewer.port();
      await viewer.button('Send a test message').click();
      const notices = viewer.page.getByRole('region', { name: 'Notices' });
      await notices.getByText('⟨RLO⟩').first().waitFor();
      expect(await notices.textContent()).toContain(SCRIPTS.slice(0, 20));
      expect(await harm(viewer)).toEqual(UNHARMED);
    },
    { settings: startHostileServer },
  );
});

describeViewer('a password', browser, (viewerTest) => {
  const secret = Buffer.from('\0someone\0correct horse battery').toString('base64');

  viewerTest('is masked until somebody asks for it, on screen and in files', async (viewer, open) => {
    const port = await viewer.port();
    const logIn = async () => {
      const client = connectRawClient(port);
      await client.hear();
      await client.ask('EHLO client.example');
      await client.ask(`AUTH PLAIN ${secret}`);
      await client.ask('QUIT');
      await client.closed;
    };
    await logIn();
    await viewer.fold('Open all');
    await expect.poll(() => viewer.lines()).toContainEqual('c> AUTH PLAIN ****');
    const html = async () => String(await viewer.page.evaluate('document.documentElement.outerHTML'));
    expect(await html()).not.toContain(secret);
    expect((await open.saved(() => viewer.save())).text).toMatch(/^c> AUTH PLAIN \*{4}$/m);
    await viewer.filter.fill(`"${secret.slice(3, 12)}"`);
    await viewer.page.getByText('No line matches the filter').waitFor();
    await viewer.filter.fill('');

    await viewer.button('Reveal secrets').click();
    await expect.poll(() => viewer.lines()).toContainEqual(`c> AUTH PLAIN ${secret}`);
    expect((await open.saved(() => viewer.save())).text).toContain(`c> AUTH PLAIN ${secret}\n`);
    await viewer.button('Reveal secrets').click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> AUTH PLAIN ****');

    await viewer.button('Reveal secrets').click();
    await expect.poll(() => viewer.lines()).toContainEqual(`c> AUTH PLAIN ${secret}`);
    await logIn();
    await viewer.conversations.nth(1).waitFor();
    await viewer.conversations.first().click();
    await viewer.transcript.getByText('AUTH PLAIN ****').waitFor();
    expect(await html()).not.toContain(secret);
  });
});
