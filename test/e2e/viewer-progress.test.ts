import { join } from 'node:path';
import { expect } from 'vitest';
import { writeLongSession } from '../bench/long-session.ts';
import { useBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerSettings } from '../support/viewer-hosts.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Lines that take some seconds to be read, and longer to be searched. */
const LINES = 1_500_000;

/** A folder in which somebody recorded a long conversation. */
async function longConversation(): Promise<ViewerSettings> {
  const data = await temporaryFolder();
  await writeLongSession(join(data, 'captures'), 1, LINES);
  return { data };
}

describePage('a long conversation', browser, (viewerTest) => {
  viewerTest(
    'says how far it has been read and filtered; the filter is ended and goes on as somebody wants',
    async (viewer) => {
      const underWay = viewer.page.getByRole('region', { name: 'Under way' });
      const bars = (name: string) => viewer.page.getByRole('progressbar', { name });
      await viewer.conversations.first().click();
      await underWay.getByRole('progressbar', { name: 'Reading conversation 1' }).waitFor();
      // In the status bar, and beside the count of the lines.
      await expect.poll(() => bars('Reading conversation 1').count()).toBe(2);
      // It tries every way to part a line in three: slow on any machine.
      await viewer.filter.fill('-/.*.*;z/');
      await underWay
        .getByRole('progressbar', { name: 'Filtering conversation 1' })
        .waitFor({ timeout: 60_000 });
      await underWay.getByRole('button', { name: 'Stop: Filtering conversation 1' }).click();
      const goOn = viewer.button('Go on');
      await goOn.waitFor();
      await expect.poll(() => bars('Filtering conversation 1').count()).toBe(0);
      const matched = async () =>
        Number((await viewer.count.innerText()).split(' of ')[0]?.replaceAll(/\D/g, ''));
      const stopped = await matched();
      expect(stopped).toBeLessThan(LINES);
      await goOn.click();
      await goOn.waitFor({ state: 'detached' });
      await expect.poll(matched, { timeout: 60_000 }).toBeGreaterThan(stopped);
    },
    { settings: longConversation },
  );
});
