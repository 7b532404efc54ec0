import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { accessibilityProblems } from '../support/accessibility.ts';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** Opens the listener's settings, and of these the part whose heading begins so. */
async function openPart(viewer: ViewerPage, heading: string): Promise<Locator> {
  await viewer.port();
  await viewer.listener.click();
  await viewer.dialog.waitFor();
  await viewer.dialog.getByText(heading).click();
  return viewer.dialog;
}

async function apply(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'detached' });
}

describePage('the kind of built-in server', browser, (viewerTest) => {
  viewerTest('is Exchange, and refuses all logins, without a file', async (viewer) => {
    const dialog = await openPart(viewer, 'Kind of server:');
    await dialog.getByLabel('Speaks like').selectOption('Microsoft Exchange');
    await dialog.getByLabel('Its name').fill('mx.example');
    await dialog.getByLabel('Who may log in').selectOption('Nobody: every login is refused');
    await dialog.getByRole('checkbox', { name: 'Only who is logged in may send' }).check();
    await dialog.getByText('as Microsoft Exchange, logins refused').waitFor();
    await dialog.getByText('Who is let in:').click();
    expect(await accessibilityProblems(viewer.page)).toEqual([]);
    await apply(dialog);

    const client = connectRawClient(await viewer.port());
    expect(await client.hear()).toMatch(/^220 mx\.example Microsoft ESMTP MAIL Service ready at \w{3}, /);
    expect(await client.ask('EHLO client.example')).toContain('AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2');
    expect(await client.ask('MAIL FROM:<a@example.com>')).toMatch(/^530 /);
    expect(await client.ask('AUTH PLAIN AGFubgBzZWNyZXQ=')).toMatch(
      /^535 5\.7\.3 Authentication unsuccessful/,
    );
  });

  viewerTest(
    'takes the logins of those who are named, and says which line it does not understand',
    async (viewer) => {
      const dialog = await openPart(viewer, 'Kind of server:');
      await dialog.getByLabel('Who may log in').selectOption('Those named here');
      await dialog.getByLabel('Names and passwords').fill('ann');
      await dialog.getByRole('button', { name: 'Apply' }).click();
      await dialog.getByRole('alert').getByText('a name, a blank, and the password').waitFor();
      await dialog.getByLabel('Names and passwords').fill('ann secret');
      await apply(dialog);
      const client = connectRawClient(await viewer.port());
      await client.hear();
      await client.ask('EHLO client.example');
      expect(await client.ask('AUTH PLAIN AGFubgB3cm9uZw==')).toMatch(/^535 /);
      expect(await client.ask('AUTH PLAIN AGFubgBzZWNyZXQ=')).toMatch(/^235 /);
    },
  );

  viewerTest('speaks LMTP and keeps mail, and the test message goes there', async (viewer) => {
    const folder = join(await temporaryFolder(), 'mails');
    const dialog = await openPart(viewer, 'Kind of server:');
    await dialog.getByRole('checkbox', { name: 'Speak LMTP instead of SMTP' }).check();
    await dialog.getByLabel('Keep accepted mail in this folder').fill(folder);
    await apply(dialog);
    await viewer.button('Send a test message').first().click();
    await viewer.conversations.getByText('250 accepted').waitFor();
    const [name = '', ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(await readFile(join(folder, name), 'utf8')).toMatch(
      /^Return-Path: <test@example\.com>\r\nDelivered-To: you@example\.com\r\n/,
    );
  });

  viewerTest('that cannot be had is told of, and can be mended', async (viewer) => {
    const dialog = await openPart(viewer, 'Kind of server:');
    await dialog.getByLabel('Reply table').fill('/no/such/replies.json');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.getByRole('alert').getByText('/no/such/replies.json cannot be read').waitFor();
    await dialog.getByLabel('Reply table').fill('');
    await apply(dialog);
    expect(await connectRawClient(await viewer.port()).hear()).toMatch(/^220 /);
  });
});

describePage('who is let in', browser, (viewerTest) => {
  viewerTest('is decided by a block list, and the list shows who was turned away', async (viewer) => {
    const dialog = await openPart(viewer, 'Who is let in:');
    await dialog.getByLabel('Turn these away').fill('127.0.0.0/8\nlocalhost');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await dialog.getByRole('alert').getByText('“localhost” is no address, network or range').waitFor();
    await dialog.getByLabel('Turn these away').fill('127.0.0.0/8');
    await dialog.getByLabel('They are told').selectOption('421: try again later');
    await apply(dialog);
    expect(await connectRawClient(await viewer.port()).hear()).toMatch(
      /^421 4\.7\.0 .* is on the block list/,
    );
    await viewer.conversations.getByText('blocked', { exact: true }).waitFor();
    await viewer.conversations.getByText('Client turned away').click();
    await viewer.transcript.getByText('by 127.0.0.0/8. It was turned away with 421').last().waitFor();
    await viewer.button('Change who is let in').click();
    await viewer.dialog
      .getByText('Let in', { exact: true })
      .locator('..')
      .getByText('all but 1 network')
      .waitFor();
  });

  viewerTest('is decided by how often a client connects', async (viewer) => {
    const dialog = await openPart(viewer, 'Who is let in:');
    await dialog.getByLabel('Connections a minute from one address').fill('1');
    await apply(dialog);
    const port = await viewer.port();
    expect(await connectRawClient(port).hear()).toMatch(/^220 /);
    expect(await connectRawClient(port).hear()).toMatch(/^421 4\.7\.0 .*too many connections/);
    await viewer.conversations.getByText('rate limited', { exact: true }).waitFor();
  });
});
