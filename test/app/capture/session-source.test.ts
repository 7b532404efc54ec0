import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesHeader, eventHeader, recordHeader, sessionHeader } from '../../../app/capture/entry.ts';
import { openSessions, type SessionSource } from '../../../app/capture/session-source.ts';
import { speakerOf, bytesOf } from '../../support/conversation-script.ts';
import { writeLongSession } from '../../bench/long-session.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { allRows, closedBy, ORIGIN, said } from './recording.ts';

/** A record as the process of this number writes it: its beginning, and what follows entry by entry. */
function recordOf(writer: number): { beginning: Buffer; entries: readonly Buffer[] } {
  const info = { session: 1, started: 1, ...ORIGIN, writer: { process: writer, version: '1.2.3' } };
  const payload = Buffer.from(JSON.stringify(info));
  const beginning = Buffer.concat([recordHeader(0), sessionHeader(payload.length), payload]);
  const script = RECORDED['bare line feeds'] ?? [];
  const spoken = script.map(([who, words], at) => {
    const bytes = bytesOf(words);
    return Buffer.concat([bytesHeader(said(speakerOf(who)), bytes.length, at), bytes]);
  });
  const event = Buffer.from(JSON.stringify(closedBy('client')));
  return { beginning, entries: [...spoken, Buffer.concat([eventHeader(event.length, 9), event])] };
}

async function openOne(path: string): Promise<SessionSource> {
  const result = await openSessions(path);
  const source = result.ok ? result.sources[0] : undefined;
  if (source === undefined) throw new Error('no session');
  return source;
}

describe('a record that another process is writing', () => {
  test('is followed wherever each write ended', async () => {
    const { beginning, entries } = recordOf(process.ppid);
    const record = Buffer.concat([beginning, ...entries]);
    const folder = await temporaryFolder();
    const whole = join(folder, 'whole.session');
    await writeFile(whole, record);
    const wholeSource = await openOne(whole);
    await wholeSource.catchUp();
    const rows = await allRows(wholeSource);
    for (let cut = beginning.length; cut < record.length; cut += 1) {
      const path = join(folder, `${cut}.session`);
      await writeFile(path, record.subarray(0, cut));
      const source = await openOne(path);
      await source.catchUp();
      expect(source.index.summary().outcome).toBe('open');
      await appendFile(path, record.subarray(cut));
      await source.catchUp();
      expect(source.index.summary()).toEqual(wholeSource.index.summary());
      expect(await allRows(source)).toEqual(rows);
    }
  }, 30_000);

  test('is damaged where it is, though more is being written', async () => {
    const { beginning, entries } = recordOf(process.ppid);
    const path = join(await temporaryFolder(), 'damaged.session');
    await writeFile(
      path,
      Buffer.concat([beginning, Buffer.from('no entry, but longer than one is'), ...entries]),
    );
    const source = await openOne(path);
    await source.catchUp();
    expect(source.index.summary()).toMatchObject({ outcome: 'failed', lines: 0 });
  });
});

describe('whoever asks', () => {
  test('side by side gets the same, and each hears of progress', async () => {
    const { beginning, entries } = recordOf(process.ppid);
    const path = join(await temporaryFolder(), 'one.session');
    await writeFile(path, Buffer.concat([beginning, ...entries]));
    const source = await openOne(path);
    const heard = [0, 0, 0];
    await Promise.all(
      heard.map((_, at) =>
        source.catchUp(() => {
          heard[at] = (heard[at] ?? 0) + 1;
        }),
      ),
    );
    expect(source.index.summary()).toMatchObject({ outcome: 'completed', lines: 14 });
    expect(heard.every((times) => times > 0)).toBe(true);
  });

  test('hears how much of it has been read', async () => {
    const folder = await temporaryFolder();
    await writeLongSession(folder, 1, 100_000);
    const source = await openOne(join(folder, '00000001.session'));
    const parts: number[] = [];
    await source.catchUp(() => parts.push(source.read.done / source.read.total));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts).toEqual(parts.toSorted((one, other) => one - other));
    expect(parts.at(-1)).toBe(1);
  });

  test('of a file that is gone is told so', async () => {
    const { beginning } = recordOf(process.ppid);
    const folder = await temporaryFolder();
    const path = join(folder, 'gone.session');
    await writeFile(path, beginning);
    const source = await openOne(path);
    await rm(path);
    await expect(source.catchUp()).rejects.toThrow(/ENOENT/);
  });
});
