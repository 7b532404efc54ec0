import { join } from 'node:path';
import { expect } from 'vitest';
import { writeLongSession } from '../bench/long-session.ts';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';

/** More rows than an element of Chromium’s could be high enough for. */
const LINES = 2_000_000;

const browser = useBrowser();

programTest(
  ['chromium'],
  'two million lines are gone through from end to end, found in and filtered',
  async () => {
    const data = await temporaryFolder();
    const lines = await writeLongSession(join(data, 'captures'), 1, LINES);
    const { page } = await openInBrowser(await browser(), { data });
    const viewer = new ViewerPage(page);
    await viewer.port();
    await viewer.conversations.first().waitFor();
    await expect
      .poll(() => viewer.count.textContent(), { timeout: 120_000 })
      .toBe(`${lines.toLocaleString('en')} lines`);
    await viewer.fold('Open all');
    const rows = viewer.transcript.locator('.row');
    await expect
      .poll(async () => Number(await rows.first().getAttribute('aria-setsize')))
      .toBeGreaterThan(LINES);
    await viewer.transcript.focus();
    await page.keyboard.press('Home');
    await viewer.line(1).waitFor();
    await page.keyboard.press('End');
    await viewer.line(lines).waitFor();
    await page.keyboard.press('PageUp');
    await expect.poll(() => viewer.line(lines - 20).count()).toBe(1);

    for (const line of [1_234_567, 3, lines - 5, 1_999_000]) {
      await page.keyboard.press('Control+g');
      await page.keyboard.type(String(line));
      await page.keyboard.press('Enter');
      await viewer.line(line).waitFor();
      await expect.poll(() => viewer.isInSight(viewer.line(line).locator('.row-words'))).toBe(true);
    }
    // The wheel moves by lines, not by the thousands that a pixel of the scroll bar stands for.
    await viewer.transcript.hover();
    await page.mouse.wheel(0, 220);
    await viewer.line(1_999_010).waitFor();
    expect(await rows.count()).toBeLessThan(120);

    await page.keyboard.press('Control+f');
    await viewer.find.fill('needle in message 500');
    await expect
      .poll(() => viewer.selected.textContent(), { timeout: 60_000 })
      .toContain('a needle in message 500');
    await page.keyboard.press('Escape');
    await viewer.filter.fill('cmd:RCPT');
    await expect
      .poll(() => viewer.count.textContent(), { timeout: 60_000 })
      .toMatch(/^\d[\d,]* of 2,\d+,\d+ lines$/);
    await expect.poll(() => viewer.lines()).toContainEqual('c> RCPT TO:<you@mx.example>');
  },
  240_000,
);
