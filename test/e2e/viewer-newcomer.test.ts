import { expect, onTestFinished } from 'vitest';
import { startMailServer } from '../screenshots/scene.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A server that refuses recipients at example.org. */
async function refusingServer() {
  const server = await startMailServer();
  onTestFinished(() => server.close());
  return { upstream: { host: '127.0.0.1', port: server.port } };
}

describeViewer('someone who has never seen it', browser, (viewerTest) => {
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

  viewerTest('is told how to name the server that refuses', async (viewer) => {
    await viewer.port();
    await viewer.button('Name your mail server').click();
    await viewer.dialog.getByLabel('A real mail server').waitFor();
  });
});
