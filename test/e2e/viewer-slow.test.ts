import { expect, onTestFinished } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import type { ViewerSettings } from '../support/viewer-hosts.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A server that thinks for a while about each recipient. */
async function slowServer(): Promise<ViewerSettings> {
  const server = await startKeepingServer({
    onRcptTo: (_address, _session, callback) => setTimeout(callback, 700),
  });
  onTestFinished(() => server.close());
  return { upstream: { host: server.host, port: server.port } };
}

describePage('a reply', browser, (viewerTest) => {
  viewerTest(
    'is slow after as long as the person says, in conversations that are kept already, too',
    async (viewer) => {
      await viewer.port();
      await viewer.button('Send one now').click();
      await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
      await viewer.search.fill('finding:slow-reply');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('0 of 1');
      await viewer.page.keyboard.press('Control+,');
      const settings = viewer.page.getByRole('dialog', { name: 'Settings' });
      await settings.getByRole('combobox', { name: 'A reply is slow after' }).selectOption('0.5 s');
      await settings.getByRole('button', { name: 'Close', exact: true }).click();
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('1 of 1');
      expect(await viewer.page.locator('.notice-bad').allTextContents()).toEqual([]);
      expect(await viewer.lines()).toContainEqual('c> QUIT');

      const timing = await viewer.showDetails('Timing');
      await timing.getByText(/^One reply was slow: it took \d/).waitFor();
      await timing.getByRole('button', { name: /^RCPTslow/ }).waitFor();
      expect(await accessibilityProblems(viewer.page)).toEqual([]);
      await timing.getByRole('button', { name: 'Show it' }).click();
      await expect.poll(() => viewer.selected.textContent()).toMatch(/s< *250/);
      const reply = await viewer.selected.textContent();
      await viewer.page.keyboard.press('Home');
      await timing.getByRole('button', { name: /^RCPTslow/ }).click();
      await expect.poll(() => viewer.selected.textContent()).toBe(reply);
    },
    { settings: slowServer },
  );
});
