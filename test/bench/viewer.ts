import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { programPath } from '../support/programs-installed.ts';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startSink, startViewedSpy, type ViewedSpy } from './contenders.ts';
import { median, table, verdict } from './figures.ts';
import { NEEDLE, writeLongSession } from './long-session.ts';
import { PAGE_SCRIPT } from './viewer-page-script.ts';

/**
 * How the viewer does with a session of ten million lines, and with five thousand lines a second: `npm run bench:viewer`,
 * and with `-- --quick` a glance at a tenth of it. A real Chromium, the viewer as `serve` serves it, a record on the disk.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    lines: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const LINES = Number(options.lines ?? (options.quick ? 1_000_000 : 10_000_000));
const SECONDS = Number(options.seconds ?? (options.quick ? 5 : 60));

/** Lines a second while the input is watched: half of them commands, half of them replies. */
const LINES_A_SECOND = 5_000;

/** For so long commands come as fast as they are answered, in each round. */
const FLOOD_SECONDS = 2;

/** Reading what came meanwhile takes longer than relaying it. */
const LONGEST_CALMING_MS = 60_000;

/** What the spy may hold after all of it. */
const MOST_MEGABYTES = 400;

/** How long typing pauses before the filter is applied: renderer/state/filter.ts. */
const TYPING_PAUSE_MS = 150;

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const rows: string[][] = [['', 'measured', 'target', '']];
await runBench(bench);

async function bench({ folder, opened }: BenchFrame): Promise<void> {
  tell(`writing a session of ${LINES} lines`);
  const captures = join(folder, 'captures');
  const lines = await writeLongSession(captures, 1, LINES);
  await writeLongSession(captures, 2, 1);
  const sink = await opened(startSink());
  const spy = await opened(startViewedSpy(sink.port, captures));
  const browser = await opened(
    chromium.launch({ executablePath: programPath('chromium') ?? '', args: CHROMIUM_ARGUMENTS }),
  );
  await measureLongSession(browser, spy, lines);
  await measureLiveSession(browser, spy);
  process.stdout.write(`\n${table(rows)}`);
}

async function measureLongSession(browser: Browser, spy: ViewedSpy, lines: number): Promise<void> {
  const page = await openPage(browser, spy);
  tell('opening it for the first time');
  const begun = performance.now();
  await choose(page, 'long');
  const whole = new Intl.NumberFormat('en').format(lines);
  await page
    .getByTestId('line-count')
    .getByText(`${whole} lines`, { exact: true })
    .waitFor({ timeout: 600_000 });
  note('read through for the first time', `${((performance.now() - begun) / 1_000).toFixed(1)} s`);

  tell('opening, jumping, scrolling');
  const opened: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await choose(page, 'short');
    opened.push(await choose(page, 'long'));
  }
  check('open to first rows, once indexed', median(opened), 300);
  for (const what of ['folded', 'all open'] as const) {
    if (what === 'all open') await openAllFolds(page, lines);
    const jumps = await inPage<number[]>(page, 'bench.jumps(20)');
    check(`a jump, ${what}: the median`, median(jumps), 100);
    check(`a jump, ${what}: the longest of ${jumps.length}`, Math.max(...jumps), 100);
  }
  const frames = await inPage<number[]>(page, 'bench.frames(5000)');
  check('longest frame while scrolling', Math.max(...frames), 50);
  const rate = 1_000 / (frames.reduce((sum, frame) => sum + frame, 0) / frames.length);
  rows.push(['frames a second while scrolling', rate.toFixed(1), '55', verdict(rate >= 55)]);

  tell('filtering');
  const [first = 0, complete = 0] = await inPage<number[]>(
    page,
    `bench.filter('${NEEDLE}', '^[1-9][0-9,]* of ', '^[0-9,]+ of [0-9,]+ lines$')`,
  );
  check('filter, first results, behind the pause in typing', first - TYPING_PAUSE_MS, 200);
  check('filter, complete', complete - TYPING_PAUSE_MS, 3_000);
  await measureMemory(browser, page);
  checkMemory('memory of the spy, with that session open', spy);
  await page.close();
}

async function openAllFolds(page: Page, lines: number): Promise<void> {
  await page.getByRole('button', { name: 'Open all' }).click();
  await inPage(page, `bench.hasMore(${lines})`);
}

async function measureMemory(browser: Browser, page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  check('memory of the page: its heap', usedSize / 1e6, 250, 'MB');
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = await root.send('SystemInfo.getProcessInfo');
  const sizes = await Promise.all(
    processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => privateMemory(id)),
  );
  check('memory of the page: its process, its own part', Math.max(...sizes) / 1e6, 250, 'MB');
}

/** All of the spy's threads together, garbage included. */
function checkMemory(what: string, spy: ViewedSpy): void {
  check(what, (spy.memory() ?? 0) / 1e6, MOST_MEGABYTES, 'MB');
}

/** Memory that belongs to no file, in bytes; 0 where the system does not tell. */
async function privateMemory(id: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${id}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

async function measureLiveSession(browser: Browser, spy: ViewedSpy): Promise<void> {
  tell(`${LINES_A_SECOND} lines a second for ${SECONDS} s`);
  const page = await openPage(browser, spy);
  await followsNewest(page);
  const talking = talk(spy.port, SECONDS, LINES_A_SECOND / 2);
  await inPage(page, 'bench.hasMore(100)');
  await inPage(page, 'bench.watchInput()');
  await page.getByRole('listbox', { name: 'Transcript' }).focus();
  const end = performance.now() + (SECONDS - 1) * 1_000;
  while (performance.now() < end) {
    await page.keyboard.press('ArrowUp');
    await wait(150);
  }
  const said = await talking;
  const inputs = await inPage<number[]>(page, 'window.benchInput');
  note('lines that arrived a second', String(Math.round((2 * said) / SECONDS)));
  check(`input to paint: the median of ${inputs.length}`, inputs.length === 0 ? 0 : median(inputs), 100);
  check('input to paint: the longest', Math.max(0, ...inputs), 100);

  tell('as fast as it goes, looked at and not');
  const ratios: number[] = [];
  for (let round = 0; round < (options.quick ? 2 : 5); round += 1) {
    await page.bringToFront();
    const viewed = await talk(spy.port, FLOOD_SECONDS, Infinity);
    // What the reader has left for later must not be counted as time that nobody looked.
    await calm(spy);
    await page.goto('about:blank');
    await calm(spy);
    const alone = await talk(spy.port, FLOOD_SECONDS, Infinity);
    await page.goto(spy.url);
    await followsNewest(page);
    await calm(spy);
    ratios.push(viewed / alone);
  }
  checkMemory('memory of the spy, after floods', spy);
  const ratio = median(ratios);
  rows.push(['commands relayed, looked at / not', ratio.toFixed(2), '0.95', verdict(ratio >= 0.95)]);
  await page.close();
}

/** A page that was just opened does. */
async function followsNewest(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Follow newest', pressed: true }).waitFor();
}

/** Resolves when the spy does nothing any more. */
async function calm(spy: ViewedSpy): Promise<void> {
  const until = performance.now() + LONGEST_CALMING_MS;
  let before = -Infinity;
  for (let now = spy.processorTime() ?? 0; now - before > 10; now = spy.processorTime() ?? 0) {
    if (performance.now() > until) throw new Error('the spy was still at work after a minute');
    before = now;
    await wait(250);
  }
}

/** Commands as fast as told, at most as fast as they are answered. Resolves to how many were answered. */
function talk(port: number, seconds: number, commandsASecond: number): Promise<number> {
  const client = connect(port, '127.0.0.1');
  const begun = performance.now();
  const ahead = 500;
  let said = 0;
  let answered = -1;
  const say = () => {
    const due = Math.min(((performance.now() - begun) / 1_000) * commandsASecond, answered + ahead);
    const count = Math.floor(due - said);
    if (count <= 0) return;
    said += count;
    client.write('NOOP\r\n'.repeat(count));
  };
  client.on('error', () => {});
  client.on('data', (data) => {
    for (const byte of data) if (byte === 10) answered += 1;
    if (commandsASecond === Infinity) say();
  });
  const timer = setInterval(say, 5);
  return new Promise((resolve) => {
    setTimeout(() => {
      clearInterval(timer);
      client.destroy();
      resolve(answered);
    }, seconds * 1_000);
  });
}

async function openPage(browser: Browser, spy: ViewedSpy): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(PAGE_SCRIPT);
  await page.goto(spy.url);
  await page.getByRole('listbox', { name: 'Transcript' }).waitFor();
  return page;
}

/** Chooses the long session or the short one; resolves to the milliseconds until its rows are there. */
async function choose(page: Page, which: 'long' | 'short'): Promise<number> {
  return inPage<number>(page, which === 'long' ? 'bench.choose(1, 10_000)' : 'bench.choose(2, 0)');
}

async function inPage<Result = unknown>(page: Page, script: string): Promise<Result> {
  return page.evaluate<Result>(script);
}

function check(what: string, measured: number, target: number, unit = 'ms'): void {
  rows.push([what, `${measured.toFixed(0)} ${unit}`, `${target} ${unit}`, verdict(measured <= target)]);
}

function note(what: string, measured: string): void {
  rows.push([what, measured, '', '']);
}

function tell(what: string): void {
  process.stderr.write(`${what}\n`);
}
