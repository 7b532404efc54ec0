import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Captures, RecordingFailure } from '../../../app/capture/captures.ts';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fillDisk, smallDisk } from './full-disk.ts';
import {
  allRows,
  allSummaries,
  beginRecording,
  begun,
  bytesSaid,
  endRecording,
  foundSession,
  openCaptures,
  ORIGIN,
  said,
  summaryOf,
} from './recording.ts';

const SIZE = 1_048_576;
const KIBIBYTE = Buffer.from(`${'x'.repeat(1_022)}\r\n`);

function say(recorder: SessionRecorder, kibibytes: number): void {
  for (let each = 0; each < kibibytes; each += 1) recorder.bytes(said('client'), KIBIBYTE);
}

async function failureOf(captures: Captures): Promise<RecordingFailure> {
  return eventually('recording to fail', () => captures.failure);
}

describe('a disk that fills up', () => {
  test('keeps what was written, says so, and records again when there is room', async (context) => {
    const captures = await openCaptures(await smallDisk(context, SIZE));
    const told: (string | null)[] = [];
    captures.listen({ recording: (failure) => told.push(failure?.code ?? null) });

    const recorder = beginRecording(captures, [['s', '220 a\r\n']]);
    const session = await begun(captures, recorder);
    const filler = await fillDisk(captures.directory, SIZE, 200 * 1_024);
    say(recorder, 1_000);
    expect(await failureOf(captures)).toMatchObject({ code: 'ENOSPC', session, unrecorded: 1 });
    say(recorder, 10);
    endRecording(recorder);

    const live = await foundSession(captures, session);
    const kept = bytesSaid(await allRows(live), 'client');
    expect(kept.length).toBeGreaterThan(100 * 1_024);
    expect(kept.equals(Buffer.alloc(kept.length, KIBIBYTE))).toBe(true);
    expect(live.index.summary()).toMatchObject({ outcome: 'failed' });
    expect(live.index.summary().reason).toMatch(/^Recording stopped here: ENOSPC/);

    const lost = beginRecording(captures, [['s', '220 b\r\n']]);
    say(lost, 100);
    endRecording(lost);
    await eventually('the second loss', () => captures.failure?.unrecorded === 2);
    expect(captures.failure).toMatchObject({ session });

    await rm(filler);
    const later = beginRecording(captures, [['s', '220 c\r\n']]);
    const laterSession = await begun(captures, later);
    endRecording(later);
    await eventually('recording to work again', () => captures.failure === null);
    await eventually('the end of the later session', async () => {
      return (await summaryOf(captures, laterSession)).outcome === 'aborted-by-client';
    });
    expect(told).toEqual(['ENOSPC', 'ENOSPC', null]);

    const afterRestart = await foundSession(await openCaptures(captures.directory), session);
    expect(bytesSaid(await allRows(afterRestart), 'client').equals(kept)).toBe(true);
  });

  test('keeps those short sessions whole that were written before it was full', async (context) => {
    const captures = await openCaptures(await smallDisk(context, SIZE));
    const first = beginRecording(captures, [['s', '220 a\r\n']]);
    await begun(captures, first);
    endRecording(first);
    await fillDisk(captures.directory, SIZE, 100 * 1_024);
    for (let at = 0; at < 20; at += 1) {
      const recorder = beginRecording(captures, [['s', `220 ${at}\r\n`]]);
      say(recorder, 10);
      endRecording(recorder);
    }
    const { unrecorded } = await failureOf(captures);
    await captures.close();
    const list = await allSummaries(await openCaptures(captures.directory));
    const whole = list.filter(({ outcome }) => outcome === 'aborted-by-client');
    expect(whole.length).toBe(1 + 20 - unrecorded);
    expect(whole.length).toBeGreaterThan(3);
    expect(unrecorded).toBeGreaterThan(3);
  });

  test('gives out no number twice when there was no room for the list of numbers', async (context) => {
    const captures = await openCaptures(await smallDisk(context, SIZE));
    const filler = await fillDisk(captures.directory, SIZE, 0);
    const lost = beginRecording(captures, [['s', '220 lost\r\n']]);
    expect(await failureOf(captures)).toMatchObject({ code: 'ENOSPC', session: 0 });
    say(lost, 10);
    endRecording(lost);
    await rm(filler);
    const recorder = beginRecording(captures, [['s', '220 a\r\n']]);
    expect(await begun(captures, recorder)).toBe(1);
    endRecording(recorder);
  });
});

describe('a recorder that has more to write than the disk takes at once', () => {
  test('is full, asks for patience, and says when it has room again', async () => {
    const captures = await openCaptures(await temporaryFolder());
    let room = 0;
    const recorder = captures.begin(ORIGIN, () => (room += 1));
    say(recorder, 4_000);
    expect(recorder.isFull).toBe(false);
    say(recorder, 200);
    expect(recorder.isFull).toBe(true);
    await eventually('room', () => room === 1);
    expect(recorder.isFull).toBe(false);
    endRecording(recorder);
  });
});
