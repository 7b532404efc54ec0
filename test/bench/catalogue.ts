import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLibrary } from '../../app/capture/capture-library.ts';
import { Catalogue } from '../../app/catalogue/catalogue.ts';
import { ConversationList } from '../../app/catalogue/conversation-list.ts';
import { overviewOf } from '../../app/catalogue/overview.ts';
import type { ListOrder } from '../../app/contract.ts';
import { parseConversationQuery } from '../../app/transcript/query.ts';
import { recordSessions } from './many-sessions.ts';

/** Measures the list of conversations: `npm run bench:catalogue -- 100000`. Prints milliseconds, megabytes and targets. */

const count = Number(process.argv[2] ?? '50000');
const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-catalogue-'));

const BY_TIME: ListOrder = { sort: 'time', descending: true, group: 'none' };

function print(what: string, value: string, target = ''): void {
  process.stdout.write(`${what.padEnd(52)} ${value.padStart(12)}  ${target}\n`);
}

async function timed<Result>(
  what: string,
  target: number | null,
  work: () => Promise<Result>,
): Promise<Result> {
  const begun = performance.now();
  const result = await work();
  const took = performance.now() - begun;
  const verdict = target === null ? '' : `target ${target} ms: ${took <= target ? 'met' : 'MISSED'}`;
  print(what, `${took.toFixed(0)} ms`, verdict);
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

try {
  print('sessions', String(count));
  await timed('recorded with the recorder', null, () => recordSessions(folder, count));
  await timed('first time: all records read and summed up', null, () => catalogueOnce(folder));
  print('side file', `${((await stat(join(folder, 'catalogue'))).size / 1e6).toFixed(1)} MB`);

  const library = await CaptureLibrary.openFolder(folder);
  const before = megabytes();
  const cpu = process.cpuUsage();
  const catalogue = new Catalogue(library);
  await timed('start: all summaries from the side file', 2_000, () => catalogue.settled());
  const { user, system } = process.cpuUsage(cpu);
  print('  processor time for that', `${((user + system) / 1_000).toFixed(0)} ms`);
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
  for (const query of ['code:451', `"queued as"`, 'customer-4711', 'header:message-id=4711']) {
    const begun = process.cpuUsage();
    const list = await timed(`search over all lines: ${query}`, null, () =>
      openList(catalogue, library, query, BY_TIME),
    );
    const { user, system } = process.cpuUsage(begun);
    print('  processor time for that', `${((user + system) / 1_000).toFixed(0)} ms`);
    print('  conversations', String(list.progress.matched));
    list.close();
  }
  await timed('overview in 200 bars', 200, async () => overviewOf(catalogue.all(), 200));
  await catalogue.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
