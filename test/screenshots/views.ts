import type { Page } from 'playwright-core';
import type { ViewerPage } from '../support/viewer-page.ts';
import { beginMail } from './scene.ts';

/** A picture: what brings its view about, from a page that has just been opened. */
export type Arrange = (viewer: ViewerPage) => Promise<void>;

/** The main views, by the names of their pictures. */
export const VIEWS: Readonly<Record<string, Arrange>> = {
  viewer: chooseRefused,
  filter: async (viewer) => {
    await chooseRefused(viewer);
    await viewer.filter.fill('cmd:RCPT or code:>=400');
    await viewer.count.filter({ hasText: '3 of ' }).waitFor();
    await viewer.transcript.getByText('Relay access denied').click();
  },
  message: async (viewer) => {
    await chooseRefused(viewer);
    await showDetails(viewer, 'Message');
    await viewer.details.getByText('invoice-4711.pdf').first().waitFor();
  },
  timing: async (viewer) => {
    await chooseRefused(viewer);
    await showDetails(viewer, 'Timing');
    await viewer.details.getByText(/repl(?:y was|ies were) slow/).waitFor();
  },
  ladder: detailsOfRefused('Ladder'),
  state: detailsOfRefused('State'),
  server: detailsOfRefused('Server'),
  tls: detailsOfRefused('TLS'),
  overview: async (viewer) => {
    await chooseRefused(viewer);
    await viewer.button('Overview').click();
    await viewer.choose('Order', 'By client');
    await viewer.page.getByRole('treeitem', { level: 1 }).first().waitFor();
  },
  listener: async (viewer) => {
    await viewer.listener.click();
    await viewer.dialog.waitFor();
  },
  rules: async (viewer) => {
    await viewer.button('Rules').click();
    await viewer.page.getByRole('dialog', { name: /rules/i }).waitFor();
  },
  palette: async (viewer) => {
    await chooseRefused(viewer);
    await viewer.page.keyboard.press('Control+k');
    await viewer.palette.getByRole('option').first().waitFor();
    await viewer.page.keyboard.type('copy');
  },
  settings: async (viewer) => {
    await viewer.page.keyboard.press('Control+,');
    await viewer.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  },
  export: async (viewer) => {
    await chooseRefused(viewer);
    await viewer.page.keyboard.press('Control+Shift+e');
    await viewer.page.getByRole('dialog', { name: /^Export/ }).waitFor();
  },
  // The last one: it adds a conversation to the list, which then stays held.
  held: async (viewer) => {
    const held = viewer.page.getByRole('region', { name: /^Held: RCPT/ });
    const port = await viewer.port();
    await viewer.conversations.first().waitFor();
    if ((await viewer.conversations.getByText('held', { exact: true }).count()) === 0) {
      const client = await beginMail(port);
      await viewer.page.keyboard.press('F8');
      await viewer.button('Holding the next command').waitFor();
      client.speak();
    }
    await held.waitFor();
    await viewer.page.keyboard.press('e');
    await held.getByRole('textbox').waitFor();
  },
};

function detailsOfRefused(tab: string): Arrange {
  return async (viewer) => {
    await chooseRefused(viewer);
    await showDetails(viewer, tab);
  };
}

async function showDetails(viewer: ViewerPage, tab: string): Promise<void> {
  // In a narrow window they are a drawer, which is closed at first.
  if ((await viewer.details.count()) === 0) await viewer.page.keyboard.press('d');
  await viewer.showDetails(tab);
}

async function chooseRefused(viewer: ViewerPage): Promise<void> {
  await viewer.conversations.filter({ hasText: 'billing@shop.example' }).first().click();
  await viewer.transcript.getByText('Relay access denied').click();
}

/** Resolves when nothing on the page is being read any more: rows are asked for as they come into view. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(500);
}
