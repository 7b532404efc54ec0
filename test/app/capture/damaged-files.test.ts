import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RECORD_HEADER_LENGTH, ENTRY_HEADER_LENGTH } from '../../../app/capture/entry.ts';
import { openSessions, type SessionSource } from '../../../app/capture/session-source.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { allRows, bytesSaid, recordAll, recordedFile, scriptBytes } from './recording.ts';

const SCRIPT: ConversationScript = RECORDED['bare line feeds'] ?? [];

/** Milliseconds for what reads a file a thousand times, on a machine that is busy. */
const LONG = 30_000;

let files = 0;

/** Opens a file of these bytes, and reads all that is in it. */
async function opened(folder: string, bytes: Buffer): Promise<readonly SessionSource[]> {
  // A file is not expected to become another.
  const path = join(folder, `damaged-${(files += 1)}.session`);
  await writeFile(path, bytes);
  const result = await openSessions(path);
  const sources = result.ok ? result.sources : [];
  for (const source of sources) await source.catchUp();
  return sources;
}

/** Where the first entry ends, which says what session it is. */
function firstEntryEnd(file: Buffer): number {
  return RECORD_HEADER_LENGTH + ENTRY_HEADER_LENGTH + file.readUInt32LE(RECORD_HEADER_LENGTH + 4);
}

describe('a file that was cut short', () => {
  test(
    'is a session from its first entry on, and its bytes are a prefix of what was said',
    async () => {
      const folder = await temporaryFolder();
      const file = await recordedFile(folder, SCRIPT);
      const fromClient = scriptBytes(SCRIPT, 'client');
      const fromServer = scriptBytes(SCRIPT, 'server');
      let longest = 0;
      for (let length = 0; length <= file.length; length += 1) {
        const [source] = await opened(folder, file.subarray(0, length));
        expect(source !== undefined).toBe(length >= firstEntryEnd(file));
        if (source === undefined) continue;
        const rows = await allRows(source);
        const client = bytesSaid(rows, 'client');
        const server = bytesSaid(rows, 'server');
        expect(client.equals(fromClient.subarray(0, client.length))).toBe(true);
        expect(server.equals(fromServer.subarray(0, server.length))).toBe(true);
        // Each byte of the file that is one of the wire is shown: nothing is held back that is there.
        expect(client.length + server.length).toBeGreaterThanOrEqual(longest);
        longest = client.length + server.length;
        expect(source.index.summary()).toMatchObject(
          length === file.length ? { outcome: 'completed' } : { outcome: 'failed', rows: rows.length },
        );
      }
      expect(longest).toBe(fromClient.length + fromServer.length);
    },
    LONG,
  );

  test('shows each byte of a torn entry', async () => {
    const folder = await temporaryFolder();
    const file = await recordedFile(folder, [['s', '220 a greeting that is torn\r\n']]);
    const end = file.indexOf('\r\n') - ' torn'.length;
    const [source] = await opened(folder, file.subarray(0, end));
    const rows = source === undefined ? [] : await allRows(source);
    expect(bytesSaid(rows, 'server').toString()).toBe('220 a greeting that is');
  });

  test(
    'is read as far as it goes where several sessions share it',
    async () => {
      const folder = await temporaryFolder();
      const scripts: ConversationScript[] = ['one', 'two', 'three'].map((name) => [['s', `220 ${name}\r\n`]]);
      await recordAll(folder, scripts);
      const result = await openSessions(join(folder, '00000001-00000003.session'));
      const whole = result.ok ? result.sources : [];
      expect(whole.map(({ session }) => session)).toEqual([1, 2, 3]);
      const file = await readFile(whole[0]?.path ?? '');
      let most = 0;
      for (let length = 0; length <= file.length; length += 7) {
        const sources = await opened(folder, file.subarray(0, length));
        expect(sources.length).toBeGreaterThanOrEqual(most);
        most = sources.length;
        const texts = await Promise.all(
          sources.map(async (source) => bytesSaid(await allRows(source), 'server').toString()),
        );
        const all = ['220 one\r\n', '220 two\r\n', '220 three\r\n'];
        expect(texts.slice(0, -1)).toEqual(all.slice(0, Math.max(0, texts.length - 1)));
        expect(all[texts.length - 1] ?? '').toContain(texts.at(-1) ?? '');
      }
      expect(most).toBe(3);
    },
    LONG,
  );
});

/** Rows without what is told of the replies behind them, which may stand in what is damaged. */
function withoutReplies(rows: readonly TranscriptRow[]): readonly object[] {
  return rows.map((row) => ({ ...row, reply: undefined }));
}

describe('a file that was damaged', () => {
  test(
    'is never more than unreadable, and what stands before the damage is shown',
    async () => {
      const folder = await temporaryFolder();
      const file = await recordedFile(folder, SCRIPT);
      const [sound] = await opened(folder, file);
      const soundRows = sound === undefined ? [] : await allRows(sound);
      const changes = fc.array(fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 6,
      });
      await fc.assert(
        fc.asyncProperty(changes, async (all) => {
          const damaged = Buffer.from(file);
          for (const [place, byte] of all) damaged[place] = byte;
          const first = damaged.findIndex((byte, place) => byte !== file[place]);
          const [source] = await opened(folder, damaged);
          if (source === undefined) return;
          const rows = await allRows(source);
          expect(rows.length).toBe(source.index.rows);
          const [prefix] = await opened(folder, file.subarray(0, first === -1 ? file.length : first));
          // Of the rows before the damage, the last may go on in what is damaged.
          const untouched = Math.max(0, (prefix?.index.rows ?? 0) - 2);
          expect(withoutReplies(rows.slice(0, untouched))).toEqual(
            withoutReplies(soundRows.slice(0, untouched)),
          );
        }),
        { numRuns: 150 },
      );
    },
    LONG,
  );

  test('says where the damage is', async () => {
    const folder = await temporaryFolder();
    const file = await recordedFile(folder, SCRIPT);
    file[firstEntryEnd(file)] = 0;
    const [source] = await opened(folder, file);
    expect(source?.index.summary()).toMatchObject({
      outcome: 'failed',
      reason: `The record is damaged from byte ${firstEntryEnd(file)} of its file on; all before it is shown.`,
    });
  });

  test('is no session when it never was one', async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await opened(folder, Buffer.from(bytes))).toEqual([]);
      }),
      { numRuns: 50 },
    );
    const missing = await openSessions(join(folder, 'missing.session'));
    expect(missing).toMatchObject({ ok: false, problem: { code: 'unreadable' } });
  });
});
