import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readingBudget } from '../../../app/capture/reading-budget.ts';
import { SessionSource } from '../../../app/capture/session-source.ts';
import { Catalogue } from '../../../app/catalogue/catalogue.ts';
import { writeLongSession } from '../../bench/long-session.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  beginRecording,
  begun,
  endRecording,
  libraryOf,
  openCaptures,
  recordAll,
} from '../capture/recording.ts';
import { conversation, openedCatalogue } from './catalogued.ts';

/** A folder with three conversations, of which the second was refused. */
async function threeConversations(): Promise<string> {
  const folder = await temporaryFolder();
  await recordAll(folder, [
    conversation('ann@example.net'),
    conversation('bob@example.net', '550 5.1.1 No such user'),
    conversation('carol@example.net'),
  ]);
  return folder;
}

/** Opens the folder's catalogue and closes it, so that it is written down. */
async function catalogueOnce(folder: string): Promise<void> {
  const { captures, catalogue } = await openedCatalogue(folder);
  await captures.close();
  await catalogue.close();
}

/** How many sessions are read from their records while `work` goes on. */
async function recordsRead(work: () => Promise<unknown>): Promise<number> {
  const reading = vi.spyOn(SessionSource.prototype, 'catchUp');
  try {
    await work();
    return reading.mock.calls.length;
  } finally {
    reading.mockRestore();
  }
}

describe('the catalogue', () => {
  test('knows of every session what its record says', async () => {
    const { catalogue } = await openedCatalogue(await threeConversations());
    const sessions = [...catalogue.all()].map(({ summary }) => summary.session);
    expect(new Set(sessions)).toEqual(new Set([1, 2, 3]));
    expect(catalogue.get(2)).toMatchObject({
      summary: { rcptTo: ['bob@example.net'], refusal: { code: 550 }, tls: 'none' },
      facets: { codes: [220, 221, 250, 550], verbs: ['EHLO', 'MAIL', 'QUIT', 'RCPT'] },
    });
    expect(catalogue.get(2)?.facets.activity).toMatchObject([{ accepted: 0, refused: 1, deferred: 0 }]);
    expect([catalogue.known, catalogue.unread]).toEqual([3, 0]);
  });

  test('is not worked out again at the next start, and is the same', async () => {
    const folder = await threeConversations();
    const first = await openedCatalogue(folder);
    const before = [1, 2, 3].map((session) => first.catalogue.get(session));
    await first.captures.close();
    await first.catalogue.close();
    const read = await recordsRead(async () => {
      const { catalogue } = await openedCatalogue(folder);
      expect([1, 2, 3].map((session) => catalogue.get(session))).toEqual(before);
    });
    expect(read).toBe(0);
    expect((await stat(join(folder, 'catalogue'))).mode & 0o777).toBe(0o600);
  });

  test('is made again where its file is damaged, wherever that is', async () => {
    const folder = await threeConversations();
    await catalogueOnce(folder);
    const path = join(folder, 'catalogue');
    const whole = await readFile(path);
    for (let at = 0; at < whole.length; at += 97) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x20;
      await writeFile(path, damaged);
      const { captures, catalogue } = await openedCatalogue(folder);
      expect(catalogue.get(2)?.summary.refusal?.code).toBe(550);
      expect(catalogue.known).toBe(3);
      await captures.close();
      await catalogue.close();
    }
  });

  test('is made again where the same records give other summaries: another version, another notion of slow', async () => {
    const folder = await threeConversations();
    await catalogueOnce(folder);
    for (const options of [{ version: '1.2.4' }, { version: '1.2.4', slowAfter: 5 }]) {
      const read = await recordsRead(async () => {
        const { captures, catalogue } = await openedCatalogue(folder, options);
        expect(catalogue.known).toBe(3);
        await captures.close();
        await catalogue.close();
      });
      expect(read).toBe(3);
    }
  });

  test('is made again for another folder with the same numbers', async () => {
    const folder = await threeConversations();
    await catalogueOnce(folder);
    for (const name of ['numbers', '00000001-00000003.session']) await rm(join(folder, name));
    await recordAll(folder, [conversation('dan@example.net')]);
    const { catalogue } = await openedCatalogue(folder);
    expect([...catalogue.all()].map(({ summary }) => summary.rcptTo)).toEqual([['dan@example.net']]);
  });

  test('knows a long conversation as soon as its beginning has been read', async () => {
    const folder = await temporaryFolder();
    await writeLongSession(folder, 1, 100_000);
    const captures = await openCaptures(folder);
    const catalogue = new Catalogue(libraryOf(captures));
    onTestFinished(() => catalogue.close());
    await eventually('its beginning', () => catalogue.known === 1);
    const lines = catalogue.get(1)?.summary.lines ?? 0;
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThan(100_000);
    expect(catalogue.unread).toBe(0);
    await catalogue.settled();
    expect(catalogue.get(1)?.summary).toMatchObject({ outcome: 'completed' });
    expect(catalogue.get(1)?.summary.lines).toBeGreaterThan(100_000);
  });

  test('follows a conversation while it goes on', async () => {
    const { captures, catalogue } = await openedCatalogue(await temporaryFolder());
    const changed: number[] = [];
    catalogue.listen({ changed: (sessions) => changed.push(...sessions), progress: () => {} });
    const recorder = beginRecording(captures, conversation('ann@example.net').slice(0, 4));
    const session = await begun(captures, recorder);
    await eventually('it to be known', () => catalogue.get(session)?.summary.outcome === 'open');
    endRecording(recorder);
    await eventually('its end', () => catalogue.get(session)?.summary.outcome === 'aborted-by-client');
    await eventually('the notice', () => changed.includes(session));
    expect(catalogue.unread).toBe(0);
  });

  test('while much is relayed, reads the newest first and says how many are still to be read', async () => {
    const { captures, catalogue } = await openedCatalogue(await temporaryFolder());
    readingBudget.follow(() => 1);
    onTestFinished(() => readingBudget.follow(() => 0));
    for (let at = 0; at < 2_000; at += 1) {
      endRecording(beginRecording(captures, conversation(`ann${at}@example.net`)));
    }
    await eventually('the newest to be known', () => catalogue.get(2_000) !== undefined);
    expect(catalogue.unread).toBeGreaterThan(100);
    readingBudget.follow(() => 0);
    await catalogue.settled();
    expect([catalogue.known, catalogue.unread]).toEqual([2_000, 0]);
  });

  test('knows what people say, and forgets what is deleted', async () => {
    const folder = await threeConversations();
    const { captures, catalogue } = await openedCatalogue(folder);
    await captures.annotate({ what: 'pin', sessions: [{ first: 1, last: 1 }] });
    await captures.annotate({ what: 'note', session: 2, text: 'ask #bob' });
    await captures.annotate({ what: 'delete', sessions: [{ first: 3, last: 3 }] });
    expect(catalogue.get(1)?.summary.pinned).toBe(true);
    expect(catalogue.get(2)?.summary.note).toBe('ask #bob');
    expect(catalogue.get(3)).toBeUndefined();
    expect(catalogue.known).toBe(2);
    await captures.annotate({ what: 'restore', sessions: [{ first: 3, last: 3 }] });
    expect(catalogue.get(3)?.summary.rcptTo).toEqual(['carol@example.net']);
    await captures.annotate({ what: 'delete', sessions: [{ first: 3, last: 3 }] });
    await captures.close();
    await catalogue.close();
    expect(await readFile(join(folder, 'catalogue'), 'utf8')).not.toContain('carol@example.net');
    const again = await openedCatalogue(folder);
    expect(again.catalogue.get(1)?.summary.pinned).toBe(true);
    expect(again.catalogue.get(3)).toBeUndefined();
  });
});
