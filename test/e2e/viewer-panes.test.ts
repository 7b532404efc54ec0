import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { describePage } from '../support/viewer-test.ts';
import { ViewerPage } from '../support/viewer-page.ts';

/** How wide the list of conversations is, in pixels. */
async function listWidth(page: Page): Promise<number> {
  const box = await page.getByRole('region', { name: 'Conversation list' }).boundingBox();
  return Math.round(box?.width ?? 0);
}

async function drag(page: Page, by: number): Promise<void> {
  const splitter = page.getByRole('separator', { name: 'Width of the list of conversations' });
  const { x = 0, y = 0, width = 0, height = 0 } = (await splitter.boundingBox()) ?? {};
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + by, y + height / 2, { steps: 5 });
  await page.mouse.up();
}

describePage('the list of conversations', useBrowser(), (viewerTest) => {
  viewerTest(
    'is as wide as it was dragged, also next time, within limits, and put back',
    async (viewer, open) => {
      const { page } = viewer;
      await viewer.port();
      const first = await listWidth(page);
      await drag(page, 100);
      await expect.poll(() => listWidth(page)).toBe(first + 100);
      // What is dragged is told to the program a moment later.
      await page.waitForTimeout(600);
      const again = await open.reload();
      await new ViewerPage(again).port();
      expect(await listWidth(again)).toBe(first + 100);
      await drag(again, 2_000);
      const splitter = again.getByRole('separator', { name: 'Width of the list of conversations' });
      const widest = Number(await splitter.getAttribute('aria-valuemax'));
      await expect.poll(() => listWidth(again)).toBe(widest);
      await splitter.dblclick();
      await expect.poll(() => listWidth(again)).toBe(first);
    },
  );
});
