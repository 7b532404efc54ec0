import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient, type RawClient } from '../support/raw-client.ts';
import { scrollWhenTold } from '../support/scroll-when-told.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

async function haveConversation(port: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask(`AUTH PLAIN ${btoa('\0billing\0s3cret')}`);
  await client.ask("MAIL FROM:<o'neil@example.com>");
  await client.ask('RCPT TO:<you@example.com>');
  await client.ask('DATA');
  await client.ask("Subject: it's $HOME\r\n\r\n..dot\r\nca\xc3\xa7a \xff\0\r\n.");
  await client.ask('QUIT');
  await client.closed;
}

async function over(viewer: ViewerPage): Promise<void> {
  await viewer.transcript.getByText('closed the connection').last().waitFor();
}

/** What was copied last. */
async function copied(viewer: ViewerPage): Promise<string> {
  return String(await viewer.page.evaluate('navigator.clipboard.readText()'));
}

async function runInShell(command: string): Promise<void> {
  const shell = spawn('sh', ['-c', command], { stdio: 'ignore' });
  onTestFinished(() => void shell.kill());
  await once(shell, 'exit');
}

describePage('a line', browser, (viewerTest) => {
  viewerTest('shows its exact bytes', async (viewer) => {
    await haveConversation(await viewer.port());
    await over(viewer);
    await viewer.fold('Open all');
    await viewer.transcript.getByText('Subject: it').click();
    await viewer.page.keyboard.press('x');
    const bytes = viewer.page.getByRole('region', { name: 'Bytes of the line' });
    const hex = () => bytes.getByRole('textbox').inputValue();
    await expect
      .poll(hex)
      .toMatch(/^0000 {2}53 75 62 6a 65 63 74 3a {2}20 69 74 27 73 20 24 48 {2}Subject: it's \$H\n0010 /);
    await viewer.transcript.locator('.row', { hasText: /c> ca/ }).click();
    await expect.poll(hex).toMatch(/^0000 {2}63 61 c3 a7 61 20 ff 00 {2}0d 0a /);

    await viewer.transcript.locator('.row', { hasText: 'c> AUTH PLAIN ****' }).click();
    await bytes.getByText('This line holds a secret').waitFor();
    await viewer.button('Reveal secrets').click();
    await expect.poll(hex).toMatch(/^0000 {2}41 55 54 48 20 50 4c 41 /);
    await viewer.page.keyboard.press('x');
    await bytes.waitFor({ state: 'detached' });
  });

  viewerTest(
    'is copied with marks, and as a swaks command that sends the message again',
    async (viewer) => {
      const server = await startKeepingServer();
      onTestFinished(() => server.close());
      await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await haveConversation(await viewer.port());
      await over(viewer);
      await viewer.transcript.getByText('RCPT').click();
      const copy = async (what: string) => {
        await viewer.button('Copy').first().click();
        await viewer.page.getByRole('menuitem', { name: what }).click();
      };
      await copy('The lines with marks');
      await expect
        .poll(() => copied(viewer))
        .toMatch(/^\d\d:\d\d:\d\d\.\d{3} - {3}envelope +c> RCPT TO:<you@example\.com>$/);
      await copy('As a swaks command');
      await expect.poll(() => copied(viewer)).toMatch(/swaks/);
      const command = await copied(viewer);
      expect(command).toContain("--auth-password '****'");
      expect(command).not.toContain('s3cret');
      const elsewhere = command
        .replace(/--server \S+/, `--server 127.0.0.1:${server.port}`)
        .replace(/--auth \S+ \\\n/, '')
        .replaceAll(/ *--auth-(?:user|password) \S+ \\\n/g, '');
      await runInShell(elsewhere);
      expect(server.messages[0]?.mailFrom).toBe("o'neil@example.com");
      expect(server.messages[0]?.content.toString('latin1')).toBe(
        "Subject: it's $HOME\r\n\r\n.dot\r\nca\xc3\xa7a \xff\0\r\n",
      );
    },
    { programs: ['swaks'] },
  );

  viewerTest('is opened by a link', async (viewer) => {
    const port = await viewer.port();
    await haveConversation(port);
    await haveConversation(port);
    await viewer.conversations.nth(1).waitFor();
    await over(viewer);
    const address = new URL(viewer.page.url());
    address.hash = '#session/1/line/12';
    await viewer.page.goto(address.href);
    await viewer.page.reload();
    await expect.poll(() => viewer.selected.getAttribute('data-line')).toBe('12');
    expect(await viewer.conversations.nth(1).getAttribute('aria-selected')).toBe('true');
  });
});

describePage('long lines', browser, (viewerTest) => {
  viewerTest('wrap where one likes them to, and stay so', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask(`NOOP ${'long '.repeat(150)}`);
    await client.ask('EHLO client.example');
    const long = viewer.transcript.locator('.row', { hasText: 'NOOP long' });
    const height = async () => (await long.boundingBox())?.height ?? 0;
    expect(await height()).toBe(22);
    await viewer.button('Wrap').click();
    await expect.poll(height).toBeGreaterThan(60);
    await client.ask('NOOP last');
    await expect.poll(() => viewer.lines()).toContainEqual('c> NOOP last');
    await viewer.transcript.getByText('EHLO').click();
    await viewer.page.keyboard.press('ArrowUp');
    await expect.poll(() => viewer.selected.textContent()).toMatch(/s< 250/);
    await viewer.fold('Open all');
    await expect.poll(() => viewer.lines()).toContainEqual(expect.stringMatching(/^s< 250.SIZE/));
    await expect.poll(height).toBeGreaterThan(60);
    await viewer.page.keyboard.press('w');
    await expect.poll(height).toBe(22);
    await viewer.page.keyboard.press('w');
    await expect.poll(height).toBeGreaterThan(60);
    await viewer.page.reload();
    await expect.poll(height).toBeGreaterThan(60);
  });

  viewerTest('wrap in a conversation of any length, scrolled by pixels and by lines', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    for (let line = 1; line <= 900; line += 1) client.say(`NOOP ${'words '.repeat((line * 37) % 90)}\r\n`);
    await viewer.line(1_801).waitFor();
    await viewer.button('Wrap').click();
    const list = async () => {
      const box = await viewer.transcript.boundingBox();
      return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) };
    };
    const edges = async (line: number) => {
      const row = viewer.line(line);
      const box = (await row.count()) === 0 ? null : await row.boundingBox();
      return box === null ? null : { top: box.y, bottom: box.y + box.height };
    };
    const isOnScreen = async (line: number) => {
      const [row, { top, bottom }] = [await edges(line), await list()];
      return row !== null && row.top > top - 1 && row.bottom < bottom + 1;
    };
    // The end is followed, and stays at the bottom of the screen.
    await expect.poll(() => isOnScreen(1_801)).toBe(true);
    await client.ask('NOOP last');
    await expect.poll(() => isOnScreen(1_803)).toBe(true);
    const gap = async () => (await list()).bottom - ((await edges(1_803))?.bottom ?? 0);
    await expect.poll(gap).toBeLessThan(2);

    await viewer.transcript.focus();
    await viewer.page.keyboard.press('Home');
    await expect.poll(() => isOnScreen(1)).toBe(true);
    await viewer.page.keyboard.press('Control+g');
    await viewer.page.keyboard.type('900');
    await viewer.page.keyboard.press('Enter');
    const middleOf = (edges: { top: number; bottom: number } | null) =>
      edges === null ? 0 : (edges.top + edges.bottom) / 2;
    const fromMiddle = async () => Math.abs(middleOf(await edges(900)) - middleOf(await list()));
    await expect.poll(fromMiddle).toBeLessThan(2);
    await expect.poll(() => viewer.selected.getAttribute('data-line')).toBe('900');

    // The wheel moves by pixels, however high the rows are that it passes.
    const before = await edges(900);
    await viewer.transcript.hover();
    await viewer.page.mouse.wheel(0, 130);
    await expect.poll(async () => (before?.top ?? 0) - ((await edges(900))?.top ?? 0)).toBe(130);
    await viewer.page.mouse.wheel(0, -40);
    await expect.poll(async () => (before?.top ?? 0) - ((await edges(900))?.top ?? 0)).toBe(90);

    await viewer.page.keyboard.press('w');
    await expect.poll(() => isOnScreen(900)).toBe(true);
    await viewer.page.keyboard.press('w');
    await expect.poll(() => isOnScreen(900)).toBe(true);
    await viewer.scrollTo(0);
    await expect.poll(() => isOnScreen(1)).toBe(true);
    await viewer.page.keyboard.press('End');
    await expect.poll(() => isOnScreen(1_803)).toBe(true);
  });

  viewerTest('stand still while the view is paused', async (viewer) => {
    const client = connectRawClient(await viewer.port());
    await client.hear();
    await client.ask('NOOP one');
    await expect.poll(() => viewer.lines()).toContainEqual('c> NOOP one');
    await viewer.button('Pause').click();
    await client.ask('NOOP two');
    await client.ask('NOOP three');
    await viewer.page.getByText('4 new lines').waitFor();
    expect(await viewer.lines()).not.toContainEqual('c> NOOP two');
    await viewer.page.keyboard.press('F9');
    await expect.poll(() => viewer.lines()).toContainEqual('c> NOOP three');
  });
});

/** A browser that runs this script first, and shows the end of two hundred commands, their lines wrapped. */
async function wrappedEnd(script: string): Promise<{ viewer: ViewerPage; client: RawClient }> {
  const { page } = await openInBrowser(await browser());
  await page.addInitScript(script);
  await page.reload();
  const viewer = new ViewerPage(page);
  const client = connectRawClient(await viewer.port());
  await client.hear();
  for (let command = 1; command <= 200; command += 1)
    await client.ask(`NOOP ${'words '.repeat(command % 60)}`);
  await viewer.line(401).waitFor();
  await viewer.button('Wrap').click();
  await viewer.transcript.locator('.row', { hasText: /^401/ }).waitFor();
  return { viewer, client };
}

programTest(
  ['chromium'],
  'a scroll through wrapped lines is not undone by rows that come before the page has heard of it',
  async () => {
    const { viewer, client } = await wrappedEnd(
      scrollWhenTold('[aria-label="Transcript"]', 0, ['"rows":[', 'NOOP last']),
    );
    await client.ask('NOOP last');
    await viewer.line(1).waitFor();
    await client.ask('NOOP later');
    await viewer.page.getByRole('button', { name: '2 new lines' }).waitFor();
  },
  60_000,
);

/** The page hears that an element has another size when it was scrolled for that long ago. */
const LATE_SIZES = `
  window.ResizeObserver = class extends ResizeObserver {
    constructor(tell) {
      super((...sizes) => void setTimeout(() => tell(...sizes), 300));
    }
  };
`;

programTest(
  ['chromium'],
  'the end of wrapped lines is still followed when the window becomes higher, and lower',
  async () => {
    const { viewer, client } = await wrappedEnd(LATE_SIZES);
    const isAtBottom = async (words: string) => {
      const [list, row] = await Promise.all([
        viewer.transcript.boundingBox(),
        viewer.transcript.locator('.row', { hasText: words }).boundingBox(),
      ]);
      return list !== null && row !== null && Math.abs(list.y + list.height - row.y - 2 * row.height) < 4;
    };
    for (const height of [1_000, 700]) {
      await viewer.page.setViewportSize({ width: 1280, height });
      await client.ask(`NOOP at ${height}`);
      await expect.poll(() => isAtBottom(`at ${height}`)).toBe(true);
    }
  },
  60_000,
);
