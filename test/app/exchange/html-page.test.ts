import { describe, expect, test } from 'vitest';
import { SessionFacts } from '../../../app/capture/session-facts.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import {
  htmlEnd,
  htmlItem,
  htmlSessionEnd,
  htmlSessionStart,
  htmlStart,
} from '../../../app/exchange/html-page.ts';
import { useBrowser } from '../../support/browser.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { programTest } from '../../support/programs.ts';
import { recordedScript } from './exported.ts';

const HOSTILE: ConversationScript = [
  ['s', '220 mx.example ESMTP <img src=x onerror=alert(1)>\r\n'],
  ['c', 'EHLO "\'&amp;</code></li></ol></section></main><script>document.title="owned"</script>\r\n'],
  ['s', '250-mx.example\r\n250-AUTH PLAIN\r\n250 SIZE 1000\r\n'],
  ['c', 'AUTH PLAIN AHVzZXIAc2VjcmV0\r\n'],
  ['s', '235 2.7.0 welcome\r\n'],
  ['c', 'MAIL FROM:<</dd><script>alert(2)</script>@b.example>\r\n'],
  ['s', '250 2.1.0 Ok\r\n'],
  ['c', 'NOOP \xe2\x80\xaegnp.exe\x1b[31m\0\n'],
  ['s', '250 Ok\r\n'],
  ['c', 'QUIT\r\n'],
  ['s', '221 bye\r\n'],
];

async function pageOf(source: SessionSource, reveal = false): Promise<string> {
  await source.catchUp();
  const summary = source.index.summary();
  let page = htmlStart('SMTP conversation') + htmlSessionStart(summary);
  for await (const items of new SessionFacts(source, reveal).readOn()) {
    page += items.map((item) => htmlItem(item, summary.started)).join('');
  }
  return page + htmlSessionEnd() + htmlEnd();
}

describe('a conversation as a page', () => {
  test('masks what authenticates, unless it is to be revealed', async () => {
    const source = await recordedScript(HOSTILE);
    expect(await pageOf(source)).toContain('<code>AUTH PLAIN ****</code>');
    expect(await pageOf(source)).not.toContain('AHVzZXIAc2VjcmV0');
    expect(await pageOf(source, true)).toContain('<code>AUTH PLAIN AHVzZXIAc2VjcmV0</code>');
  });

  test('names no other place, and holds no script', async () => {
    const page = await pageOf(await recordedScript(HOSTILE));
    expect(page).not.toMatch(/<script|<img|<link|<a |https?:|url\(|javascript:/i);
  });
});

describe('in a browser', () => {
  const browser = useBrowser();

  programTest('chromium', 'shows the words as they were said, and nothing of them runs', async () => {
    const page = await (await browser()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push('a dialog')));
    await page.setContent(await pageOf(await recordedScript(HOSTILE)));
    expect(await page.title()).toBe('SMTP conversation');
    const lines = await page.locator('code').allInnerTexts();
    expect(lines).toContain(HOSTILE[0]?.[1].trimEnd());
    expect(lines).toContain(HOSTILE[1]?.[1].trimEnd());
    expect(lines).toContain('NOOP ⟨RLO⟩gnp.exe␛[31m␀');
    expect(await page.locator('li', { hasText: 'NOOP' }).innerText()).toContain('LF only');
    // The style is let through by the policy that stands in the page.
    const corners = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('section')).borderRadius",
    );
    expect(corners).toBe('8px');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
