import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Lines of a message that fill many screens. */
const LONG = Array.from({ length: 300 }, (_, at) => `line ${at + 1} of the message`).join('\r\n');

/** Has a client send a message to that recipient, and say goodbye. */
async function send(port: number, recipient: string, text = 'Hello'): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask(`RCPT TO:<${recipient}>`);
  await client.ask('DATA');
  await client.ask(`Subject: To ${recipient}\r\n\r\n${text}\r\n.`);
  await client.ask('QUIT');
  await client.closed;
}

/** The number of the line in the middle of the transcript. */
function lineInMiddle(viewer: ViewerPage): Promise<number> {
  return viewer.page.evaluate(`(() => {
    const { left, top, width, height } = document.getElementById('transcript').getBoundingClientRect();
    const element = document.elementFromPoint(left + width / 2, top + height / 2);
    return Number(element?.closest('[data-line]')?.dataset.line ?? -1);
  })()`);
}

describeViewer('a page that is loaded anew', browser, (viewerTest) => {
  viewerTest('shows the conversation, the line and the filter that it showed', async (viewer, open) => {
    const port = await viewer.port();
    for (const recipient of ['ann@example.net', 'bob@example.net', 'carol@example.net']) {
      await send(port, recipient);
    }
    await expect.poll(() => viewer.conversations.count()).toBe(3);
    await viewer.search.fill('to:ann or to:bob');
    await expect.poll(() => viewer.conversations.count()).toBe(2);
    await viewer.conversations.filter({ hasText: 'ann@example.net' }).click();
    await viewer.filter.fill('cmd:RCPT or cmd:QUIT');
    await expect.poll(() => viewer.lines()).toHaveLength(2);
    await viewer.transcript.getByText('TO:<ann@example.net>').click();
    await expect.poll(() => viewer.page.url()).toMatch(/#session\/1\/line\/\d+\?filter=.*&search=/);

    const again = new ViewerPage(await open.reload());
    await expect.poll(() => again.filter.inputValue()).toBe('cmd:RCPT or cmd:QUIT');
    await expect.poll(() => again.selected.textContent()).toContain('TO:<ann@example.net>');
    await expect.poll(() => again.lines()).toEqual(['c> RCPT TO:<ann@example.net>', 'c> QUIT']);
    expect(await again.search.inputValue()).toBe('to:ann or to:bob');
    await expect.poll(() => again.conversations.count()).toBe(2);
    await again.details.getByText(/RCPT/).first().waitFor();
  });

  viewerTest('stands where it was scrolled to, in an opened fold', async (viewer, open) => {
    const port = await viewer.port();
    await send(port, 'ann@example.net', LONG);
    await send(port, 'bob@example.net');
    await viewer.conversations.filter({ hasText: 'ann@example.net' }).click();
    await viewer.fold('Open all');
    await expect
      .poll(() => viewer.transcript.evaluate(({ scrollHeight }) => scrollHeight))
      .toBeGreaterThan(5_000);
    await viewer.scrollTo(2_400);
    const isThere = (line: number): boolean => line > 100 && line < 150;
    await expect.poll(async () => isThere(await lineInMiddle(viewer))).toBe(true);
    const before = await lineInMiddle(viewer);
    await expect.poll(() => viewer.page.url()).toMatch(/#session\/1\?row=1\d\d$/);

    const again = new ViewerPage(await open.reload());
    await expect.poll(() => lineInMiddle(again)).toBe(before);
    expect(await again.selected.count()).toBe(0);
  });

  viewerTest('follows the newest conversation where it did', async (viewer, open) => {
    const port = await viewer.port();
    await send(port, 'ann@example.net');
    await viewer.transcript.getByText('TO:<ann@example.net>').waitFor();
    const again = new ViewerPage(await open.reload());
    await again.transcript.getByText('TO:<ann@example.net>').waitFor();
    await send(port, 'bob@example.net');
    await again.transcript.getByText('TO:<bob@example.net>').waitFor();
  });

  viewerTest('still shows the file that was opened', async (viewer, open) => {
    await viewer.port();
    await viewer.page.locator('input[type=file]').setInputFiles({
      name: 'talk.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('c> EHLO from-a-file.example\ns< 250 Ok\n'),
    });
    await viewer.transcript.getByText('EHLO from-a-file.example').click();
    await expect.poll(() => viewer.page.url()).toMatch(/#session\/1\/line\/1\?file=1$/);
    const again = new ViewerPage(await open.reload());
    await expect.poll(() => again.selected.textContent()).toContain('EHLO from-a-file.example');
    await again.page.getByRole('navigation', { name: 'Captures' }).getByText('talk.txt').waitFor();
  });
});
