import { join } from 'node:path';
import { LineSearch } from '../../app/capture/line-search.ts';
import { openSessions, type SessionSource } from '../../app/capture/session-source.ts';
import { SessionView } from '../../app/capture/session-view.ts';
import { parseQuery, type Query } from '../../app/transcript/query.ts';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { median, table } from './figures.ts';
import { NEEDLE, writeLongSession } from './long-session.ts';
import { timeTaken, type TimeTaken } from './time-taken.ts';

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

await runBench(bench);

async function bench({ folder }: BenchFrame): Promise<void> {
  await writeLongSession(folder, 1, LINES);
  const opened = await openSessions(join(folder, '00000001.session'));
  const [source] = opened.ok ? opened.sources : [];
  if (source === undefined) throw new Error('the session could not be opened');
  note('read through for the first time', await timed(() => source.catchUp()));
  for (const open of [false, true]) await jump(source, open);
  for (const text of QUERIES) await search(source, text);
  process.stdout.write(table(rows));
}

async function jump(source: SessionSource, open: boolean): Promise<void> {
  const view = new SessionView(
    source,
    { query: null, reveal: false, folding: { open, wishes: [] } },
    () => {},
  );
  await view.settled();
  const times: TimeTaken[] = [];
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

async function timed(work: () => Promise<unknown>): Promise<TimeTaken> {
  return (await timeTaken(work)).took;
}

function over(times: readonly TimeTaken[], choose: (each: readonly number[]) => number): TimeTaken {
  return {
    clock: choose(times.map(({ clock }) => clock)),
    processor: choose(times.map(({ processor }) => processor)),
  };
}

function note(what: string, { clock, processor }: TimeTaken): void {
  rows.push([what, `${clock.toFixed(1)} ms`, `${processor.toFixed(1)} ms`]);
}
