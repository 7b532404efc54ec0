import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A conversation with two messages of a thousand lines each. */
async function haveConversation(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  for (const message of ['first', 'second']) {
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('DATA');
    const text = Array.from(
      { length: 1_000 },
      (_, at) => `${message} ${at % 100 === 50 ? 'Needle' : 'straw'} ${at}`,
    );
    await client.ask(`Subject: ${message}\r\n\r\n${text.join('\r\n')}\r\n.`);
  }
  await client.ask('QUIT');
  await client.closed;
}

async function over(viewer: ViewerPage): Promise<void> {
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

describePage('finding in a conversation', browser, (viewerTest) => {
  viewerTest('counts and marks, goes on and back, and opens what is folded', async (viewer) => {
    await haveConversation(await viewer.port());
    await over(viewer);
    const { keyboard } = viewer.page;
    await keyboard.press('Control+f');
    await keyboard.type('needle');
    await expect.poll(() => viewer.findCount.textContent()).toBe('1 of 20 lines');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/first Needle 50/);
    await expect.poll(() => viewer.selected.locator('mark').allTextContents()).toEqual(['Needle']);

    await keyboard.press('Enter');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/first Needle 150/);
    await keyboard.press('Shift+Enter');
    await keyboard.press('Shift+Enter');
    await expect.poll(() => viewer.findCount.textContent()).toBe('20 of 20 lines');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/second Needle 950/);
    await keyboard.press('F3');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/first Needle 50/);

    await viewer.button('Match case').click();
    await expect.poll(() => viewer.findCount.textContent()).toBe('not found');
    await viewer.button('Regular expression').click();
    await viewer.find.fill('Needle [19]50$');
    await expect.poll(() => viewer.findCount.textContent()).toMatch(/^\d of 4 lines$/);
    await viewer.find.fill('Needle (');
    await viewer.page.getByText('That is no regular expression').waitFor();
    expect(await viewer.find.getAttribute('aria-invalid')).toBe('true');
  });

  viewerTest('leaves the view where it went, and looks only at what a filter shows', async (viewer) => {
    await haveConversation(await viewer.port());
    await over(viewer);
    const { keyboard } = viewer.page;
    await keyboard.press('/');
    await keyboard.type('second Needle 450');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/second Needle 450/);
    const before = await viewer.selected.boundingBox();
    await keyboard.press('Escape');
    await viewer.find.waitFor({ state: 'detached' });
    expect(await viewer.selected.boundingBox()).toEqual(before);
    await expect.poll(() => viewer.transcript.locator('mark').count()).toBe(0);

    await viewer.filter.fill('first');
    await expect.poll(() => viewer.count.textContent()).toMatch(/^1,001 of /);
    await keyboard.press('Control+f');
    await viewer.find.fill('needle');
    await expect.poll(() => viewer.findCount.textContent()).toMatch(/ of 10 lines$/);
  });
});

describePage('a line', browser, (viewerTest) => {
  viewerTest('is gone to by its number, into a fold too', async (viewer) => {
    await haveConversation(await viewer.port());
    await over(viewer);
    const { keyboard } = viewer.page;
    await keyboard.press('Control+g');
    await keyboard.type('1,500');
    await keyboard.press('Enter');
    await expect.poll(() => viewer.selected.getAttribute('data-line')).toBe('1500');
    expect(await viewer.selected.isVisible()).toBe(true);
    await keyboard.press('Control+g');
    await keyboard.type('99999');
    await keyboard.press('Enter');
    await viewer.page.getByText(/From 1 to 2,\d\d\d/).waitFor();
    await keyboard.press('Escape');
    await viewer.filter.fill('second');
    await expect.poll(() => viewer.count.textContent()).toMatch(/^1,001 of /);
    await keyboard.press('Control+g');
    await keyboard.type('500');
    await keyboard.press('Enter');
    await expect.poll(() => viewer.selected.getAttribute('data-line')).toBe('500');
    expect(await viewer.filter.inputValue()).toBe('');
  });
});
