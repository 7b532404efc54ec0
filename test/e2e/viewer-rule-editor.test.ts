import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { connectRawClient, type RawClient } from '../support/raw-client.ts';
import type { ViewerPage } from '../support/viewer-page.ts';
import { describePage } from '../support/viewer-test.ts';

const browser = useBrowser();

/** A client that has said who it is, and whom the message is from. */
async function senderAt(viewer: ViewerPage): Promise<RawClient> {
  const client = connectRawClient(await viewer.port());
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask('MAIL FROM:<me@example.com>');
  return client;
}

/** The same for a client that then names a recipient and leaves; its recipient's reply. */
async function replyToRecipient(viewer: ViewerPage, recipient: string): Promise<string> {
  const client = await senderAt(viewer);
  const reply = await client.ask(`RCPT TO:<${recipient}>`);
  await client.ask('QUIT');
  await client.closed;
  return reply;
}

/** The dialog of the rules, whatever it shows. */
async function openRules(viewer: ViewerPage): Promise<Locator> {
  await viewer.page.getByRole('banner').getByRole('button', { name: 'Rules', exact: true }).click();
  const dialog = viewer.page.getByRole('dialog');
  await dialog.getByRole('button', { name: /New rule|All rules/ }).waitFor();
  return dialog;
}

async function closeRules({ page }: ViewerPage): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** The rules' names in their order. */
function namesIn(dialog: Locator): Promise<string[]> {
  return dialog.getByRole('list', { name: 'Rules', exact: true }).locator('.rule-name').allTextContents();
}

/** Has these among the rules, switched on. */
async function switchOn(dialog: Locator, ...presets: readonly string[]): Promise<void> {
  for (const preset of presets) {
    await dialog.getByRole('button', { name: `Switch on: ${preset}` }).click();
    await dialog.getByRole('switch', { name: preset, checked: true }).waitFor();
  }
}

async function fileOf(dialog: Locator): Promise<string> {
  return (await dialog.getByText('Kept in').locator('code').textContent()) ?? '';
}

describePage('a rule that is written in the window', browser, (viewerTest) => {
  viewerTest(
    'tells what it would have matched, refuses a real client, and can be switched off',
    async (viewer) => {
      expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^250 /);
      expect(await replyToRecipient(viewer, 'ann@example.net')).toMatch(/^250 /);
      let dialog = await openRules(viewer);
      await dialog.getByRole('button', { name: 'New rule' }).click();
      await dialog.getByRole('textbox', { name: 'When this is said' }).fill('cmd:RCPT to:*@example.org');
      await dialog.getByText('Matches 1 line in 1 of 2 conversations.').waitFor();
      await dialog.getByText('Looks at commands.').waitFor();

      // To the line, and back to what was written.
      await dialog.getByRole('button', { name: /RCPT TO:<bob@example.org>/ }).click();
      await viewer.selected.getByText('RCPT TO:<bob@example.org>').waitFor();
      dialog = await openRules(viewer);
      await dialog.getByLabel('Name', { exact: true }).fill('No Bob');
      await dialog.getByLabel('Code', { exact: true }).fill('551');
      await dialog.getByRole('button', { name: 'Keep this rule' }).click();
      await dialog.getByRole('switch', { name: 'No Bob', checked: true }).waitFor();
      await closeRules(viewer);
      await viewer.page.getByText('1 rule on').waitFor();

      expect(await replyToRecipient(viewer, 'bob@example.org')).toBe('551 5.7.1 Refused by a rule\r\n');
      await expect.poll(() => viewer.conversations.count()).toBe(3);
      await viewer.conversations.first().click();
      const row = (text: string) => viewer.transcript.locator('.row').filter({ hasText: text });
      await expect.poll(() => row('c> RCPT TO').textContent()).toContain('not passed on');
      await expect.poll(() => row('s< 551').textContent()).toContain('SMTP Spy’s own words');

      await viewer.page.getByRole('button', { name: '1 rule on' }).click();
      await dialog.getByText('acted 1×').waitFor();
      await dialog.getByRole('switch', { name: 'No Bob' }).click();
      await dialog.getByRole('switch', { name: 'No Bob', checked: false }).waitFor();
      await closeRules(viewer);
      expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^250 /);
      await expect.poll(() => viewer.page.getByText('rule on').count()).toBe(0);
    },
  );

  viewerTest('shows what was said and what went on instead', async (viewer) => {
    const dialog = await openRules(viewer);
    await dialog.getByRole('button', { name: 'New rule' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Other domain');
    await dialog.getByRole('textbox', { name: 'When this is said' }).fill('cmd:RCPT');
    await dialog.getByLabel('What is done, 1 of 1').selectOption('Replace words');
    await dialog.getByLabel('What matches').fill('example\\.com');
    await dialog.getByLabel('Becomes').fill('example.net');
    await dialog.getByRole('button', { name: 'Keep this rule' }).click();
    await dialog.getByText('Replace /example\\.com/ in the command by “example.net”').waitFor();
    await closeRules(viewer);
    await replyToRecipient(viewer, 'you@example.com');
    const rcpt = viewer.transcript.locator('.row').filter({ hasText: 'RCPT TO:<you@example.com>' });
    await expect.poll(() => rcpt.textContent()).toContain('sent on asRCPT TO:<you@example.net>');
  });

  viewerTest('says what is wrong with it, where it is wrong', async (viewer) => {
    const dialog = await openRules(viewer);
    await dialog.getByRole('button', { name: 'New rule' }).click();
    await dialog.getByRole('textbox', { name: 'When this is said' }).fill('code:sixty');
    await dialog.getByLabel('Code', { exact: true }).fill('99');
    await dialog.getByRole('button', { name: 'Keep this rule' }).click();
    const problemAt = async (label: string) => {
      const field = dialog.getByLabel(label, { exact: true });
      await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
      const id = (await field.getAttribute('aria-describedby')) ?? '';
      return await dialog.locator(`[id="${id}"]`).textContent();
    };
    expect(await problemAt('Name')).toBe('Fill this in.');
    expect(await problemAt('Code')).toBe('At least 200.');
    await dialog.getByText('“sixty” is no').first().waitFor();
    await dialog.getByLabel('Name', { exact: true }).fill('Mended');
    await dialog.getByLabel('Code', { exact: true }).fill('550');
    await dialog.getByRole('textbox', { name: 'When this is said' }).fill('cmd:NOOP');
    await dialog.getByRole('button', { name: 'Keep this rule' }).click();
    await expect.poll(() => namesIn(dialog)).toEqual(['Mended']);
  });
});

describePage('the list of rules', browser, (viewerTest) => {
  viewerTest('has rules that are ready, in an order that keys and the pointer change', async (viewer) => {
    const dialog = await openRules(viewer);
    await switchOn(dialog, 'Greylisting', 'AUTH refused', 'Mailbox full');
    expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^451 4\.7\.1 Greylisted/);

    const grip = (name: string) => dialog.getByRole('button', { name: `Move “${name}”` });
    await grip('Mailbox full').focus();
    await viewer.page.keyboard.press('ArrowUp');
    await dialog.getByText('“Mailbox full” is now number 2 of 3.').waitFor();
    await expect.poll(() => grip('Mailbox full').and(viewer.page.locator(':focus')).count()).toBe(1);
    await viewer.page.keyboard.press('ArrowUp');
    await expect.poll(() => namesIn(dialog)).toEqual(['Mailbox full', 'Greylisting', 'AUTH refused']);
    expect(await replyToRecipient(viewer, 'carol@example.org')).toMatch(/^452 4\.2\.2/);

    await grip('Mailbox full').hover();
    await viewer.page.mouse.down();
    const last = await dialog.getByRole('listitem').filter({ hasText: 'AUTH refused' }).boundingBox();
    await viewer.page.mouse.move((last?.x ?? 0) + 10, (last?.y ?? 0) + (last?.height ?? 0) - 2, { steps: 5 });
    await viewer.page.mouse.up();
    await expect.poll(() => namesIn(dialog)).toEqual(['Greylisting', 'AUTH refused', 'Mailbox full']);
    const file = await fileOf(dialog);
    const kept = async (): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
    await expect.poll(kept).toMatchObject({
      rules: [{ name: 'Greylisting', first: 1 }, { name: 'AUTH refused' }, { name: 'Mailbox full' }],
    });
  });

  viewerTest('loses one that is deleted, and has it back', async (viewer) => {
    const dialog = await openRules(viewer);
    await switchOn(dialog, 'Greylisting', 'AUTH refused');
    await dialog.getByRole('button', { name: 'More for “Greylisting”' }).click();
    await dialog.getByRole('menuitem', { name: 'Delete' }).click();
    await expect.poll(() => namesIn(dialog)).toEqual(['AUTH refused']);
    // A notice lies over nothing that the dialog has.
    await dialog.getByRole('button', { name: 'Undo' }).waitFor();
    const [body, notice] = await Promise.all([
      dialog.getByRole('region', { name: 'Rules', exact: true }).boundingBox(),
      dialog.getByRole('region', { name: 'Notices' }).boundingBox(),
    ]);
    expect(notice?.y ?? 0).toBeGreaterThanOrEqual((body?.y ?? 0) + (body?.height ?? Infinity) - 1);
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => namesIn(dialog)).toEqual(['Greylisting', 'AUTH refused']);
  });

  viewerTest('tells where its file is broken, goes on, and writes nothing over it', async (viewer) => {
    const dialog = await openRules(viewer);
    await switchOn(dialog, 'Mailbox full');
    const file = await fileOf(dialog);
    const broken = '{\n  "rules": [\n    { "name": "Mine" "when": "" }\n  ]\n}\n';
    await writeFile(file, broken);
    await dialog.getByText('Line 3, column 22:').waitFor();
    expect(await dialog.getByRole('switch', { name: 'Mailbox full' }).isDisabled()).toBe(true);
    expect(await dialog.getByRole('button', { name: 'New rule' }).isDisabled()).toBe(true);
    expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^452 /);
    expect(await readFile(file, 'utf8')).toBe(broken);

    await dialog.getByRole('button', { name: 'Set the file aside' }).click();
    await dialog.getByRole('switch', { name: 'Mailbox full', disabled: false }).waitFor();
    const names = await readdir(dirname(file));
    const aside = names.filter((name) => name.startsWith('rules.json.unreadable'));
    expect(await readFile(`${dirname(file)}/${aside[0] ?? ''}`, 'utf8')).toBe(broken);

    // What is written by hand is there at once, and the form is not in its way.
    await dialog.getByRole('button', { name: /^Mailbox full/ }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Fuller');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('4.2.2', '4.2.1'));
    await dialog.getByText('This rule has changed meanwhile').waitFor();
    await dialog.getByRole('button', { name: 'Keep as a rule of its own' }).click();
    await expect.poll(() => namesIn(dialog)).toEqual(['Mailbox full', 'Fuller']);
    expect(await readFile(file, 'utf8')).toContain('4.2.1');
  });
});

describePage('what a rule tells', browser, (viewerTest) => {
  viewerTest('stands in the list, comes as one notice, and is found by its tag', async (viewer) => {
    expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^250 /);
    await viewer.transcript.getByText('RCPT TO:<bob@example.org>').click();
    await viewer.transcript.press('m');
    const dialog = viewer.page.getByRole('dialog', { name: 'New rule' });
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Mail to bob@example.org');
    expect(await dialog.getByRole('textbox', { name: 'When this is said' }).inputValue()).toBe(
      'cmd:RCPT to:bob@example.org',
    );
    await dialog.getByText('Matches 1 line in 1 of 1 conversation.').waitFor();
    await dialog.getByLabel('What is done, 1 of 1').selectOption('Tag the conversation');
    await dialog.getByLabel('Tag', { exact: true }).fill('bobs-mail');
    await dialog.getByRole('button', { name: 'Do something else, too' }).click();
    await expect
      .poll(() => dialog.getByLabel('What is done, 2 of 2').and(dialog.locator(':focus')).count())
      .toBe(1);
    await dialog.getByLabel('What it says').fill('Mail for Bob');
    await dialog.getByLabel('How grave').selectOption('An error');
    await dialog.getByRole('button', { name: 'Keep this rule' }).click();
    await viewer.page
      .getByRole('dialog', { name: 'Rules' })
      .getByText('Tag #bobs-mail · Alert: Mail for Bob')
      .waitFor();
    await closeRules(viewer);

    expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^250 /);
    const notices = viewer.page.getByRole('region', { name: 'Notices' });
    await notices.getByText('Mail for Bob').waitFor();
    expect(await replyToRecipient(viewer, 'bob@example.org')).toMatch(/^250 /);
    await notices.getByText('In conversation 3, me@example.com, and 1 more alert.').waitFor();
    expect(await notices.getByText('Mail for Bob').count()).toBe(1);
    const newest = viewer.conversations.first();
    await newest.getByText('#bobs-mail').waitFor();
    expect(await newest.getByTitle('Mail for Bob').textContent()).toBe('alert');
    await notices.getByRole('button', { name: 'Show' }).click();
    await viewer.transcript.getByText('Rule “Mail to bob@example.org”, line 12: Mail for Bob.').waitFor();

    await viewer.search.fill('tag:bobs-mail');
    await expect.poll(() => viewer.conversationCount.textContent()).toBe('2 of 3');
  });
});
