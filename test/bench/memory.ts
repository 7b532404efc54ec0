import { join } from 'node:path';
import { CaptureLibrary } from '../../app/capture/capture-library.ts';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { table } from './figures.ts';
import { FAR_AHEAD, MESSAGES_AND_COMMANDS, ONE_BY_ONE, writeLongSession, type Talk } from './long-session.ts';
import { recordSessions } from './many-sessions.ts';

/**
 * What readers hold in memory of what they have read: `npm run bench:memory`. It counts what is left when all garbage has
 * been collected, so it does not depend on how busy the machine is.
 */

const LINES = 400_000;
const LONG_SESSIONS = 40;
const LINES_OF_EACH = 60_000;
const SHORT_SESSIONS = 4_000;

/** What app/capture/known-sessions.ts keeps, and some room for what it does not count. */
const MOST_KEPT_MEGABYTES = 28;

const rows: string[][] = [['', 'measured', 'target', '']];
await runBench(async (frame) => {
  await measureIndex(frame, 'messages and commands', MESSAGES_AND_COMMANDS, 6);
  await measureIndex(frame, 'a command at a time', ONE_BY_ONE, 3);
  await measureIndex(frame, 'hundreds of commands ahead', FAR_AHEAD, 30);
  await measureLong(frame);
  await measureShort(frame);
  process.stdout.write(`\n${table(rows)}`);
});

/** What the index of a long session takes, which lets any of its rows be read at once. */
async function measureIndex({ folder }: BenchFrame, what: string, talk: Talk, target: number): Promise<void> {
  const captures = join(folder, what);
  await writeLongSession(captures, 1, LINES, talk);
  const library = await CaptureLibrary.openFolder(captures);
  const before = held();
  const source = await library.find(1);
  await source?.catchUp();
  check(`index: ${what}`, (held() - before) / (source?.index.lines ?? 0), target, 'bytes a line');
}

async function measureLong({ folder }: BenchFrame): Promise<void> {
  const captures = join(folder, 'long sessions');
  for (let session = 1; session <= LONG_SESSIONS; session += 1) {
    await writeLongSession(captures, session, LINES_OF_EACH, FAR_AHEAD);
  }
  await measureKept(captures, LONG_SESSIONS, 'long');
}

async function measureShort({ folder }: BenchFrame): Promise<void> {
  const captures = join(folder, 'short sessions');
  await recordSessions(captures, SHORT_SESSIONS);
  await measureKept(captures, SHORT_SESSIONS, 'short');
}

/** What is kept of sessions that were read one after the other. */
async function measureKept(captures: string, count: number, kind: string): Promise<void> {
  const library = await CaptureLibrary.openFolder(captures);
  const before = held();
  for (let session = 1; session <= count; session += 1) await (await library.find(session))?.catchUp();
  check(`kept of ${count} ${kind} sessions`, (held() - before) / 1e6, MOST_KEPT_MEGABYTES, 'MB');
  // Until here it must not be collected.
  await library.find(1);
}

/** Bytes that are in use. */
function held(): number {
  if (globalThis.gc === undefined) throw new Error('node wants --expose-gc for this');
  // What one collection lets go, another may find to have held something.
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function check(what: string, measured: number, target: number, unit: string): void {
  const verdict = measured <= target ? 'met' : 'missed';
  rows.push([what, `${measured.toFixed(1)} ${unit}`, `${target} ${unit}`, verdict]);
}
