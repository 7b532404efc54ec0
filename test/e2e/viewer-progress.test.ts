import { join } from 'node:path';
import { expect } from 'vitest';
import { writeLongSession } from '../bench/long-session.ts';
import { useBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerSettings } from '../support/viewer-hosts.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Lines that take some seconds to be read. */
const LINES = 2_000_000;

/** A folder in which somebody recorded a long conversation. */
async function longConversation(): Promise<ViewerSettings> {
  const data = await temporaryFolder();
  await writeLongSession(join(data, 'captures'), 1, LINES);
  return { data };
}

describeViewer('a long conversation', browser, (viewerTest) => {
  viewerTest(
    'says how far its reading is, ends it when somebody wants that, and goes on when somebody wants that',
    async (viewer) => {
      const underWay = viewer.page.getByRole('region', { name: 'Under way' });
      const here = viewer.page.getByRole('progressbar', { name: 'Reading conversation 1' });
      await underWay.getByRole('progressbar', { name: 'Reading conversation 1' }).waitFor();
      // In the status bar, and beside the count of the lines.
      await expect.poll(() => here.count()).toBe(2);
      await underWay.getByRole('button', { name: 'Stop: Reading conversation 1' }).click();
      const goOn = viewer.button('Go on');
      await goOn.waitFor();
      await expect.poll(() => here.count()).toBe(0);
      const linesRead = async () => Number((await viewer.count.innerText()).replaceAll(/\D/g, ''));
      const stopped = await linesRead();
      expect(stopped).toBeGreaterThan(0);
      expect(stopped).toBeLessThan(LINES);
      await goOn.click();
      await expect.poll(linesRead, { timeout: 60_000 }).toBeGreaterThan(LINES);
      await goOn.waitFor({ state: 'detached' });
    },
    { settings: longConversation },
  );
});
