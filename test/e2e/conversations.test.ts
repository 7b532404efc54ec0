import { join } from 'node:path';
import { expect } from 'vitest';
import { recordSessions } from '../bench/many-sessions.ts';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { scrollWhenTold } from '../support/scroll-when-told.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage, type ViewerTestNeeds } from '../support/viewer-test.ts';

/** Opens the viewer with a folder in which so many conversations were recorded. */
function recorded(count: number): ViewerTestNeeds {
  return {
    async settings() {
      const data = await temporaryFolder();
      await recordSessions(join(data, 'captures'), count);
      return { data };
    },
  };
}

/** Waits until the list has all of them. */
async function listed(viewer: ViewerPage, count: number): Promise<void> {
  await expect.poll(() => viewer.conversationCount.textContent()).toBe(count.toLocaleString('en'));
  // The rows come a moment behind their number.
  await expect.poll(() => viewer.conversations.first().getAttribute('aria-setsize')).toBe(String(count));
}

/** Clients of the conversations that are in the page, from top to bottom. */
function shownClients(viewer: ViewerPage): Promise<string[]> {
  return viewer.conversations.locator('.conversation-client').allTextContents();
}

const browser = useBrowser();

describePage('the list of conversations', browser, (viewerTest) => {
  viewerTest(
    'is put in another order and in groups, which is remembered',
    async (viewer, open) => {
      await listed(viewer, 300);
      await viewer.choose('Order', 'What went wrong first');
      await expect.poll(() => viewer.conversations.first().textContent()).toMatch(/550 refused/);
      await viewer.choose('Order', 'By client');
      await viewer.page.getByRole('treeitem', { level: 1 }).first().waitFor();
      const head = viewer.page.getByRole('treeitem', { level: 1 }).first();
      await expect.poll(() => head.textContent()).toMatch(/^10\.0\.0\.1\d* ?conversations/);
      await head.click();
      await expect.poll(() => head.getAttribute('aria-expanded')).toBe('false');
      await viewer.preferencesKept();
      const again = await open.reload();
      await again.getByRole('treeitem', { level: 1 }).first().waitFor();
    },
    recorded(300),
  );

  viewerTest(
    'is read from its beginning in another order or narrowed, and shows the chosen one when a search is given up',
    async (viewer) => {
      await listed(viewer, 300);
      const list = viewer.page.getByRole('listbox', { name: 'Conversations' });
      const row = (session: number) => viewer.page.locator(`[data-session="${session}"]`);
      await list.focus();
      await viewer.page.keyboard.press('End');
      await row(1).waitFor();
      await viewer.choose('Order', 'What went wrong first');
      // The 300th hung up; the 288th was the last to be refused.
      await row(288).waitFor();
      await expect.poll(() => viewer.isInSight(row(288))).toBe(true);
      await viewer.choose('Order', 'Oldest first');
      await expect.poll(() => shownClients(viewer).then(([first]) => first)).toBe('10.0.0.1');

      await viewer.choose('Order', 'Newest first');
      await viewer.search.fill('is:refused to:customer-11@');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('1 of 300');
      await row(12).click();
      await viewer.search.fill('');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('300');
      await expect.poll(() => row(13).count()).toBe(1);
      expect(await row(12).getAttribute('aria-selected')).toBe('true');
      await expect.poll(() => viewer.isInSight(row(12))).toBe(true);

      // What can be done with it is had by keyboard wherever the list was scrolled to.
      await list.focus();
      await list.evaluate((element) => element.scrollTo(0, 0));
      await row(300).waitFor();
      await viewer.page.keyboard.press('Shift+F10');
      const menu = viewer.page.getByRole('menu', { name: 'Conversation' });
      await menu.getByRole('menuitem', { name: 'Pin' }).waitFor();
      expect(await viewer.isInSight(menu)).toBe(true);
      await viewer.page.keyboard.press('Escape');
    },
    recorded(300),
  );

  viewerTest(
    'is in groups of listeners, which fold by keyboard',
    async (viewer) => {
      await listed(viewer, 30);
      await viewer.choose('Order', 'By listener');
      const heads = viewer.page.getByRole('treeitem', { level: 1 });
      await heads.first().waitFor();
      await viewer.page.setViewportSize({ width: 1280, height: 3_000 });
      await heads.nth(2).waitFor();
      expect(await heads.allTextContents()).toEqual([
        '127.0.0.1:252510 conversations',
        '127.0.0.1:252610 conversations',
        '127.0.0.1:252710 conversations3 went wrong',
      ]);
      await viewer.page.getByRole('tree', { name: 'Conversations' }).focus();
      await viewer.page.keyboard.press('Home');
      await viewer.page.keyboard.press('ArrowDown');
      await viewer.page.keyboard.press('ArrowLeft');
      await expect.poll(() => heads.first().getAttribute('aria-expanded')).toBe('false');
      await expect.poll(() => heads.nth(1).textContent()).toMatch(/^127\.0\.0\.1:2526/);
      await heads.first().click();
      await expect.poll(() => heads.first().getAttribute('aria-expanded')).toBe('true');
    },
    recorded(30),
  );

  viewerTest(
    'is narrowed by what is known, and by lines in all conversations',
    async (viewer) => {
      await listed(viewer, 300);
      await viewer.search.fill('is:refused client:10.0.0.');
      await expect.poll(() => viewer.conversationCount.textContent()).toMatch(/^\d+ of 300$/);
      await viewer.page.getByText('Conversations with a refusal and with the client’s address').waitFor();
      await expect
        .poll(async () => new Set((await shownClients(viewer)).map((client) => client.startsWith('10.0.0.'))))
        .toEqual(new Set([true]));

      await viewer.search.fill('"queued as 2a"');
      await expect.poll(() => viewer.conversationCount.textContent()).toMatch(/^[12] of 300$/);
      const match = viewer.conversations.first().getByText('250 2.0.0 Ok: queued as 2a');
      await match.click();
      await expect.poll(() => viewer.selected.textContent()).toMatch(/queued as 2a/);

      await viewer.search.fill('nobody-said-this');
      await viewer.page.getByText('No conversation matches').waitFor();
      await viewer.page.getByRole('button', { name: 'Show all conversations' }).last().click();
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('300');
      await viewer.search.fill('status:refused');
      await viewer.alert.getByRole('button', { name: 'is:refused' }).click();
      await expect.poll(() => viewer.search.inputValue()).toBe('is:refused');
      await expect.poll(() => viewer.conversationCount.textContent()).toMatch(/^\d+ of 300$/);
    },
    recorded(300),
  );

  viewerTest(
    'is searched with a query that is completed with what the captures hold, kept with a name, and used again',
    async (viewer) => {
      await listed(viewer, 300);
      await viewer.search.fill('client:10.0.3.2');
      await viewer.page.getByRole('option', { name: /client:10\.0\.3\.2 1 conversation$/ }).waitFor();
      await viewer.search.press('ArrowDown');
      await viewer.search.press('Enter');
      await expect.poll(() => viewer.search.inputValue()).toMatch(/^client:10\.0\.3\.2/);
      await expect.poll(() => viewer.conversationCount.textContent()).toMatch(/^\d+ of 300$/);
      await viewer.search.press('Enter');
      await viewer.search.fill('is:refused');
      await expect.poll(() => viewer.conversationCount.textContent()).toMatch(/^\d+ of 300$/);
      await viewer.choose('Saved searches', 'Save this search…');
      await viewer.page.getByRole('textbox', { name: 'Name' }).fill('What went back');
      await viewer.page.getByRole('button', { name: 'Save search' }).click();
      await viewer.search.fill('');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('300');
      const menu = viewer.page.getByRole('menu', { name: 'Saved searches' });
      await viewer.button('Saved searches').click();
      // The saved one, what was searched last, and what is ready.
      await menu.getByRole('menuitem', { name: /^client:10\.0\.3\.2/ }).waitFor();
      await menu.getByRole('menuitem', { name: 'With a warning' }).waitFor();
      expect(await viewer.isInSight(menu)).toBe(true);
      await menu.getByRole('menuitem', { name: /^What went back/ }).click();
      await expect.poll(() => viewer.search.inputValue()).toBe('is:refused');
      await viewer.choose('Saved searches', 'Forget this saved search');
      await viewer.button('Saved searches').click();
      await menu.getByRole('menuitem', { name: /^What was refused/ }).waitFor();
      expect(await menu.getByRole('menuitem', { name: /^What went back/ }).count()).toBe(0);
    },
    recorded(300),
  );

  viewerTest(
    'has its conversations pinned, noted, deleted and brought back, by keyboard too',
    async (viewer) => {
      await listed(viewer, 20);
      const { keyboard } = viewer.page;
      await viewer.conversations.nth(3).click({ button: 'right' });
      await viewer.page.getByRole('menuitem', { name: 'Pin' }).click();
      await expect.poll(() => viewer.conversations.first().getByLabel('Pinned').count()).toBe(1);

      await viewer.page.getByRole('listbox', { name: 'Conversations' }).focus();
      await keyboard.press('Shift+F10');
      await viewer.page.getByRole('menuitem', { name: 'Unpin' }).waitFor();
      await viewer.page.getByRole('menuitem', { name: 'Note…' }).click();
      await viewer.page.getByRole('textbox', { name: 'Note' }).fill('ask Ann #urgent');
      await viewer.page.getByRole('button', { name: 'Keep note' }).click();
      await viewer.conversations.first().getByText('#urgent').waitFor();
      const note = viewer.button('Note ask Ann #urgent');
      await note.click();
      await viewer.page.getByRole('textbox', { name: 'Note' }).fill('ask Ann and Bob #urgent');
      await viewer.page.getByRole('button', { name: 'Keep note' }).click();
      await viewer.button('Note ask Ann and Bob #urgent').waitFor();
      await viewer.search.fill('tag:urgent is:pinned');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('1 of 20');
      await viewer.search.press('Escape');
      await viewer.search.press('Escape');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('20');

      await viewer.conversations.nth(1).click();
      await keyboard.press('Shift+ArrowDown');
      await keyboard.press('Shift+ArrowDown');
      await viewer.page.getByText('3 conversations selected').waitFor();
      await viewer.button('Export…').click();
      await viewer.page.getByRole('heading', { name: 'Export 3 conversations' }).waitFor();
      await keyboard.press('Escape');
      await viewer.page.getByRole('listbox', { name: 'Conversations' }).focus();
      await keyboard.press('Delete');
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('17');
      await viewer.page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('20');
      await viewer.choose('More about the list', 'Delete all…');
      await viewer.page.getByRole('button', { name: 'Delete', exact: true }).click();
      await viewer.page.getByText('1 pinned conversation stayed.').waitFor();
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('1');
    },
    recorded(20),
  );

  viewerTest(
    'has an overview that shows what happened, and narrows it to a stretch of time',
    async (viewer) => {
      await listed(viewer, 60);
      await viewer.button('Overview').click();
      const chart = viewer.page.getByRole('button', { name: 'Time', exact: true });
      await viewer.page.getByText(/^\d+ messages accepted, \d+ refusals for good/).waitFor();
      await chart.focus();
      await viewer.page.keyboard.press('End');
      await viewer.page.keyboard.press('Shift+Home');
      await viewer.page.keyboard.press('Enter');
      await expect.poll(() => viewer.search.inputValue()).toMatch(/^after:\S+ before:\S+$/);
      await expect.poll(() => viewer.conversationCount.textContent()).toBe('60 of 60');
      await viewer.button('Show all times').click();
      await expect.poll(() => viewer.search.inputValue()).toBe('');
    },
    recorded(60),
  );

  viewerTest('keeps what is on screen in its place while conversations begin', async (viewer) => {
    const { page } = viewer;
    const port = await viewer.port();
    for (let number = 0; number < 30; number += 1) await converse(port);
    // The rows come a moment behind their number, and the last of them may be known before the others.
    await page.locator('[data-session="30"][aria-setsize="30"]').waitFor();
    const list = page.getByRole('listbox', { name: 'Conversations' });
    await list.evaluate((element) => element.scrollTo(0, 740));
    await page.getByRole('button', { name: 'Follow newest', pressed: false }).waitFor();
    const row = page.locator('[data-session="15"]');
    await row.waitFor();
    const before = (await row.boundingBox())?.y;
    for (let number = 0; number < 10; number += 1) await converse(port);
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('40');
    await page.getByText('10 new conversations', { exact: true }).waitFor();
    await expect.poll(async () => (await row.boundingBox())?.y).toBeCloseTo(before ?? 0, 0);
  });
});

programTest(
  ['chromium'],
  'fifty thousand conversations are gone through, put in order and searched, and a new one is listed',
  async () => {
    const data = await temporaryFolder();
    await recordSessions(join(data, 'captures'), 50_000);
    const { page } = await openInBrowser(await browser(), { data });
    const viewer = new ViewerPage(page);
    const count = () => viewer.conversationCount.textContent();
    await expect.poll(count, { timeout: 120_000 }).toBe('50,000');
    expect(await page.locator('[data-session]').count()).toBeLessThan(60);
    await page.getByRole('listbox', { name: 'Conversations' }).focus();
    await page.keyboard.press('End');
    await page.locator('[data-session="1"]').getByText('Your order 100000').waitFor();
    await viewer.choose('Order', 'Largest first');
    await viewer.conversations.first().getByText('Your order').waitFor();
    await viewer.search.fill('to:customer-4711@');
    await expect.poll(count).toBe('1 of 50,000');
    await viewer.conversations.getByText('customer-4711@example.net').waitFor();
    await viewer.search.fill('');
    await viewer.choose('Order', 'Newest first');
    await page.locator('[data-session="50000"]').waitFor();
    await converse(await viewer.port());
    await expect.poll(count).toBe('50,001');
    await page.locator('[data-session="50001"]').waitFor();
  },
  240_000,
);

programTest(
  ['chromium'],
  'a scroll is not undone by rows that come before the page has heard of it',
  async () => {
    const { page } = await openInBrowser(await browser());
    const viewer = new ViewerPage(page);
    await page.addInitScript(scrollWhenTold('.conversations-scroller', 740, ['"rows":[', '"matched":31']));
    await page.reload();
    const port = await viewer.port();
    for (let number = 0; number < 30; number += 1) await converse(port);
    await page.locator('[data-session="30"][aria-setsize="30"]').waitFor();
    await converse(port);
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('31');
    await page.getByRole('button', { name: 'Follow newest', pressed: false }).waitFor();
    const list = page.getByRole('listbox', { name: 'Conversations' });
    expect(await list.evaluate((element) => element.scrollTop)).toBeGreaterThanOrEqual(740);
  },
  60_000,
);

async function converse(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('QUIT');
  await client.closed;
}
