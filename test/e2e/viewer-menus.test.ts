import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { describePage } from '../support/viewer-test.ts';

describePage('a menu', useBrowser(), (viewerTest) => {
  viewerTest('lies above all else and within the window, wherever its button is', async (viewer) => {
    const { page } = viewer;
    await page.setViewportSize({ width: 1024, height: 700 });
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('EHLO client.example');
    await page.keyboard.press('F8');
    await viewer.button('Holding the next command').waitFor();
    client.say('MAIL FROM:<me@example.com>\r\n');
    await page.getByRole('region', { name: /^Held: MAIL/ }).waitFor();
    for (const name of ['End the conversation', 'Time since start', 'Saved searches', 'Order']) {
      await viewer.button(name).click();
      const menu = page.getByRole('menu', { name });
      await menu.waitFor();
      expect({ name, isInSight: await viewer.isInSight(menu) }).toEqual({ name, isInSight: true });
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
    }
    // One that is too long for the window scrolls.
    await page.setViewportSize({ width: 700, height: 260 });
    await viewer.button('Order').click();
    const menu = page.getByRole('menu', { name: 'Order' });
    await menu.waitFor();
    await page.keyboard.press('End');
    const last = menu.getByRole('menuitemradio', { name: 'By listener' });
    await expect.poll(() => viewer.isInSight(last)).toBe(true);
    await page.mouse.click(600, 250);
    await menu.waitFor({ state: 'detached' });
  });
});
