import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Problem, ReadingRequestName, RequestPayload, RequestResult } from '../../../app/contract.ts';
import { ReaderClient, type ReadingConnection } from '../../../app/reading/reader-client.ts';
import { readHere, readInThread, type StartReader } from '../../../app/reading/reader-port.ts';
import { bundledProgram } from '../../support/bundled-program.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { beginRecording, begun, endRecording, openCaptures, recordAll, said } from '../capture/recording.ts';

const WORKER = join(import.meta.dirname, '../../../app/reading/reading-worker.ts');

/** Readers in a thread of their own, as the program has them. */
async function threads(): Promise<StartReader> {
  return readInThread(pathToFileURL(await bundledProgram(WORKER)));
}

const PLACES: [string, () => Promise<StartReader>][] = [
  ['in a thread', threads],
  ['in this thread', async () => readHere],
  [
    'in this thread, where no other can begin',
    async () => readInThread(new URL('file:///nowhere/reader.js')),
  ],
];

/** A folder with some conversations, a reader of it, and a viewer's line to that. */
async function openedReader(start: StartReader, lookEvery?: number, slowAfter?: () => number) {
  const folder = await temporaryFolder();
  await recordAll(folder, [RECORDED['plain'] ?? [], [['c', `${'a'.repeat(60)}\r\n`]]]);
  const captures = await openCaptures(folder);
  const client = new ReaderClient(captures, start, { lookEvery, slowAfter });
  onTestFinished(() => client.close());
  const restarts: (Problem | null)[] = [];
  const views: number[] = [];
  const connection = client.connect({
    event: (event) => void (event.type === 'view' && views.push(event.view.matched)),
    learned: () => {},
    restarted: (problem) => restarts.push(problem),
  });
  return { captures, client, connection, restarts, views };
}

async function ask<Name extends ReadingRequestName>(
  connection: ReadingConnection,
  name: Name,
  payload: RequestPayload<Name>,
): Promise<RequestResult<Name>> {
  return JSON.parse(await connection.request({ name, payload }));
}

const view = (session: number, query: string) => ({ session, query, reveal: false, folding: null });

describe.each(PLACES)('a reader %s', (_place, start) => {
  test('answers, tells how views grow, and knows what has just been recorded', async () => {
    const { captures, connection, views } = await openedReader(await start());
    expect(await ask(connection, 'session.summary', { session: 1 })).toMatchObject({
      ok: true,
      value: { session: 1, lines: 18 },
    });
    const recorder = beginRecording(captures, [['s', '220 a\r\n']]);
    const session = await begun(captures, recorder);
    const opened = await ask(connection, 'view.open', view(session, 'dir:c'));
    expect(opened).toMatchObject({ ok: true, value: { session } });
    recorder.bytes(said('client'), Buffer.from('EHLO b\r\n'));
    await eventually('the line', () => views.at(-1) === 1);
    endRecording(recorder);
    await eventually('the end', async () => {
      const summary = await ask(connection, 'session.summary', { session });
      return summary.ok && summary.value?.outcome === 'aborted-by-client';
    });
    expect(await ask(connection, 'session.summary', { session: 99 })).toEqual({ ok: true, value: null });
  });

  test('reads anew when it is told to, by what holds then', async () => {
    let slowAfter = 60_000_000;
    const { captures, client, connection, restarts } = await openedReader(
      await start(),
      undefined,
      () => slowAfter,
    );
    const recorder = beginRecording(captures, [['s', '220 a\r\n']]);
    const session = await begun(captures, recorder);
    recorder.bytes(said('client'), Buffer.from('EHLO b\r\n'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    recorder.bytes(said('server'), Buffer.from('250 a\r\n'));
    endRecording(recorder);
    const findings = async () => {
      const summary = await ask(connection, 'session.summary', { session });
      return summary.ok && summary.value?.outcome !== 'open' ? summary.value?.findings.note : null;
    };
    await eventually('the end', async () => (await findings()) !== null);
    const before = (await findings()) ?? 0;
    slowAfter = 20_000;
    client.readAnew();
    await eventually('the finding', async () => (await findings()) === before + 1);
    slowAfter = 60_000_000;
    client.readAnew();
    await eventually('no finding', async () => (await findings()) === before);
    expect(restarts).toEqual([null, null]);
  });

  test('makes files piece by piece', async () => {
    const { connection } = await openedReader(await start());
    const file = await connection.file({
      name: 'session.save',
      payload: { session: 1, query: '', reveal: false },
    });
    if (!file.ok) throw new Error(file.problem.text);
    const pieces: (string | Uint8Array)[] = [];
    let done: number | null = null;
    for await (const piece of file.write((part) => (done = part))) pieces.push(piece);
    expect(done).toBe(1);
    expect(file.proposedName).toBe('smtp-session-1.txt');
    expect(pieces.join('').split('\n')).toHaveLength(19);
    expect(
      await connection.file({ name: 'session.save', payload: { session: 9, query: '', reveal: false } }),
    ).toMatchObject({ ok: false, problem: { code: 'no-such-session' } });
  });
});

/** A reader on a machine that is so busy that it begins only after so many milliseconds. */
function beginningLate(start: StartReader, milliseconds: number): StartReader {
  return (beginning, listener) => {
    const early: Parameters<ReturnType<StartReader>['post']>[0][] = [];
    let port: ReturnType<StartReader> | null = null;
    const timer = setTimeout(() => {
      port = start(beginning, listener);
      for (const message of early) port.post(message);
    }, milliseconds);
    return {
      post: (message) => void (port === null ? early.push(message) : port.post(message)),
      end: () => (port === null ? clearTimeout(timer) : port.end()),
    };
  };
}

describe('a reader that takes long to begin', () => {
  test('is waited for, since no search can be why', async () => {
    const { connection, restarts } = await openedReader(beginningLate(readHere, 600), 20);
    expect(await ask(connection, 'session.summary', { session: 1 })).toMatchObject({ ok: true });
    expect(restarts).toEqual([]);
  });

  test('is begun anew in the end, and no search is blamed', async () => {
    const { connection, restarts } = await openedReader(beginningLate(readHere, 60_000), 5);
    expect(await ask(connection, 'session.summary', { session: 1 })).toMatchObject({
      ok: false,
      problem: { code: 'reading-silent' },
    });
    expect(restarts).toMatchObject([{ code: 'reading-silent' }]);
  });
});

describe('a pattern that never comes to an end', () => {
  const PATTERN = '/^(a+)+$b/';

  test('holds up nothing, is ended, told of, and not tried again; all else is read as before', async () => {
    const { connection, restarts } = await openedReader(await threads(), 100);
    const begin = performance.now();
    let longestStandstill = 0;
    let last = begin;
    const heartbeat = setInterval(() => {
      longestStandstill = Math.max(longestStandstill, performance.now() - last);
      last = performance.now();
    }, 5);
    onTestFinished(() => clearInterval(heartbeat));
    await ask(connection, 'view.open', view(2, PATTERN));
    const waiting = ask(connection, 'session.summary', { session: 1 });
    await eventually('the restart', () => restarts.length === 1);
    clearInterval(heartbeat);
    expect(restarts).toMatchObject([{ code: 'reading-stuck' }]);
    // Answered before the search began, or with why there is no answer.
    const answer = await waiting;
    expect(answer.ok ? 'answered' : answer.problem.code).toMatch(/^(answered|reading-stuck)$/);
    expect(await ask(connection, 'view.open', view(2, PATTERN))).toMatchObject({
      ok: false,
      problem: { code: 'reading-stuck' },
    });
    expect(await ask(connection, 'view.open', view(2, '/^a+$/'))).toMatchObject({ ok: true });
    expect(await ask(connection, 'session.summary', { session: 1 })).toMatchObject({
      ok: true,
      value: { lines: 18 },
    });
    // The search goes on for far longer than that.
    expect(longestStandstill).toBeLessThan((performance.now() - begin) / 2);
    expect(restarts).toHaveLength(1);
  });
});
