import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { ROOT } from '../support/build.ts';
import { programTest } from '../support/programs.ts';
import { showCapture } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openInBrowser } from '../support/viewer-hosts.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { describeViewer } from '../support/viewer-test.ts';

const browser = useBrowser();
const PCAP = join(ROOT, 'test/app/exchange/captures/haka-smtp.pcap');

/** Chooses files, as in the dialog that `Open files` brings. */
async function choose(viewer: ViewerPage, ...paths: readonly string[]): Promise<void> {
  await viewer.port();
  const chooser = viewer.page.waitForEvent('filechooser');
  await viewer.button('Open files').click();
  await (await chooser).setFiles([...paths]);
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** The files that are open, and what is recorded here. */
const shelf = (viewer: ViewerPage) => viewer.page.getByRole('navigation', { name: 'Captures' });

/** Has the page see these files held over it, or dropped. */
async function dragOver(
  viewer: ViewerPage,
  files: Readonly<Record<string, Buffer>>,
  type: 'dragover' | 'drop',
): Promise<void> {
  const contents = Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]);
  await viewer.page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of ${JSON.stringify(contents)}) {
      dataTransfer.items.add(new File([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], name));
    }
    document.body.dispatchEvent(new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
}

/** The whole transcript, scrolled through from its beginning; short ones only. */
async function transcript(viewer: ViewerPage): Promise<string> {
  return `${(await viewer.lines()).join('\n')}\n`;
}

describeViewer('opening files', browser, (viewerTest) => {
  viewerTest('shows a packet capture beside what is recorded here', async (viewer) => {
    await choose(viewer, PCAP);
    await shelf(viewer).getByText('haka-smtp.pcap').waitFor();
    const [first = ''] = (await showCapture(PCAP)).split('\n');
    await expect.poll(() => viewer.lines()).toContainEqual(first);

    await viewer.button('Send a test message').click();
    await viewer.page.getByText('The test message went through').waitFor();
    expect(await viewer.lines()).toContainEqual(first);
    await shelf(viewer).getByText('Recorded here').click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> MAIL FROM:<test@example.com>');
    await shelf(viewer).getByRole('button', { name: 'Close haka-smtp.pcap' }).click();
    await shelf(viewer).waitFor({ state: 'detached' });
    expect(await viewer.lines()).toContainEqual('c> MAIL FROM:<test@example.com>');
  });

  viewerTest('shows transcripts, mails and session files, several at once', async (viewer, open) => {
    await viewer.port();
    await viewer.button('Send one now').click();
    await viewer.page.getByText('The test message went through').waitFor();
    await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
    const saved = await open.saved(() => viewer.save());
    const talk = await file('talk.txt', saved.text);
    const mail = await file(
      'hello.eml',
      'From: a@b.example\r\nTo: c@d.example\r\nSubject: Hello\r\n\r\nHi\r\n',
    );
    const recorded = join(open.captures, '00000001.session');
    await choose(viewer, recorded, mail, talk);
    for (const name of ['00000001.session', 'hello.eml', 'talk.txt'])
      await shelf(viewer).getByText(name).waitFor();
    const filtered = { filter: 'code:221 or cmd:QUIT' };
    for (const name of ['talk.txt', '00000001.session']) {
      await shelf(viewer).getByText(name).click();
      await viewer.filter.fill(filtered.filter);
      await expect
        .poll(() => transcript(viewer))
        .toBe(await showCapture(recorded, '--filter', filtered.filter));
    }
    await viewer.filter.fill('');
    await shelf(viewer).getByText('hello.eml').click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> MAIL FROM:<a@b.example>');
    await viewer.conversations.getByText('a@b.example').waitFor();
    expect(await readFile(recorded)).not.toHaveLength(0);
  });

  viewerTest('takes a file of many pieces as it is', async (viewer) => {
    const lines = Array.from({ length: 300_000 }, (_, at) => `c> NOOP ${at}\n`);
    await choose(viewer, await file('many.txt', lines.join('')));
    await shelf(viewer).getByText('many.txt').waitFor();
    await expect.poll(() => viewer.count.textContent(), { timeout: 60_000 }).toBe('300,000 lines');
    await viewer.filter.fill('dir:c line:>=299999');
    await expect
      .poll(() => viewer.lines(), { timeout: 60_000 })
      .toEqual(['c> NOOP 299998', 'c> NOOP 299999']);
    await viewer.filter.fill('-/^NOOP [0-9]+$/');
    await expect.poll(() => viewer.count.textContent(), { timeout: 60_000 }).toBe('0 of 300,000 lines');
  });

  viewerTest('takes what is dropped on the window, of every kind at once', async (viewer, open) => {
    await viewer.port();
    await viewer.button('Send one now').click();
    await expect.poll(() => viewer.lines()).toContainEqual('c> QUIT');
    const recorded = await readFile(join(open.captures, '00000001.session'));
    const files = {
      'dropped.txt': Buffer.from('c> EHLO dropped.example\ns< 250 Ok\n'),
      'mail.eml': Buffer.from('From: a@b.example\r\nTo: c@d.example\r\nSubject: Hello\r\n\r\nHi\r\n'),
      'haka-smtp.pcap': await readFile(PCAP),
      'other.session': recorded,
    };
    await dragOver(viewer, files, 'dragover');
    await viewer.page.getByText('Drop to open').waitFor();
    await dragOver(viewer, files, 'drop');
    for (const name of Object.keys(files)) await shelf(viewer).getByText(name).waitFor();
    expect(await viewer.page.getByText('Drop to open').count()).toBe(0);
    const said: Readonly<Record<string, string>> = {
      'dropped.txt': 'c> EHLO dropped.example',
      'mail.eml': 'c> MAIL FROM:<a@b.example>',
      'haka-smtp.pcap': (await showCapture(PCAP)).split('\n')[0] ?? '',
      'other.session': 'c> MAIL FROM:<test@example.com>',
    };
    for (const [name, line] of Object.entries(said)) {
      await shelf(viewer).getByText(name).click();
      await expect.poll(() => viewer.lines()).toContainEqual(line);
    }
  });

  viewerTest('says what is wrong with a file, where, and what to do', async (viewer) => {
    await choose(viewer, await file('picture.png', '\x89PNG\r\n\x1a\n'));
    await viewer.page.getByText('picture.png was not opened').waitFor();
    await viewer.page.getByText(/SMTP Spy can open.*It opens packet captures/).waitFor();
    await choose(viewer, await file('half.txt', 'c> EHLO a\nwhat is this?\n'));
    await viewer.page
      .getByText(/half\.txt is damaged at byte 10: expected a line that begins with/)
      .waitFor();
    await expect.poll(() => viewer.lines()).toContainEqual('c> EHLO a');
  });
});

programTest(
  ['chromium'],
  'opening a large file shows how far it is, and can be given up',
  async () => {
    // In the window the test’s own way to hand it to the page would take the time.
    const { page } = await openInBrowser(await browser());
    const viewer = new ViewerPage(page);
    const large = await file('large.txt', Buffer.alloc(300 * 1024 * 1024, 'c> NOOP\n'));
    await choose(viewer, large);
    const underWay = page.getByRole('region', { name: 'Under way' });
    const progress = underWay.getByRole('progressbar', { name: 'Opening large.txt' });
    await progress.waitFor();
    await shelf(viewer).getByRole('progressbar', { name: 'Opening large.txt' }).waitFor();
    await underWay.getByRole('button', { name: 'Cancel: Opening large.txt' }).click();
    await progress.waitFor({ state: 'detached' });
    await shelf(viewer).waitFor({ state: 'detached' });
    await choose(viewer, PCAP);
    await shelf(viewer).getByText('haka-smtp.pcap').waitFor();
  },
  60_000,
);
