import { describe, expect } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A viewer with a conversation that was refused, and one that is open. */
async function viewerWithConversations(): Promise<ViewerPage> {
  const { page } = await openInBrowser(await browser());
  const viewer = new ViewerPage(page);
  await haveConversations(viewer);
  return viewer;
}

async function haveConversations(viewer: ViewerPage): Promise<void> {
  const port = await viewer.port();
  for (const last of ['QUIT', 'NOOP']) {
    const client = connectRawClient(port);
    await client.hear();
    await client.ask('EHLO client.example');
    await client.ask('AUTH PLAIN AG1lAHNlY3JldA==');
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<not an address');
    await client.ask(last);
  }
  await expect.poll(() => viewer.conversations.count()).toBe(2);
}

/** The main views, each with what brings it about. */
const VIEWS: Readonly<Record<string, (viewer: ViewerPage) => Promise<void>>> = {
  'a conversation, its refusal selected': async (viewer) => {
    await viewer.transcript.getByText(/501/).first().click();
  },
  'a filter that is completed': async (viewer) => {
    await viewer.filter.fill('code:');
  },
  'a filter that is wrong': async (viewer) => {
    await viewer.filter.fill('code:sixty');
    await viewer.alert.getByText(/code/).first().waitFor();
  },
  'a filter that nothing matches': async (viewer) => {
    await viewer.filter.fill('nobody-said-this');
    await viewer.page.getByText('No line matches the filter').waitFor();
  },
  'a search over all conversations': async (viewer) => {
    await viewer.search.fill('code:501');
    await viewer.conversations.first().getByText(/501/).first().waitFor();
  },
  'what can be done with a conversation': async (viewer) => {
    await viewer.conversations.first().click({ button: 'right' });
    await viewer.page.getByRole('menu', { name: 'Conversation' }).waitFor();
  },
  'a note': async (viewer) => {
    await viewer.conversations.first().click({ button: 'right' });
    await viewer.page.getByRole('menuitem', { name: 'Note…' }).click();
    await viewer.page.getByRole('textbox', { name: 'Note' }).waitFor();
  },
  'a conversation with a note': async (viewer) => {
    await viewer.conversations.first().click({ button: 'right' });
    await viewer.page.getByRole('menuitem', { name: 'Note…' }).click();
    await viewer.page.getByRole('textbox', { name: 'Note' }).fill('ask Ann #urgent');
    await viewer.button('Keep note').click();
    await viewer.button('Note ask Ann #urgent').waitFor();
  },
  'saved searches': async (viewer) => {
    await viewer.button('Saved searches').click();
    await viewer.page.getByRole('menu', { name: 'Saved searches' }).waitFor();
  },
  'groups of conversations and the overview': async (viewer) => {
    await viewer.choose('Order', 'By client');
    await viewer.page.getByRole('treeitem', { level: 1 }).first().waitFor();
    await viewer.button('Overview').click();
    await viewer.page.getByRole('button', { name: 'Time', exact: true }).waitFor();
  },
  'the palette': async (viewer) => {
    await viewer.page.keyboard.press('Control+k');
    await viewer.palette.getByRole('option').first().waitFor();
  },
  'the shortcuts': async (viewer) => {
    await viewer.transcript.focus();
    await viewer.page.keyboard.press('?');
    await viewer.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  },
  'the settings': async (viewer) => {
    await viewer.page.keyboard.press('Control+,');
    await viewer.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  },
  'the rules': async (viewer) => {
    await viewer.button('Rules').click();
    await viewer.button('Switch on: Greylisting').click();
    await viewer.page.getByRole('switch', { name: 'Greylisting' }).waitFor();
  },
  'a rule that is written, and lacks a name': async (viewer) => {
    await viewer.button('Rules').click();
    await viewer.button('New rule').click();
    await viewer.page.getByRole('textbox', { name: 'When this is said' }).fill('cmd:MAIL');
    await viewer.page.getByText(/Matches 2 lines/).waitFor();
    await viewer.button('Keep this rule').click();
    await viewer.page.getByText('Fill this in.').waitFor();
  },
  'the listener': async (viewer) => {
    await viewer.listener.click();
    await viewer.dialog.waitFor();
  },
};

describe('nothing is found wrong by axe', () => {
  programTest(
    ['chromium'],
    'with the first window',
    async () => {
      const { page } = await openInBrowser(await browser());
      await page.getByText('Waiting for the first conversation').waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await accessibilityProblems(page)).toEqual([]);
      }
      // That it would be, where something is.
      await page.evaluate('document.querySelector("main").append(document.createElement("button"))');
      expect(await accessibilityProblems(page)).toEqual([expect.stringContaining('button-name')]);
    },
    60_000,
  );

  programTest(
    ['chromium'],
    'with every main view, in light and dark',
    async () => {
      const viewer = await viewerWithConversations();
      for (const [name, arrange] of Object.entries(VIEWS)) {
        await arrange(viewer);
        for (const colorScheme of ['light', 'dark'] as const) {
          await viewer.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await accessibilityProblems(viewer.page), `${name}, ${colorScheme}`).toEqual([]);
        }
        await viewer.page.keyboard.press('Escape');
        await viewer.page.keyboard.press('Escape');
        await viewer.page.getByRole('dialog').waitFor({ state: 'detached' });
        await viewer.filter.fill('');
      }
    },
    120_000,
  );
});

describePage('a part of the window that fails', browser, (viewerTest) => {
  viewerTest(
    'leaves the others as they are, and can be tried again',
    async (viewer) => {
      await haveConversations(viewer);
      // What counts lines and conversations fails, as any mistake might.
      await viewer.page.evaluate(`void (() => {
        const format = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format');
        globalThis.mend = () => Object.defineProperty(Intl.NumberFormat.prototype, 'format', format);
        Object.defineProperty(Intl.NumberFormat.prototype, 'format', { ...format, get() { throw new Error('a mistake'); } });
      })()`);
      connectRawClient(await viewer.port());
      await viewer.page.getByText('The list of conversations cannot be shown').waitFor();
      await viewer.page.getByText('a mistake').first().waitFor();
      await viewer.listener.getByText('Listening').waitFor();
      await viewer.page.evaluate('mend()');
      const again = viewer.button('Try again');
      await expect
        .poll(async () => {
          // A part may have mended itself meanwhile, because it has something else to show.
          if ((await again.count()) > 0)
            await again
              .first()
              .click({ timeout: 2_000 })
              .catch(() => {});
          return again.count();
        })
        .toBe(0);
      await expect.poll(() => viewer.conversations.count()).toBe(3);
      await viewer.page.keyboard.press('Alt+ArrowDown');
      await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO client.example');
    },
    { expected: /a mistake/ },
  );
});
