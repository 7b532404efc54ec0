import type { TranscriptRow } from '../../../app/transcript/row.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Captures } from '../../../app/capture/captures.ts';
import { readRows, readScatteredRows, walkRows } from '../../../app/capture/row-reader.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import {
  allRows,
  begun,
  beginRecording,
  endRecording,
  foundSession,
  openCaptures,
  recordAll,
  said,
} from './recording.ts';

/** A session of some ten thousand rows of every kind, with many places from which reading may begin. */
async function longSession(): Promise<SessionSource> {
  const captures = await openCaptures(await temporaryFolder());
  const recorder = beginRecording(captures, RECORDED['plain'] ?? []);
  const session = await begun(captures, recorder);
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const words = [
    'MAIL FROM:<a@b>\r\n',
    'DATA\r\n',
    '.\r\n',
    'x\n',
    'part of a line ',
    '\xff\r\n',
    '250 ok\r\n',
  ];
  for (let entry = 0; entry < 6_000; entry += 1) {
    const from = random(4) === 0 ? 'server' : 'client';
    const text = Array.from({ length: 1 + random(3) }, () => words[random(words.length)]).join('');
    const long = random(500) === 0 ? 'x'.repeat(random(100_000)) : '';
    const origin = { ...said(from), tls: entry > 3_000, injected: random(50) === 0 };
    recorder.bytes(origin, Buffer.from(text + long, 'latin1'));
    if (random(200) === 0) recorder.event({ event: 'injected', to: 'client', reason: 'a reason' });
  }
  recorder.event({ event: 'ended', by: 'client' });
  endRecording(recorder);
  await captures.close();
  return foundSession(await openCaptures(captures.directory), session);
}

async function authenticated(): Promise<Captures> {
  const folder = await temporaryFolder();
  await recordAll(folder, [RECORDED['authenticated'] ?? []]);
  return openCaptures(folder);
}

/** A walk that goes through everything once has no row in hand any more when its reply comes. */
function withoutReply(row: TranscriptRow): TranscriptRow {
  if (row.type !== 'line') return row;
  const { reply: _, ...rest } = row;
  return rest;
}

describe('rows', () => {
  test('are the same whatever place they are read from', async () => {
    const source = await longSession();
    const rows = await allRows(source);
    expect(rows.length).toBe(source.index.rows);
    expect(rows.map(({ row }) => row)).toEqual(rows.map((_, at) => at));
    const place = fc.nat({ max: rows.length + 10 });
    await fc.assert(
      fc.asyncProperty(place, fc.nat({ max: 30 }), async (from, count) => {
        expect(await readRows(source, from, from + count, true)).toEqual(rows.slice(from, from + count));
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: rows.length - 1 }), { maxLength: 8 }),
        async (numbers) => {
          const rising = numbers.sort((one, other) => one - other);
          expect(await readScatteredRows(source, rising, true)).toEqual(rising.map((row) => rows[row]));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('follow from every checkpoint as they do from the start', async () => {
    const source = await longSession();
    const rows = await allRows(source);
    const checkpoints = rows.map(({ row }) => source.index.checkpointFor(row));
    const places = new Map(checkpoints.map((checkpoint) => [checkpoint.position, checkpoint]));
    expect(places.size).toBeGreaterThan(8);
    for (const place of places.values()) {
      const behind: unknown[] = [];
      await walkRows(source, structuredClone(place), {
        reveal: true,
        wanted: () => true,
        take: (row) => behind.push(row),
        goOn: () => behind.length < 2_000,
      });
      const expected = rows.slice(place.state.rows, place.state.rows + 2_000);
      expect(behind.slice(0, 2_000)).toEqual(expected.map(withoutReply));
    }
  });

  test('say when, by whom and how each line was said', async () => {
    const captures = await openCaptures(await temporaryFolder());
    const recorder = beginRecording(captures, []);
    const before = Date.now() * 1_000;
    recorder.bytes({ ...said('server'), injected: true }, Buffer.from('421 4.4.1 no\r\n'));
    recorder.bytes({ ...said('client'), tls: true }, Buffer.from('mail from:<\xff>\n', 'latin1'));
    const session = await begun(captures, recorder);
    const [event, reply, command] = await allRows(await foundSession(captures, session));
    expect(event).toMatchObject({ type: 'event', row: 0, event: { event: 'connected' } });
    expect(reply).toMatchObject({
      row: 1,
      n: 1,
      from: 'server',
      code: 421,
      enhanced: '4.4.1',
      injected: true,
    });
    expect(command).toMatchObject({ row: 2, n: 2, verb: 'MAIL', tls: true, ending: 'lf', injected: false });
    expect(command).toMatchObject({ text: 'mail from:<ÿ>', bytes: 'bWFpbCBmcm9tOjz/Pg==' });
    for (const { at } of [event, reply, command].filter((row) => row !== undefined)) {
      expect(Math.abs(at - before)).toBeLessThan(5_000_000);
    }
  });

  test('an unfinished line keeps its own marks, whoever spoke behind it', async () => {
    const captures = await openCaptures(await temporaryFolder());
    const recorder = beginRecording(captures, []);
    recorder.bytes({ ...said('server'), injected: true }, Buffer.from('421 no'));
    recorder.bytes({ ...said('client'), tls: true }, Buffer.from('NOOP\r\n'));
    endRecording(recorder);
    await captures.close();
    const after = await openCaptures(captures.directory);
    const rows = await allRows(await foundSession(after, 1));
    expect(rows).toContainEqual(expect.objectContaining({ text: '421 no', injected: true, tls: false }));
  });

  test('hide what proves who somebody is, unless it is asked for', async () => {
    const source = await foundSession(await authenticated(), 1);
    const hidden = JSON.stringify(await readRows(source, 0, 100, false));
    const revealed = JSON.stringify(await readRows(source, 0, 100, true));
    for (const secret of ['dXNlcg==', 'cGFzcw==', 'AHUAcA==']) {
      expect(hidden).not.toContain(secret);
      expect(revealed).toContain(secret);
    }
    expect(hidden).toContain('AUTH PLAIN ****');
  });
});
