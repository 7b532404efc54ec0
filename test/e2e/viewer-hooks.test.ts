import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const HOOKS = `
export function onCommand({ verb }, session) {
  console.log('asked about %s', verb);
  if (verb === 'RCPT') return { command: 'RCPT TO:<you@example.net>' };
  if (verb === 'NOOP') {
    session.alert('A client that does nothing', 'error');
    return { reply: '450 Do something' };
  }
  if (verb === 'RSET') throw new TypeError('no reset');
}
`;

async function hooksFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'my-hooks.mjs');
  await writeFile(path, HOOKS);
  return path;
}

async function converse(viewer: ViewerPage): Promise<void> {
  const client = connectRawClient(await viewer.port());
  await client.hear();
  for (const line of [
    'EHLO me',
    'MAIL FROM:<me@x.example>',
    'RCPT TO:<you@x.example>',
    'NOOP',
    'RSET',
    'QUIT',
  ]) {
    await client.ask(line);
  }
  await client.closed;
}

describePage('hooks', useBrowser(), (viewerTest) => {
  viewerTest(
    'what they did, said and failed at stands between the lines, and where it failed beside them',
    async (viewer) => {
      await converse(viewer);
      const row = (words: string) => viewer.transcript.locator('.row').filter({ hasText: words });
      await expect.poll(() => row('c> RCPT').textContent()).toContain('sent on asRCPT TO:<you@example.net>');
      await row('Hook onCommand says: asked about RCPT').waitFor();
      await row('Hook onCommand: A client that does nothing.').waitFor();
      await row('answered 450 Do something instead of the server.').waitFor();
      const failed = row('TypeError: no reset');
      expect(await failed.getAttribute('class')).toContain('row-event-bad');
      await failed.click();
      const line = viewer.page.getByRole('region', { name: 'Selected line' });
      await expect
        .poll(() => line.textContent())
        .toMatch(/Where\s*at onCommand \(file:\S+my-hooks\.mjs:9:30\)(?!.*hooks-worker)/);
    },
    { settings: async () => ({ hooks: await hooksFile() }) },
  );

  let path = '';
  viewerTest(
    'the status bar names their file, and a banner tells when a new version of it is wrong',
    async (viewer) => {
      const status = viewer.page.getByRole('contentinfo');
      await status.getByText('hooks in my-hooks.mjs').waitFor();
      await writeFile(path, 'export const onComand = () => {};');
      await viewer.page
        .getByRole('alert')
        .filter({ hasText: 'onComand, and there is no hook of that name' })
        .waitFor();
      await status.getByText('hooks in my-hooks.mjs').waitFor();
      await writeFile(path, HOOKS);
      await expect.poll(() => viewer.page.getByRole('alert').count()).toBe(0);
    },
    { settings: async () => ({ hooks: (path = await hooksFile()) }) },
  );
});
