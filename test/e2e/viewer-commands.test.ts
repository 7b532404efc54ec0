import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { COMMAND_IDS, COMMANDS, keysOf } from '../../app/commands.ts';
import { useBrowser } from '../support/browser.ts';
import { startDesktop } from '../support/desktop.ts';
import { programTest } from '../support/programs.ts';
import { startServe } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newPage } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage, describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Sends a test message, and waits until its conversation is chosen. */
async function oneConversation(viewer: ViewerPage): Promise<void> {
  await viewer.port();
  await viewer.button('Send one now').click();
  await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
}

async function focused(page: Page): Promise<unknown> {
  return await page.evaluate(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.id',
  );
}

describePage('the palette', browser, (viewerTest) => {
  viewerTest('does what it is told by typing, and gives the focus back', async (viewer) => {
    await oneConversation(viewer);
    await viewer.transcript.focus();
    const { keyboard } = viewer.page;
    await keyboard.press('Control+k');
    await viewer.palette.waitFor();
    await keyboard.type('theme dark');
    await expect
      .poll(() => viewer.palette.getByRole('option', { selected: true }).textContent())
      .toContain('Theme: Dark');
    await keyboard.press('Enter');
    await viewer.palette.waitFor({ state: 'detached' });
    await expect.poll(() => viewer.page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await expect.poll(() => focused(viewer.page)).toBe('Transcript');

    await keyboard.press('Control+k');
    await keyboard.type('filter');
    await keyboard.press('Enter');
    await expect.poll(() => focused(viewer.page)).toBe('Filter');
  });

  viewerTest('goes to a conversation by name', async (viewer) => {
    await oneConversation(viewer);
    const { keyboard } = viewer.page;
    await viewer.button('Send a test message').click();
    await expect.poll(() => viewer.conversations.count()).toBe(2);
    await expect.poll(() => viewer.conversations.nth(0).getAttribute('aria-selected')).toBe('true');
    await keyboard.press('Control+k');
    await viewer.palette
      .getByRole('option', { name: /you@example\.com/ })
      .nth(1)
      .waitFor();
    await keyboard.type('you@example');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect.poll(() => viewer.conversations.nth(1).getAttribute('aria-selected')).toBe('true');
  });

  viewerTest('searches as one has before, also while the list is hidden', async (viewer) => {
    await oneConversation(viewer);
    const { keyboard } = viewer.page;
    await viewer.search.fill('to:you@example.com');
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('1 of 1');
    await keyboard.press('Control+k');
    await keyboard.type('save this search');
    await keyboard.press('Enter');
    await viewer.page.getByRole('textbox', { name: 'Name' }).fill('Mine');
    await viewer.button('Save search').click();
    await keyboard.press('Control+k');
    await keyboard.type('search refused');
    await keyboard.press('Enter');
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('0 of 1');
    await viewer.page.getByText('No conversation matches').waitFor();

    await keyboard.press('Control+b');
    await viewer.search.waitFor({ state: 'detached' });
    await keyboard.press('Control+k');
    await keyboard.type('mine');
    await viewer.palette.getByRole('option', { name: /^Search: Mine\s*to:you@example\.com$/ }).waitFor();
    await keyboard.press('Enter');
    await expect.poll(() => viewer.search.inputValue()).toBe('to:you@example.com');
    await expect.poll(() => focused(viewer.page)).toBe('Search conversations');
    await keyboard.press('Control+b');
    await viewer.search.waitFor({ state: 'detached' });
    await keyboard.press('s');
    await expect.poll(() => focused(viewer.page)).toBe('Search conversations');
  });

  viewerTest('begins a rule that is ready, and leaves it to the person to keep it', async (viewer) => {
    await viewer.port();
    const { keyboard } = viewer.page;
    await keyboard.press('Control+k');
    await keyboard.type('greylisting');
    await keyboard.press('Enter');
    await viewer.page.getByRole('dialog', { name: 'New rule' }).waitFor();
    await expect
      .poll(() => viewer.page.getByRole('textbox', { name: 'Name', exact: true }).inputValue())
      .toBe('Greylisting');
    await viewer.button('Keep this rule').click();
    await viewer.page.getByRole('switch', { name: 'Greylisting' }).waitFor();
  });

  viewerTest('offers only what can be done, and says when nothing is called that', async (viewer) => {
    await viewer.port();
    await viewer.page.keyboard.press('Control+k');
    await viewer.palette.getByRole('option', { name: /Send a Test Message/ }).waitFor();
    expect(await viewer.palette.getByRole('option', { name: /Save Conversation/ }).count()).toBe(0);
    await viewer.page.keyboard.type('xyzzy');
    await viewer.palette.getByText('Nothing is called that. Try').waitFor();
    await viewer.page.keyboard.press('Escape');
    await viewer.palette.waitFor({ state: 'detached' });
  });
});

describeViewer('the sheet of shortcuts', browser, (viewerTest) => {
  viewerTest(
    'shows the keys of every command, and is no sheet for those who type',
    async (viewer, { host }) => {
      await oneConversation(viewer);
      await viewer.filter.focus();
      await viewer.page.keyboard.type('?');
      expect(await viewer.filter.inputValue()).toBe('?');
      await viewer.filter.fill('');
      await viewer.transcript.focus();
      await viewer.page.keyboard.press('?');
      const sheet = viewer.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await sheet.waitFor();
      const terms = await sheet.getByRole('term').allTextContents();
      const withKeys = COMMAND_IDS.filter((id) => keysOf(id, host).length > 0);
      expect(terms).toEqual(
        expect.arrayContaining(withKeys.map((id) => COMMANDS[id].title.replace('…', ''))),
      );
      await viewer.page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
      await expect.poll(() => focused(viewer.page)).toBe('Transcript');
    },
  );
});

describePage('the settings', browser, (viewerTest) => {
  viewerTest('hold at once', async (viewer) => {
    await viewer.port();
    await viewer.page.keyboard.press('Control+,');
    const settings = viewer.page.getByRole('dialog', { name: 'Settings' });
    await settings.getByRole('radio', { name: 'Dark' }).check();
    await settings.getByRole('combobox', { name: 'Text size' }).selectOption('150 %');
    await settings.getByRole('button', { name: 'Close' }).click();
    await settings.waitFor({ state: 'detached' });
    const appearance = '[document.documentElement.dataset.theme, document.documentElement.style.zoom]';
    await expect.poll(() => viewer.page.evaluate(appearance)).toEqual(['dark', '150%']);
  });

  viewerTest('have the theme follow the system, until another is chosen', async (viewer) => {
    await viewer.port();
    const ground = () => viewer.page.evaluate('getComputedStyle(document.body).backgroundColor');
    await viewer.page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await viewer.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(ground).not.toBe(light);
    await viewer.page.keyboard.press('Control+,');
    await viewer.page.getByRole('radio', { name: 'Light' }).check();
    await expect.poll(ground).toBe(light);
  });

  viewerTest('hide the list of conversations, and bring it back', async (viewer) => {
    await oneConversation(viewer);
    await viewer.page.keyboard.press('Control+b');
    await viewer.conversations.first().waitFor({ state: 'detached' });
    expect(await viewer.lines()).toContainEqual('c> QUIT');
    await viewer.page.keyboard.press('Control+b');
    await viewer.conversations.first().waitFor();
  });
});

describe('the settings of a browser', () => {
  programTest(
    ['chromium'],
    'are remembered by the program: another browser has them, and the next start',
    async () => {
      const folder = await temporaryFolder();
      const serve = () => startServe(['--captures', join(folder, 'captures')], join(folder, 'data'));
      const theme = 'document.documentElement.dataset.theme';
      const first = await serve();
      const [one, other] = [await newPage(await browser()), await newPage(await browser())];
      await one.goto(first.url);
      await other.goto(first.url);
      await one.getByText('Waiting for the first conversation').waitFor();
      await one.keyboard.press('Control+,');
      await one.getByRole('radio', { name: 'Dark' }).check();
      await expect.poll(() => other.evaluate(theme)).toBe('dark');
      first.kill('SIGINT');
      await first.ended;
      const later = await newPage(await browser());
      await later.goto((await serve()).url);
      await expect.poll(() => later.evaluate(theme)).toBe('dark');
    },
    60_000,
  );
});

describe('the settings of both hosts', () => {
  programTest(
    ['chromium'],
    'are the same: what the window was told, the browser knows',
    async () => {
      const folder = await temporaryFolder();
      const desktop = await startDesktop({}, folder);
      const window = await desktop.page();
      await window.getByText('Waiting for the first conversation').waitFor();
      await desktop.chooseMenuItem('settings');
      await window.getByRole('radio', { name: 'Dark' }).check();
      await new ViewerPage(window).preferencesKept();
      await desktop.quit();
      await desktop.ended;
      const spy = await startServe(['--captures', join(folder, 'captures')], join(folder, 'data'));
      const page = await newPage(await browser());
      await page.goto(spy.url);
      await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    },
    60_000,
  );
});
