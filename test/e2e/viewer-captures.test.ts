import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { recordSessions } from '../bench/many-sessions.ts';
import { useBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerSettings } from '../support/viewer-hosts.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A folder of the program's own, with three conversations that are forty days old, and two of today. */
async function withOldConversations(): Promise<ViewerSettings> {
  const data = await temporaryFolder();
  const captures = join(data, 'captures');
  await recordSessions(captures, 3);
  const old = new Date(Date.now() - 40 * 86_400_000);
  for (const name of await readdir(captures)) {
    if (name.endsWith('.session')) await utimes(join(captures, name), old, old);
  }
  await recordSessions(captures, 2, 3);
  return { data };
}

async function openSettings(viewer: ViewerPage) {
  await viewer.port();
  await viewer.page.keyboard.press('Control+,');
  const settings = viewer.page.getByRole('dialog', { name: 'Settings' });
  await settings.waitFor();
  return settings;
}

describePage('the captures on the disk', browser, (viewerTest) => {
  viewerTest(
    'are kept as long as the person wants, and what goes is told',
    async (viewer, { captures }) => {
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('5');
      const settings = await openSettings(viewer);
      await expect.poll(() => settings.textContent()).toMatch(/\d [kM]?B in all, in/);
      expect(await settings.textContent()).toContain(captures);
      const kept = settings.getByRole('combobox', { name: 'Kept for' });
      await kept.selectOption('90 days');
      await kept.selectOption('30 days');
      await settings.getByRole('button', { name: 'Close', exact: true }).click();
      await viewer.page.getByText('3 old conversations removed').waitFor();
      await viewer.page.getByText('As you have set it: for 30 days.').waitFor();
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('2');
      const files = async () => (await readdir(captures)).filter((name) => name.endsWith('.session'));
      await expect.poll(files).toHaveLength(1);
    },
    { settings: withOldConversations },
  );

  viewerTest('are left alone in a folder that was named', async (viewer, { captures }) => {
    const settings = await openSettings(viewer);
    await settings.getByText('nothing is removed here').waitFor();
    expect(await settings.textContent()).toContain(captures);
  });
});
