import { createTransport } from 'nodemailer';
import { expect, onTestFinished } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { programTest } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A conversation in which the client is refused for speaking out of turn. */
async function haveRefusal(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask('RCPT TO:<you@example.com>');
  await client.ask('QUIT');
  await client.closed;
}

/** A server in the upstream's place that offers STARTTLS, with a certificate that nobody has vouched for. */
async function serverWithTls() {
  const server = await startKeepingServer({ disabledCommands: ['AUTH'] });
  onTestFinished(() => server.close());
  return { upstream: { host: server.host, port: server.port } };
}

describePage('the details', browser, (viewerTest) => {
  viewerTest('explain the selected line, and where it is written', async (viewer, open) => {
    await haveRefusal(await viewer.port());
    await viewer.transcript.getByText(/^503/).click();
    await viewer.details.getByText(/The server refuses/).waitFor();
    await viewer.details.getByText('Try', { exact: true }).waitFor();
    const link = viewer.details.getByRole('link', { name: 'RFC 5321 section 4.1.4' });
    expect(await link.getAttribute('href')).toBe('https://www.rfc-editor.org/rfc/rfc5321#section-4.1.4');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(open.troubles()).toEqual([]);
  });

  viewerTest('list what was refused and found, with the way to the line', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('EHLO client.example');
    await client.ask('QUIT');
    await client.closed;
    await viewer.transcript.getByText('QUIT').click();
    await viewer.filter.fill('cmd:QUIT');
    await expect.poll(() => viewer.count.textContent()).toMatch(/^1 of /);

    await viewer.details.getByRole('button', { name: /^503 5\.5\.1 / }).click();
    await expect.poll(() => viewer.selected.textContent()).toMatch(/s< *503 /);
    await expect.poll(() => viewer.count.textContent()).toMatch(/^\d+ lines$/);
    await viewer.details.getByRole('button', { name: /RCPT/ }).first().click();
    await expect.poll(() => viewer.selected.textContent()).toMatch(/c> *RCPT /);
  });

  viewerTest('say where the time went, and lead to the line', async (viewer) => {
    await haveRefusal(await viewer.port());
    const panel = await viewer.showDetails('Timing');
    await panel.getByRole('button', { name: /^Opening/ }).waitFor();
    const quit = panel.getByRole('button', { name: /^QUIT/ });
    await expect.poll(() => quit.textContent()).toMatch(/QUIT[\d.]+ ms(server|client) [\d.]+ ms/);
    await quit.click();
    await expect.poll(() => viewer.selected.textContent()).toMatch(/QUIT|221/);
    await panel.getByRole('button', { name: /^Opening/ }).click();
    await panel.getByRole('button', { name: /^EHLO/ }).waitFor({ state: 'detached' });
  });

  viewerTest(
    'draw the conversation as a ladder that follows the line, and leads to it',
    async (viewer, open) => {
      await haveRefusal(await viewer.port());
      const panel = await viewer.showDetails('Ladder');
      const steps = panel.getByRole('listbox', { name: 'Steps of the conversation' });
      await steps.getByRole('option', { name: /client: RCPT TO:<you@example\.com>$/ }).waitFor();
      await steps.focus();
      await viewer.page.keyboard.press('End');
      await expect.poll(() => viewer.selected.textContent()).toMatch(/closed the connection/);
      await viewer.page.keyboard.press('ArrowUp');
      await expect.poll(() => viewer.selected.textContent()).toMatch(/no more to say/);
      await viewer.transcript.getByText(/^503/).click();
      const chosen = steps.getByRole('option', { selected: true });
      await expect.poll(() => chosen.getAttribute('aria-label')).toMatch(/server: 503 /);

      const file = await open.saved(() => panel.getByRole('button', { name: 'Save SVG' }).click());
      expect(file.name).toBe('smtp-session-1-ladder.svg');
      expect(file.text).toContain('RCPT TO:&lt;you@example.com&gt;');
      await panel.getByRole('button', { name: 'Enlarge: Ladder' }).click();
      await viewer.page
        .getByRole('dialog', { name: 'Ladder' })
        .getByText('SMTP Spy', { exact: true })
        .waitFor();
      await viewer.page.keyboard.press('Escape');
      await expect
        .poll(() => panel.getByRole('button', { name: 'Enlarge: Ladder' }).evaluate(isFocused))
        .toBe(true);
    },
  );

  viewerTest('light the way through the state machine, step by step', async (viewer) => {
    await haveRefusal(await viewer.port());
    const panel = await viewer.showDetails('State');
    await viewer.transcript.getByText(/^EHLO/).click();
    const now = panel.locator('.state-now');
    await expect.poll(() => now.textContent()).toBe('Hello. The client has to say who it is.');
    await panel.getByRole('button', { name: 'Next step' }).click();
    await expect.poll(() => now.textContent()).toBe('Ready. No mail transaction is under way.');
    await panel.getByText('The way in words').click();
    await panel.getByText('Greeting → Hello, by the server').waitFor();
    const lit = panel.locator('.state-picture rect[stroke-width="4"]');
    await expect.poll(() => lit.count()).toBe(1);
  });

  viewerTest('explain what the server can do, and decode who logged in', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('EHLO client.example');
    await client.ask('AUTH PLAIN AGJpbGxpbmcAczNjcmV0');
    await client.ask('QUIT');
    await client.closed;
    const panel = await viewer.showDetails('Server');
    await panel.getByRole('row', { name: /^PIPELINING/ }).waitFor();
    const login = panel.getByRole('region', { name: 'Login' });
    await login.getByText('user: billing').waitFor();
    expect(await login.textContent()).not.toContain('s3cret');
    await viewer.button('Reveal secrets').click();
    await login.getByText('s3cret').waitFor();
  });

  viewerTest(
    'tell why TLS with one side did not come about',
    async (viewer) => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: await viewer.port(),
        name: 'client.example',
        requireTLS: true,
        tls: { rejectUnauthorized: false },
      });
      // Nobody has vouched for the server's certificate: the spy says so, and does not go on.
      await transport.sendMail({ from: 'a@example.com', to: 'b@example.net', text: 'x' }).catch(() => {});
      transport.close();
      await viewer.conversations.first().waitFor();
      const panel = await viewer.showDetails('TLS');
      const failed = panel.getByRole('region', { name: 'TLS with the server failed' });
      await failed
        .getByText(/certificate/)
        .first()
        .waitFor();
      await failed.getByRole('button', { name: 'show' }).click();
      await expect.poll(() => viewer.selected.textContent()).toMatch(/certificate/);
    },
    { settings: serverWithTls },
  );

  viewerTest('have nothing that axe can find against them, in both themes', async (viewer) => {
    await haveRefusal(await viewer.port());
    await viewer.button('Send a test message').click();
    await viewer.conversations.nth(1).waitFor();
    await viewer.transcript.getByText(/^354/).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await viewer.page.emulateMedia({ colorScheme });
      for (const tab of ['Explain', 'Message', 'Timing', 'Ladder', 'State', 'Server', 'TLS']) {
        const panel = await viewer.showDetails(tab);
        await panel.locator(':scope > *').first().waitFor();
        expect(await accessibilityProblems(viewer.page, '.details'), `${tab}, ${colorScheme}`).toEqual([]);
      }
    }
  });

  viewerTest('are a drawer where the window is narrow, by keyboard too', async (viewer) => {
    await haveRefusal(await viewer.port());
    await viewer.page.setViewportSize({ width: 1024, height: 700 });
    await viewer.details.waitFor({ state: 'detached' });
    await viewer.transcript.getByText(/^503/).click();
    await viewer.button('What to try').click();
    await viewer.details.getByText('Try', { exact: true }).waitFor();
    await expect
      .poll(() => viewer.details.getByRole('tab', { name: 'Explain' }).evaluate(isFocused))
      .toBe(true);
    await viewer.page.keyboard.press('Escape');
    await viewer.details.waitFor({ state: 'detached' });
    await expect.poll(() => viewer.button('Details').evaluate(isFocused)).toBe(true);
  });
});

programTest(['chromium'], 'the details are as wide as the person made them, also next time', async () => {
  const { page } = await openInBrowser(await browser());
  const viewer = new ViewerPage(page);
  await haveRefusal(await viewer.port());
  const splitter = page.getByRole('separator', { name: 'Width of the details' });
  await splitter.focus();
  const before = Number(await splitter.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await viewer.details.boundingBox())?.width).toBe(before + 32);
  await page.reload();
  await viewer.conversations.first().waitFor();
  await expect.poll(async () => (await viewer.details.boundingBox())?.width).toBe(before + 32);

  await viewer.button('Details').click();
  await viewer.details.waitFor({ state: 'detached' });
  await page.reload();
  await viewer.conversations.first().waitFor();
  await expect.poll(() => viewer.button('Details').getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('d');
  await viewer.details.waitFor();
});

/** Runs in the page. */
function isFocused(element: { readonly ownerDocument: { readonly activeElement: unknown } }): boolean {
  return element.ownerDocument.activeElement === element;
}
