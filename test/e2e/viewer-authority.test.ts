import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { MAIL_CLIENTS, type Sending } from '../support/mail-clients.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const MESSAGE: Omit<Sending, 'port' | 'authorityFile'> = {
  protection: 'starttls',
  from: 'me@example.com',
  to: 'you@example.org',
  message: 'Subject: Trust\n\nHello\n',
};

const swaks = MAIL_CLIENTS.find(({ name }) => name === 'swaks');

function authority(viewer: ViewerPage) {
  return viewer.dialog.getByRole('region', { name: 'Certificate authority' });
}

describePage('the certificate authority', useBrowser(), (viewerTest) => {
  viewerTest(
    'is offered where a client did not trust it; once it does, its mail goes through',
    async (viewer, opened) => {
      const port = await viewer.port();
      expect(await swaks?.send({ ...MESSAGE, port, authorityFile: null })).not.toBe('');
      await viewer.page.getByText(/The mail client .* trust SMTP Spy’s certificate/).waitFor();
      await viewer.button('Show me how').click();

      const saved = await opened.saved(() => viewer.button('Save the certificate…').click());
      expect(saved.name).toBe('smtp-spy-ca.crt');
      expect(saved.text).not.toContain('PRIVATE');
      const shown = authority(viewer);
      expect(new X509Certificate(saved.text).fingerprint256).toBe(
        await shown.getByTestId('authority-fingerprint').textContent(),
      );
      const file = (await shown.getByTestId('authority-file').textContent()) ?? '';
      expect(await readFile(file, 'utf8')).toBe(saved.text);

      const authorityFile = join(await temporaryFolder(), saved.name);
      await writeFile(authorityFile, saved.text);
      expect(await swaks?.send({ ...MESSAGE, port, authorityFile })).toBe('');
      await viewer.page.keyboard.press('Escape');
      await viewer.conversations.getByText('250 accepted').waitFor();
      // What failed for no want of trust has no such card.
      await viewer.page.keyboard.press('Alt+ArrowUp');
      await viewer.transcript.getByText(/^TLS/).first().waitFor();
      await viewer.button('Show me how').waitFor({ state: 'detached' });
    },
    { programs: ['swaks'], settings: async () => ({ security: 'starttls' }) },
  );

  viewerTest('says for each client how it trusts, and how it checks nothing', async (viewer) => {
    await viewer.port();
    await viewer.page.keyboard.press('Control+k');
    await viewer.page.keyboard.type('certificate auth');
    await viewer.page.keyboard.press('Enter');
    const shown = authority(viewer);
    const file = (await shown.getByTestId('authority-file').textContent()) ?? '';
    const trust = shown.getByRole('region', { name: 'To trust it' });
    const skip = shown.getByRole('region', { name: 'To check nothing' });
    const choose = (client: string) =>
      shown.getByLabel('Client that has to trust it').selectOption({ label: client });

    await choose('msmtp');
    // The path stands in quotation marks where it needs them.
    const line = (await trust.locator('pre').textContent()) ?? '';
    expect(/^tls_trust_file ("?)(.*)\1$/.exec(line)?.[2]).toBe(file);
    expect(await skip.locator('pre').textContent()).toBe('tls_certcheck off');
    await trust.getByRole('button', { name: 'Copy how to trust it' }).click();
    await trust.getByRole('button', { name: 'Copied' }).waitFor();

    // A client that is set up by clicking has nothing to copy.
    await choose('Thunderbird');
    await trust.getByText(/Manage Certificates/).waitFor();
    expect(await trust.getByRole('button').count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await viewer.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await accessibilityProblems(viewer.page)).toEqual([]);
    }
  });

  viewerTest(
    'is one click from the settings of a client, where that client is offered TLS',
    async (viewer) => {
      await viewer.port();
      await viewer.listener.click();
      await viewer.dialog.getByRole('button', { name: /^How it is brought to trust/ }).click();
      await authority(viewer).getByText('To check nothing').waitFor();
    },
    { settings: async () => ({ security: 'starttls' }) },
  );
});
