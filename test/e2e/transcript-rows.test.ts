import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

/** A conversation with a mistake of the client's in it, which is refused; the client hangs up without QUIT. */
async function haveConversation(viewer: ViewerPage): Promise<void> {
  const client = connectRawClient(await viewer.port());
  await client.hear();
  await client.ask('EHLO client.example');
  client.say('MAIL FROM:<me@example.com> SIZE=1000 BODY=8BITMIME\r\nRCPT TO:<you@example.com>\r\nNOOP\r\n');
  for (let reply = 0; reply < 3; reply += 1) await client.hear();
  client.say('NOOP\n');
  await client.hear();
  await client.ask('RCPT TO:<not an address');
  client.socket.end();
  await client.closed;
  await viewer.transcript.getByText('The client closed the connection').waitFor();
}

/** The row in which this is said. */
function rowOf(viewer: ViewerPage, words: string | RegExp): Locator {
  return viewer.transcript.locator('.row', { hasText: words });
}

/** What is set apart in a row, in its order: `MAIL`, `<me@example.com>`, `SIZE`. */
function setApart(row: Locator): Promise<string[]> {
  return row.locator('.words-strong, .words-enhanced, .words-path, .words-parameter').allTextContents();
}

const browser = useBrowser();

describePage('a row of the transcript', browser, (viewerTest) => {
  viewerTest('sets verb, path, parameters, code, enhanced code and capability apart', async (viewer) => {
    await haveConversation(viewer);
    expect(await setApart(rowOf(viewer, 'MAIL FROM'))).toEqual(['MAIL', '<me@example.com>', 'SIZE', 'BODY']);
    expect(await setApart(rowOf(viewer, 'Sender OK'))).toEqual(['250', '2.1.0']);
    await viewer.fold('Open all');
    await expect.poll(() => setApart(rowOf(viewer, '250-8BITMIME'))).toEqual(['250', '8BITMIME']);
    // Who spoke is told by words and by the side of a rail, not by colour alone.
    expect(await rowOf(viewer, 'MAIL FROM').locator('.row-tag').textContent()).toBe('c> ');
    expect(await rowOf(viewer, 'Sender OK').locator('.row-tag').textContent()).toBe('s< ');
  });

  viewerTest('lights what it belongs to while it is pointed at, pipelined too', async (viewer) => {
    await haveConversation(viewer);
    const paired = viewer.transcript.locator('.row-paired');
    await rowOf(viewer, 'RCPT TO:<you@').hover();
    await expect
      .poll(() => paired.allTextContents())
      .toEqual([
        expect.stringContaining('c> RCPT TO:<you@example.com>'),
        expect.stringMatching(/s< 250 2\.1\.5 /),
      ]);
    await rowOf(viewer, '2.1.0').hover();
    await expect.poll(() => paired.first().textContent()).toContain('c> MAIL FROM');
    await viewer.filter.hover();
    await expect.poll(() => paired.count()).toBe(0);
  });

  viewerTest('stands between what happened, and tells what was found in it', async (viewer) => {
    await haveConversation(viewer);
    const rows = await viewer.transcript.getByRole('option').allInnerTexts();
    expect(rows.at(0)).toMatch(/Client 127\.0\.0\.1:\d+ connected on 20\d\d-\d\d-\d\d\./);
    expect(rows.at(1)).toMatch(/Server built-in .* reached in \d+ ms\./);
    expect(rows.at(-1)).toMatch(/The client closed the connection\.\s+closed without QUIT/);
    const bare = rowOf(viewer, 'bare lf');
    expect(await bare.textContent()).toMatch(/c> NOOP/);
    await bare.click();
    await viewer.details.getByText('A line ends in LF without CR').first().waitFor();
    expect(await rowOf(viewer, 'RCPT TO:<not an address').textContent()).toMatch(/malformed/);
  });

  viewerTest('explains a verb, a capability and a finding, each with where it is written', async (viewer) => {
    await haveConversation(viewer);
    const line = viewer.details.getByRole('region', { name: 'Selected line' });
    await rowOf(viewer, 'MAIL FROM').click();
    await line.getByRole('link', { name: /^RFC 5321 section 4\.1\.1\.2/ }).waitFor();
    await viewer.fold('Open all');
    await rowOf(viewer, '250-PIPELINING').click();
    await line
      .getByRole('link', { name: /^RFC 2920/ })
      .first()
      .waitFor();
    await line
      .getByText(/commands/)
      .first()
      .waitFor();
    await viewer.details.getByRole('button', { name: /^.*The client closed without QUIT/ }).click();
    await expect.poll(() => viewer.selected.textContent()).toContain('closed the connection');
  });
});
