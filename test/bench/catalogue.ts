import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CaptureLibrary } from '../../app/capture/capture-library.ts';
import { Catalogue } from '../../app/catalogue/catalogue.ts';
import { ConversationList } from '../../app/catalogue/conversation-list.ts';
import { overviewOf } from '../../app/catalogue/overview.ts';
import type { ListOrder } from '../../app/contract.ts';
import { parseConversationQuery } from '../../app/transcript/query.ts';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { verdict } from './figures.ts';
import { recordSessions } from './many-sessions.ts';
import { timeTaken } from './time-taken.ts';

/** Measures the list of conversations: `npm run bench:catalogue -- 100000`. Prints milliseconds, megabytes and targets. */

const count = Number(process.argv[2] ?? '50000');

const BY_TIME: ListOrder = { sort: 'time', descending: true, group: 'none' };

function print(what: string, value: string, target = ''): void {
  process.stdout.write(`${what.padEnd(52)} ${value.padStart(12)}  ${target}\n`);
}

async function timed<Result>(
  what: string,
  target: number | null,
  work: () => Promise<Result>,
): Promise<Result> {
  const { result, took } = await timeTaken(work);
  const told = target === null ? '' : `${verdict(took.clock <= target)} (${target} ms)`;
  print(what, `${took.clock.toFixed(0)} ms`, told);
  print('  processor time for that', `${took.processor.toFixed(0)} ms`);
  return result;
}

function megabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

async function catalogueOnce(folder: string): Promise<void> {
  const catalogue = new Catalogue(await CaptureLibrary.openFolder(folder));
  await catalogue.settled();
  await catalogue.close();
}

async function openList(
  catalogue: Catalogue,
  library: CaptureLibrary,
  query: string,
  order: ListOrder,
): Promise<ConversationList> {
  const parsed = parseConversationQuery(query);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  const list = new ConversationList(catalogue, library, { query: parsed.query, order }, () => {});
  while (list.progress.unsearched > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  return list;
}

/** A term of each kind that may have to be looked for in the records, and two that go together. */
const QUERIES = [
  'code:451',
  '"queued as"',
  'customer-4711',
  '/queued as [0-9a-f]+7$/',
  'cmd:RSET',
  'dir:s',
  'enh:4.7.1',
  'enh:5.7.*',
  'phase:authentication',
  'phase:content',
  'kind:content',
  'kind:authentication',
  'tls:yes',
  'tls:no',
  'line:>=30',
  'is:masked',
  'is:injected',
  'is:finding',
  'is:held',
  'finding:bare-lf',
  'slower:5s',
  'not code:250',
  'code:550 not tls:yes',
  'header:message-id=4711',
  'header:subject=order',
];

async function measureSearch(query: string, catalogue: Catalogue, library: CaptureLibrary): Promise<void> {
  const { result: list, took } = await timeTaken(() => openList(catalogue, library, query, BY_TIME));
  const found = `${list.progress.matched} conversations, after ${took.clock.toFixed(0)} ms`;
  print(`search, processor time: ${query}`, `${took.processor.toFixed(0)} ms`, found);
  list.close();
}

await runBench(bench);

async function bench({ folder }: BenchFrame): Promise<void> {
  print('sessions', String(count));
  await timed('recorded with the recorder', null, () => recordSessions(folder, count));
  await timed('first time: all records read and summed up', null, () => catalogueOnce(folder));
  print('side file', `${((await stat(join(folder, 'catalogue'))).size / 1e6).toFixed(1)} MB`);

  const library = await CaptureLibrary.openFolder(folder);
  const before = megabytes();
  const catalogue = new Catalogue(library);
  await timed('start: all summaries from the side file', 2_000, () => catalogue.settled());
  if (globalThis.gc !== undefined) print('memory for them', `${(megabytes() - before).toFixed(0)} MB`);
  for (const [what, query, order] of [
    ['list by time', '', BY_TIME],
    ['list by trouble, grouped by client', '', { sort: 'trouble', descending: true, group: 'client' }],
    ['narrowed: is:refused client:10.0.1', 'is:refused client:10.0.1', BY_TIME],
  ] satisfies [string, string, ListOrder][]) {
    const list = await timed(what, 1_000, () => openList(catalogue, library, query, order));
    print('  conversations', String(list.progress.matched));
    list.close();
  }
  for (const query of QUERIES) await measureSearch(query, catalogue, library);
  await timed('overview in 200 bars', 200, async () => overviewOf(catalogue.all(), 200));
  await catalogue.close();
}
