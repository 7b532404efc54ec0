import { expect } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Has a client be refused, and waits until that is listed. */
async function haveRefusal(viewer: ViewerPage): Promise<void> {
  const client = connectRawClient(await viewer.port());
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask('RCPT TO:<not an address');
  await client.ask('QUIT');
  await viewer.conversations.getByText('501 refused').waitFor();
}

/** What has the focus: its role or element, and its name. */
function focused(viewer: ViewerPage): Promise<string> {
  return viewer.page.evaluate(`(() => {
    const element = document.activeElement;
    const label = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
    return (element.getAttribute('role') ?? element.localName) + ' ' + label;
  })()`);
}

/** Whether what has the focus can be seen to have it, and lies within the window. */
function isSeen(viewer: ViewerPage): Promise<boolean> {
  return viewer.page.evaluate(`(() => {
    const element = document.activeElement;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const isWithin = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const hasOutline = (each) => getComputedStyle(each).outlineStyle !== 'none';
    const hasFrame = (each) => getComputedStyle(each, '::after').borderTopWidth === '2px';
    // Of lists and fields, what is around them is marked.
    const around = [element, element.parentElement, element.parentElement.parentElement];
    return isWithin && (around.some((each) => hasOutline(each) || hasFrame(each)) || element.className === 'splitter');
  })()`);
}

describePage('whoever has no mouse', browser, (viewerTest) => {
  viewerTest('walks through everything, and always sees where', async (viewer) => {
    await haveRefusal(viewer);
    await viewer.page.keyboard.press('Tab');
    const seen = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      const now = await focused(viewer);
      if (seen.has(now) && now.startsWith('button Change where')) break;
      seen.add(now);
      if (!now.startsWith('body'))
        expect({ now, isSeen: await isSeen(viewer) }).toEqual({ now, isSeen: true });
      await viewer.page.keyboard.press('Tab');
    }
    for (const stop of [
      /^listbox Conversations$/,
      /^listbox Transcript$/,
      /^tab Explain$/,
      /^tabpanel /,
      /^button Settings$/,
      /^button Open files$/,
      /^separator Width of the details$/,
      /^input Filter$/,
      /^input Search conversations$/,
    ]) {
      expect([...seen]).toContainEqual(expect.stringMatching(stop));
    }
  });

  viewerTest('gets the focus back from every dialog', async (viewer) => {
    await haveRefusal(viewer);
    await viewer.transcript.focus();
    for (const keys of ['Control+k', '?', 'Control+,', 'Control+Shift+l', 'Control+Shift+e']) {
      await viewer.page.keyboard.press(keys);
      await viewer.page.locator('dialog[open]').waitFor();
      await viewer.page.keyboard.press('Escape');
      await viewer.page.locator('dialog[open]').waitFor({ state: 'detached' });
      await expect.poll(() => focused(viewer), { message: keys }).toBe('listbox Transcript');
    }
  });
});

describePage('whoever listens to the window', browser, (viewerTest) => {
  viewerTest('hears what became of what was asked for, and what is wrong', async (viewer) => {
    await viewer.port();
    // Only what comes into a region that is there already is read out.
    const notices = viewer.page.getByRole('region', { name: 'Notices' });
    expect(await notices.getAttribute('aria-live')).toBe('polite');
    await notices.evaluate((region) => Object.assign(region as object, { isTheFirst: true }));
    await viewer.button('Send one now').click();
    await notices.getByText('The test message went through').waitFor();
    expect(await notices.evaluate((region) => (region as { isTheFirst?: true }).isTheFirst)).toBe(true);

    await viewer.filter.fill('code:sixty');
    await viewer.alert.getByText(/code/).first().waitFor();
    const describedBy = await viewer.filter.getAttribute('aria-describedby');
    expect(await viewer.page.locator(`[id="${describedBy}"]`).textContent()).toMatch(/code/);
    await viewer.filter.fill('');
    await viewer.page.keyboard.press('Control+k');
    await viewer.page.keyboard.type('xyzzy');
    await viewer.palette.getByRole('status').getByText('Nothing is called that').waitFor();
  });
});

describePage('whoever wants little motion', browser, (viewerTest) => {
  viewerTest('sees none', async (viewer) => {
    await haveRefusal(viewer);
    const moving = (): Promise<string[]> =>
      viewer.page.evaluate(`[...document.querySelectorAll('*')].flatMap((element) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        const takes = (durations) => durations.split(',').some((each) => parseFloat(each) > 0.001);
        const moves = takes(transitionDuration) || (animationName !== 'none' && takes(animationDuration));
        return moves ? [element.localName + '.' + element.className] : [];
      })`);
    expect(await moving()).not.toEqual([]);
    await viewer.page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toEqual([]);
  });
});

describePage('text twice as large', browser, (viewerTest) => {
  viewerTest(
    'loses nothing: the details become a drawer, and what opens lies within the window',
    async (viewer) => {
      await haveRefusal(viewer);
      await viewer.page.keyboard.press('Control+,');
      await viewer.page.getByRole('combobox', { name: 'Text size' }).selectOption('200 %');
      await viewer.page.keyboard.press('Escape');
      await viewer.transcript.getByText('501').first().click();
      await viewer.page.keyboard.press('d');
      await viewer.details
        .getByText(/^Line \d+/)
        .first()
        .waitFor();
      const width = (await viewer.details.boundingBox())?.width ?? 0;
      expect(width).toBeLessThanOrEqual(1_280);
      await viewer.page.keyboard.press('Escape');
      await viewer.details.waitFor({ state: 'detached' });

      const row = viewer.conversations.first();
      const at = await row.boundingBox();
      await row.click({ button: 'right', position: { x: 60, y: 40 } });
      const menu = await viewer.page.getByRole('menu', { name: 'Conversation' }).boundingBox();
      expect(Math.abs((menu?.x ?? 0) - (at?.x ?? 0) - 60)).toBeLessThan(20);
      expect((menu?.y ?? 0) + (menu?.height ?? 0)).toBeLessThanOrEqual(800);
      await viewer.page.keyboard.press('Escape');

      await viewer.page.keyboard.press('Control+k');
      const palette = await viewer.palette.boundingBox();
      expect((palette?.x ?? 0) + (palette?.width ?? 0)).toBeLessThanOrEqual(1_280);
      expect(await accessibilityProblems(viewer.page)).toEqual([]);
    },
  );
});

describePage('colours of the system', browser, (viewerTest) => {
  viewerTest('still tell what is chosen, selected and pressed', async (viewer) => {
    await viewer.page.emulateMedia({ forcedColors: 'active' });
    await haveRefusal(viewer);
    await viewer.transcript.getByText('501').first().click();
    await viewer.selected.waitFor();
    const ground = (selector: string): Promise<string> =>
      viewer.page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
    const plain = await ground('.row:not(.row-selected)');
    expect(await ground('.row-selected')).not.toBe(plain);
    expect(await ground('.conversation-chosen')).not.toBe(plain);
    const line: string = await viewer.page.evaluate(
      `getComputedStyle(document.querySelector('.tab[aria-selected="true"]')).borderBottomColor`,
    );
    const other: string = await viewer.page.evaluate(
      `getComputedStyle(document.querySelector('.tab[aria-selected="false"]')).borderBottomColor`,
    );
    expect(line).not.toBe(other);
  });
});
