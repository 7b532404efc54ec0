import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { newPage } from '../support/viewer-hosts.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage, describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A conversation of more than a hundred exchanges. */
async function haveLongConversation(viewer: ViewerPage): Promise<void> {
  const client = connectRawClient(await viewer.port());
  await client.hear();
  await client.ask('EHLO client.example');
  for (let message = 1; message <= 33; message += 1) {
    await client.ask(`MAIL FROM:<sender-${message}@example.com>`);
    await client.ask(`RCPT TO:<recipient-${message}@example.net>`);
    await client.ask('RSET');
  }
  await client.ask('QUIT');
  await client.closed;
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

/** Has a client be refused. */
async function beRefused(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  expect(await client.ask('RCPT TO:<you@example.com>')).toMatch(/^503 /);
  await client.ask('QUIT');
  await client.closed;
}

describeViewer('the ladder', browser, (viewerTest) => {
  viewerTest('is read, walked through and saved for a hundred exchanges', async (viewer, open) => {
    await haveLongConversation(viewer);
    const panel = await viewer.showDetails('Ladder');
    const steps = panel.getByRole('listbox', { name: 'Steps of the conversation' });
    await expect.poll(() => steps.getByRole('option').count()).toBeGreaterThan(200);
    await steps.focus();
    const chosen = steps.getByRole('option', { selected: true });
    await viewer.page.keyboard.press('End');
    await expect
      .poll(() => chosen.getAttribute('aria-posinset'))
      .toBe(await chosen.getAttribute('aria-setsize'));
    await viewer.page.keyboard.press('ArrowUp');
    await expect.poll(() => viewer.selected.count()).toBe(1);
    await expect.poll(() => viewer.isInSight(chosen)).toBe(true);
    // Rows are far enough from one another to be read.
    const heights = await steps
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => (option as { offsetHeight: number }).offsetHeight));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(20);

    const file = await open.saved(() => panel.getByRole('button', { name: 'Save SVG' }).click());
    const picture = await newPage(await browser());
    await picture.goto(`data:image/svg+xml;base64,${file.bytes.toString('base64')}`);
    const drawn = picture.locator('svg').first();
    for (const words of ['Client', 'SMTP Spy', 'Server', 'MAIL FROM:<sender-1@example.com>'])
      await drawn.locator('text').getByText(words, { exact: true }).first().waitFor();
    expect(file.text).toContain('RCPT TO:&lt;recipient-33@example.net&gt;');
    const texts = await drawn
      .locator('text')
      .evaluateAll((all) => all.map((text) => (text as unknown as Box).getBoundingClientRect().right));
    expect(Math.max(...texts)).toBeLessThanOrEqual((await drawn.boundingBox())?.width ?? 0);
  });
});

interface Box {
  getBoundingClientRect(): { readonly right: number };
}

describePage('the overview', browser, (viewerTest) => {
  viewerTest('tells codes apart, and is narrowed with the mouse', async (viewer) => {
    const port = await viewer.port();
    await viewer.button('Send one now').click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
    await beRefused(port);
    await expect.poll(() => viewer.conversations.count()).toBe(2);
    await viewer.button('Overview').click();
    await viewer.page.getByText(/^1 message accepted, 1 refusal for good, [\d.]+ k?B$/).waitFor();
    const chart = viewer.page.getByRole('button', { name: 'Time', exact: true });
    const { x = 0, y = 0, width = 0, height = 0 } = (await chart.boundingBox()) ?? {};
    await viewer.page.mouse.move(x + 2, y + height / 2);
    await viewer.page.mouse.down();
    await viewer.page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
    await viewer.page.mouse.move(x + width - 2, y + height / 2, { steps: 4 });
    await viewer.page.mouse.up();
    await expect.poll(() => viewer.search.inputValue()).toMatch(/^after:\S+ before:\S+$/);
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('2 of 2');
  });
});
