import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A conversation with everything that is folded: capabilities, a login, and a message of so many lines. */
async function haveConversation(port: number, lines: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask(`AUTH PLAIN ${btoa('\0billing\0s3cret')}`);
  client.say('MAIL FROM:<me@example.com>\r\nRCPT TO:<you@example.com>\r\nDATA\r\n');
  for (let reply = 0; reply < 3; reply += 1) await client.hear();
  const text = Array.from({ length: lines - 3 }, (_, at) => `item ${at}\r\n`).join('');
  await client.ask(`Subject: Invoice 4711\r\n\r\n${text}.`);
  await client.ask('QUIT');
  await client.closed;
}

async function over(viewer: ViewerPage): Promise<void> {
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

/** Where words stand in the transcript, in pixels from its top: what is above it may still change. */
async function topOf(viewer: ViewerPage, text: string): Promise<number> {
  const words = viewer.transcript.getByText(text).first();
  const [list, row] = await Promise.all([viewer.transcript.boundingBox(), words.boundingBox()]);
  return (row?.y ?? -1) - (list?.y ?? 0);
}

describePage('what is rarely read', browser, (viewerTest) => {
  viewerTest('stands folded as one row that says the essential, and opens in place', async (viewer) => {
    await haveConversation(await viewer.port(), 300);
    await over(viewer);
    await expect
      .poll(() => viewer.folds.allTextContents())
      .toEqual([
        expect.stringMatching(/^250 · \d+ capabilities.*PIPELINING/),
        expect.stringMatching(/^AUTH PLAIN \*{4}refused: 502 .* · user billing/),
        expect.stringMatching(/^message content, 300 lines, \d\.\d kBInvoice 4711/),
      ]);
    expect(await viewer.lines()).not.toContainEqual('c> item 0');

    const before = await topOf(viewer, 'message content');
    await viewer.folds.last().click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> Subject: Invoice 4711');
    expect(await topOf(viewer, 'message content')).toBe(before);
    await expect.poll(() => viewer.lines()).toContainEqual('c> item 1');
    await viewer.page.keyboard.press('Enter');
    await expect.poll(() => viewer.lines()).not.toContainEqual('c> item 1');
    expect(await topOf(viewer, 'message content')).toBe(before);
  });

  viewerTest('opens all at once, around the selected line, and folds again', async (viewer) => {
    await haveConversation(await viewer.port(), 3_000);
    await over(viewer);
    await viewer.transcript.getByText('RCPT').click();
    const before = await topOf(viewer, 'RCPT');
    await viewer.fold('Open all');
    await expect.poll(() => viewer.lines()).toContainEqual('c> item 1');
    expect(await topOf(viewer, 'RCPT')).toBe(before);
    await expect.poll(() => viewer.selected.textContent()).toMatch(/c> RCPT/);
    await viewer.fold('Fold all');
    await expect.poll(() => viewer.lines()).not.toContainEqual('c> item 1');
    await expect.poll(() => viewer.folds.count()).toBe(3);
    await expect.poll(() => viewer.selected.textContent()).toMatch(/c> RCPT/);
  });

  viewerTest('grows in its heading while a message comes in', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('HELO client.example');
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('DATA');
    client.say('Subject: still coming\r\n');
    await expect.poll(() => viewer.lines()).toContainEqual('c> Subject: still coming');
    client.say('\r\none\r\n');
    await viewer.transcript.getByText('message content, 3 lines').waitFor();
    client.say('two\r\nthree\r\n');
    await viewer.transcript.getByText('message content, 5 lines').waitFor();
    expect(await viewer.lines()).not.toContainEqual('c> one');
    await viewer.folds.click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> three');
    client.say('four\r\n');
    await viewer.transcript.getByText('message content, 6 lines').waitFor();
    await expect.poll(() => viewer.lines()).toContainEqual('c> four');
  });
});

describePage('a command and its reply', browser, (viewerTest) => {
  viewerTest('mark each other, pipelined too, and p goes from one to the other', async (viewer) => {
    await haveConversation(await viewer.port(), 10);
    await over(viewer);
    const lines = await viewer.lines();
    const command = viewer.transcript.locator('.row', { hasText: 'RCPT TO' });
    await expect.poll(() => command.textContent()).toMatch(/\d+ ms$|0 ms$/);
    await command.click();
    const paired = viewer.transcript.locator('.row-paired');
    await expect.poll(() => paired.count()).toBe(2);
    expect(await paired.last().textContent()).toMatch(/s< 250/);
    const number = await command.getAttribute('data-line');
    await viewer.page.keyboard.press('p');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/s< 250/);
    const reply = Number(await viewer.selected.getAttribute('data-line'));
    // MAIL, RCPT and DATA were said at once: three lines on stands what answers the second.
    expect(reply).toBe(Number(number) + 3);
    await viewer.page.keyboard.press('p');
    await expect.poll(() => viewer.selected.getAttribute('data-line')).toBe(number);
    expect(await viewer.lines()).toEqual(lines);
  });

  viewerTest('tell when they were said, in the way that one likes', async (viewer) => {
    await haveConversation(await viewer.port(), 10);
    await over(viewer);
    const time = viewer.transcript.locator('.row-time').last();
    await expect.poll(() => time.textContent()).toMatch(/^\d+\.\d{3}$/);
    const choose = async (from: string, to: string) => {
      await viewer.button(from).click();
      await viewer.page.getByRole('menuitemradio', { name: to }).click();
    };
    await choose('Time since start', 'Time of day');
    await expect.poll(() => time.textContent()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    await choose('Time of day', 'Time between');
    await expect.poll(() => time.textContent()).toMatch(/^\+\d+\.\d{3}$/);
    await viewer.page.reload();
    await expect.poll(() => time.textContent()).toMatch(/^\+\d+\.\d{3}$/);
  });
});
