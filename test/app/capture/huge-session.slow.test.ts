import { expect, test } from 'vitest';
import { readRows } from '../../../app/capture/row-reader.ts';
import { SessionView } from '../../../app/capture/session-view.ts';
import { parseQuery } from '../../../app/transcript/query.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  beginRecording,
  begun,
  endRecording,
  foundSession,
  linesOf,
  openCaptures,
  said,
} from './recording.ts';

const LINES = 1_000_000;
const LINES_AT_ONCE = 1_000;

/** Milliseconds on a machine that is busy. */
const LONG = 120_000;

/** How long the quickest of some reads of a screenful takes, in milliseconds. */
async function quickest(read: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let tries = 0; tries < 7; tries += 1) {
    const began = performance.now();
    await read();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

test(
  'in a session of a million lines, the last row is read as quickly as the first',
  async () => {
    const captures = await openCaptures(await temporaryFolder());
    const recorder = beginRecording(captures, [
      ['s', '220 a\r\n'],
      ['c', 'EHLO b\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
      ['s', '250 a\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
    ]);
    const session = await begun(captures, recorder);
    const before = 9;
    for (let line = 0; line < LINES; line += LINES_AT_ONCE) {
      const words = Array.from({ length: LINES_AT_ONCE }, (_, at) => `line ${line + at}\r\n`);
      recorder.bytes(said('client'), Buffer.from(words.join('')));
      await eventually('room', () => !recorder.isFull);
    }
    endRecording(recorder);
    await captures.close();

    const source = await foundSession(await openCaptures(captures.directory), session);
    expect(source.index.lines).toBe(before + LINES);
    const screen = (line: number) => readRows(source, 1 + before + line, 1 + before + line + 50, false);
    const late = linesOf(await screen(LINES - 50));
    expect(late.map(({ text }) => text)).toEqual(
      Array.from({ length: 50 }, (_, at) => `line ${LINES - 50 + at}`),
    );
    const early = await quickest(() => screen(9));
    for (const line of [LINES / 2, LINES - 50]) {
      // Twenty: a screen may begin at a checkpoint or almost at the next. From the start it would be a thousand.
      expect(await quickest(() => screen(line))).toBeLessThan(20 * early + 5);
    }

    const parsed = parseQuery('text:"line 99999"');
    const view = new SessionView(
      source,
      { query: parsed.ok ? parsed.query : null, reveal: false, folding: null },
      () => {},
    );
    const longestWait = await longestDelayUntil(view.settled());
    expect(view.progress).toMatchObject({
      rows: 11,
      matched: 11,
      scanned: before + LINES,
      lines: before + LINES,
    });
    expect(longestWait).toBeLessThan(1_000);
  },
  LONG,
);

/** The longest time for which nothing else got its turn, in milliseconds. */
async function longestDelayUntil(done: Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  await done;
  clearInterval(timer);
  return longest;
}
