import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** The viewer's page by what people see of it: the one place that knows how it is built. */
export class ViewerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get conversations(): Locator {
    return this.page.getByRole('listbox', { name: 'Conversations' }).getByRole('option');
  }

  /** How many conversations are listed: `1,204`, or `38 of 1,204`. */
  get conversationCount(): Locator {
    return this.page.getByTestId('conversation-count');
  }

  /** What narrows the list of conversations. */
  get search(): Locator {
    return this.page.getByRole('textbox', { name: 'Search conversations' });
  }

  /** Chooses from a menu. */
  async choose(menu: string, item: string | RegExp): Promise<void> {
    await this.button(menu).click();
    const items = this.page.getByRole('menuitem').or(this.page.getByRole('menuitemradio'));
    await items.filter({ hasText: item }).first().click();
  }

  get transcript(): Locator {
    return this.page.getByRole('listbox', { name: 'Transcript' });
  }

  /** The line of this number, where it is near enough to the screen to exist. */
  line(number: number): Locator {
    return this.transcript.locator(`[data-line="${number}"]`);
  }

  /** The lines that exist in the page, as they read: `c> EHLO a`. */
  async lines(): Promise<string[]> {
    const words = this.transcript.locator('[data-line]').locator('.row-tag, .row-words');
    const texts = await words.allTextContents();
    return texts.flatMap((text, at) => (at % 2 === 0 ? [`${text}${texts[at + 1] ?? ''}`] : []));
  }

  /** Drags the scroll bar of the transcript to so many pixels from the top. */
  async scrollTo(pixels: number): Promise<void> {
    await this.page.evaluate(
      `document.querySelector('[role="listbox"][aria-label="Transcript"]').scrollTop = ${pixels}`,
    );
  }

  /** Opens or closes all folds: message content, capabilities, logins. */
  async fold(what: 'Open all' | 'Fold all'): Promise<void> {
    await this.page
      .getByRole('toolbar', { name: 'Transcript tools' })
      .getByRole('button', { name: what })
      .click();
  }

  /** The headings of folds that exist in the page. */
  get folds(): Locator {
    return this.transcript.locator('[data-fold]');
  }

  get selected(): Locator {
    return this.transcript.getByRole('option', { selected: true });
  }

  /** What stands beside the transcript, or over it in a narrow window. */
  get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Details' });
  }

  /** Chooses what the details show. */
  async showDetails(tab: string): Promise<Locator> {
    await this.details.getByRole('tab', { name: tab, exact: true }).click();
    return this.details.getByRole('tabpanel', { name: tab });
  }

  get filter(): Locator {
    return this.page.getByRole('textbox', { name: 'Filter' });
  }

  /** What to find in the conversation. */
  get find(): Locator {
    return this.page.getByRole('textbox', { name: 'Find', exact: true });
  }

  /** How many lines were found, and where one stands: `1 of 20 lines`. */
  get findCount(): Locator {
    return this.page.getByTestId('find-count');
  }

  /** How many lines are shown: `2 of 24 lines`. */
  get count(): Locator {
    return this.page.getByTestId('line-count');
  }

  /** Messages in place: of a wrong filter, a failed listener, a lost connection. */
  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  /** Whether all of an element can be seen as the page stands: nothing cuts it off or lies over its corners. */
  async isInSight(element: Locator): Promise<boolean> {
    return element.evaluate(isSeen);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Where the spy listens and whom it speaks to; opens the dialog that changes that. */
  get listener(): Locator {
    return this.page.getByTitle('Change where to listen, and the server');
  }

  /** Where commands, settings and conversations are found by typing. */
  get palette(): Locator {
    return this.page.getByRole('dialog', { name: 'Command palette' });
  }

  /** All listeners, and their settings. */
  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Listener and server' });
  }

  /** Clicks on Save, and on one of the two things to save while a filter is on. */
  async save(what?: 'Save what the filter shows' | 'Save the whole conversation'): Promise<void> {
    await this.button('Save').click();
    if (what !== undefined) await this.page.getByRole('menuitem', { name: what }).click();
  }

  /** The port that mail clients connect to. Waits until the viewer shows one. */
  async port(): Promise<number> {
    return await eventually('a port to connect to', async () => {
      const route = await this.listener.locator('[title]').getAttribute('title');
      return Number(/:(\d+) → /.exec(route ?? '')?.[1]) || null;
    });
  }

  /** Waits until the program knows what was set in the page: it is told a moment later. */
  async preferencesKept(): Promise<void> {
    await eventually('preferences that are kept', async () => {
      const unsent = await this.page.evaluate('localStorage.getItem("smtp-spy.preferences.unsent")');
      return unsent === '{}';
    });
  }
}

/** Runs in the page. */
function isSeen(element: unknown): boolean {
  const { ownerDocument, getBoundingClientRect, contains } = element as PageElement;
  const { left, top, right, bottom } = getBoundingClientRect.call(element);
  // Corners may be round, and a splitter's grip lies over the edge of its pane.
  const inside = 8;
  return [left + inside, right - inside].every((x) =>
    [top + inside, bottom - inside].every((y) =>
      contains.call(element, ownerDocument.elementFromPoint(x, y)),
    ),
  );
}

/** What is asked of an element where there are no types of the DOM. */
interface PageElement {
  readonly ownerDocument: { elementFromPoint(x: number, y: number): unknown };
  readonly getBoundingClientRect: () => Record<'left' | 'top' | 'right' | 'bottom', number>;
  readonly contains: (other: unknown) => boolean;
}
