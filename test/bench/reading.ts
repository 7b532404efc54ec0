import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineSearch } from '../../app/capture/line-search.ts';
import { openSessions, type SessionSource } from '../../app/capture/session-source.ts';
import { SessionView } from '../../app/capture/session-view.ts';
import { parseQuery, type Query } from '../../app/transcript/query.ts';
import { median, table } from './figures.ts';
import { NEEDLE, writeLongSession } from './long-session.ts';

/**
 * How a session of ten million lines is read, without the window: `npm run bench:reading`, and with `-- --lines N` of fewer.
 * What `npm run bench:viewer` measures through a browser is made of this.
 */
const at = process.argv.indexOf('--lines');
const LINES = at === -1 ? 10_000_000 : Number(process.argv[at + 1]);

/** Rows that the window asks for at once. */
const SCREEN = 50;

const QUERIES = [
  NEEDLE,
  'code:550',
  'cmd:RCPT',
  'code:354',
  'kind:content /needle/',
  'dir:s',
  'dir:c',
  '-kind:content',
  'line:>=100',
];

const rows: string[][] = [['', 'on the clock', 'of the processor']];

interface Time {
  readonly clock: number;
  readonly processor: number;
}

const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-bench-'));
try {
  await writeLongSession(folder, 1, LINES);
  const opened = await openSessions(join(folder, '00000001.session'));
  const [source] = opened.ok ? opened.sources : [];
  if (source === undefined) throw new Error('the session could not be opened');
  await bench(source);
  process.stdout.write(table(rows));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench(source: SessionSource): Promise<void> {
  note('read through for the first time', await timed(() => source.catchUp()));
  for (const open of [false, true]) await jump(source, open);
  for (const text of QUERIES) await search(source, text);
}

async function jump(source: SessionSource, open: boolean): Promise<void> {
  const view = new SessionView(
    source,
    { query: null, reveal: false, folding: { open, wishes: [] } },
    () => {},
  );
  await view.settled();
  const times: Time[] = [];
  for (let round = 1; round <= 50; round += 1) {
    const place = Math.floor(((round * 0.618034) % 1) * (view.progress.rows - SCREEN));
    times.push(await timed(() => view.rows(place, SCREEN)));
  }
  view.close();
  const what = open ? 'all open' : 'folded';
  note(
    `${SCREEN} rows anywhere, ${what}: the median`,
    over(times, (each) => median(each)),
  );
  note(
    `${SCREEN} rows anywhere, ${what}: the longest`,
    over(times, (each) => Math.max(...each)),
  );
}

async function search(source: SessionSource, text: string): Promise<void> {
  const search = new LineSearch(source, { queries: [queryOf(text)], reveal: false }, () => {});
  const time = await timed(() => search.goOn());
  note(`${text}: ${search.found.count} lines`, time);
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

/** In milliseconds. Where others share the machine, the processor's time says more than the clock. */
async function timed(work: () => Promise<unknown>): Promise<Time> {
  const begun = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - begun, processor: (user + system) / 1_000 };
}

function over(times: readonly Time[], choose: (each: readonly number[]) => number): Time {
  return {
    clock: choose(times.map(({ clock }) => clock)),
    processor: choose(times.map(({ processor }) => processor)),
  };
}

function note(what: string, { clock, processor }: Time): void {
  rows.push([what, `${clock.toFixed(1)} ms`, `${processor.toFixed(1)} ms`]);
}
