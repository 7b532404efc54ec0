import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient, type RawClient } from '../support/raw-client.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Commands that are said at once. */
const AT_ONCE = 60;

/** Says commands by the thousand until it is told to end; then resolves to how many they were. */
function flood(client: RawClient): { readonly end: () => Promise<number> } {
  let said = 0;
  const ending = new AbortController();
  const say = async () => {
    for (; !ending.signal.aborted; said += AT_ONCE) {
      const words = Array.from({ length: AT_ONCE }, (_, at) => `NOOP ${said + at + 1}\r\n`).join('');
      const goesOn = client.socket.write(words);
      await new Promise<void>((resolve) => {
        if (goesOn) setTimeout(resolve, 10);
        else client.socket.once('drain', resolve);
      });
    }
    return said;
  };
  const saying = say();
  return {
    end: () => {
      ending.abort();
      return saying;
    },
  };
}

/** In the page: looks in every frame for rows on screen that have no words yet. */
const WATCH = `(() => {
  window.unread = { frames: 0, rows: 0 };
  const list = document.querySelector('[role="listbox"][aria-label="Transcript"]');
  const look = () => {
    const { top, bottom } = list.getBoundingClientRect();
    const unread = [...list.querySelectorAll('[aria-busy]')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
    window.unread.frames += 1;
    window.unread.rows += unread.length;
    requestAnimationFrame(look);
  };
  look();
})()`;

describePage('a flood of lines', browser, (viewerTest) => {
  viewerTest('is followed with the words of every row, left and returned to', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    for (let line = 1; line <= 60; line += 1) await client.ask(`NOOP before ${line}`);
    await expect.poll(() => viewer.lines()).toContainEqual('c> NOOP before 60');
    await viewer.page.evaluate(WATCH);
    const { end } = flood(client);
    await viewer.page
      .getByTestId('line-count')
      .getByText(/^[\d,]+,\d{3} lines$/)
      .waitFor();
    const seen = await viewer.page.evaluate<{ frames: number; rows: number }>('window.unread');
    expect(seen.frames).toBeGreaterThan(5);
    // A machine that has too much to do may be late with a few of them, once.
    expect(seen.rows / seen.frames).toBeLessThan(1);

    // Whoever looks at a line in the middle of it is not carried away.
    await viewer.transcript.focus();
    await viewer.page.keyboard.press('ArrowUp');
    await viewer.page.keyboard.press('ArrowUp');
    const more = viewer.page.getByRole('button', { name: /new lines$/ });
    const added = await more.textContent();
    const chosen = await viewer.selected.getAttribute('data-line');
    expect(chosen).not.toBeNull();
    await expect.poll(() => more.textContent()).not.toBe(added);
    expect(await viewer.selected.getAttribute('data-line')).toBe(chosen);
    await more.click();
    await more.waitFor({ state: 'detached' });
    const said = await end();
    await viewer.line(1 + 2 * (60 + said)).waitFor();
  });
});
