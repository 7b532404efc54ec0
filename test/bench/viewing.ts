import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startSink, startViewedSpy, type ViewedSpy } from './contenders.ts';
import { median, quartiles, table, verdict } from './figures.ts';
import { carry, measurements, type Measurement } from './loads.ts';
import { openLookingViewer, type LookingViewer } from './looking-viewer.ts';

/**
 * What an open viewer costs the relay: `npm run bench:viewing`, and with `-- --quick` a glance. Two spies take turns: one
 * that nobody looks at, and one whose viewer asks for the list at every notice, and has a filtered view open of a
 * conversation that grows all the time. A load's generator, its sink, relay, reader and viewer share the machine's
 * processors; so processor time stands beside the time on the clock, as ratios too: of the thread that relays, and of the
 * spy as a whole.
 */
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: 'AB' } },
});

/** The least ratio that is good enough. */
const TARGET = 0.9;

/** Milliseconds between two lines of the conversation that grows. */
const LINE_EVERY_MS = 20;

const HEAD = [
  '',
  'alone',
  'viewed',
  'viewed / alone',
  'half of the rounds',
  'relaying thread',
  'the whole spy',
  'target',
];

await runBench(bench);

async function bench(frame: BenchFrame): Promise<void> {
  const { opened } = frame;
  const sink = await opened(startSink());
  const alone = await openSpy(frame, sink.port, 'alone');
  const viewed = await openSpy(frame, sink.port, 'viewed');
  const viewer = await opened(openLookingViewer(viewed.url));
  const rows = [HEAD];
  for (const measurement of measurements(options.quick)) {
    if (!options.only.includes(measurement.letter)) continue;
    process.stderr.write(`${measurement.letter}: ${measurement.title}, ${measurement.rounds} rounds\n`);
    rows.push(await measure(measurement, alone, viewed, viewer));
  }
  process.stdout.write(`\n${table(rows)}\n${viewer.told()}\n`);
}

async function openSpy(
  { folder, opened, atEnd }: BenchFrame,
  sink: number,
  name: string,
): Promise<ViewedSpy> {
  const spy = await opened(startViewedSpy(sink, join(folder, name)));
  // Both relay the conversation that grows; only one is looked at.
  const client = talkOn(spy.port);
  atEnd(() => client.destroy());
  return spy;
}

/** A conversation that never ends, a command at a time. */
function talkOn(port: number): Socket {
  const client = connect(port, '127.0.0.1');
  const timer = setInterval(() => client.write('NOOP\r\n'), LINE_EVERY_MS);
  client.on('close', () => clearInterval(timer));
  client.on('error', () => {});
  client.resume();
  return client;
}

/** The two take turns, and each round turns the order round: neither is always the one that runs second. */
async function measure(
  { letter, title, load, rounds }: Measurement,
  alone: ViewedSpy,
  viewed: ViewedSpy,
  viewer: LookingViewer,
): Promise<string[]> {
  const spies = { alone, viewed };
  const times = { alone: [] as number[], viewed: [] as number[] };
  const threads = { alone: 0, viewed: 0 };
  const processes = { alone: 0, viewed: 0 };
  for (const spy of [alone, viewed]) {
    await carry({ ...load, messages: Math.ceil(load.messages / 5) }, spy.port);
  }
  for (let round = 0; round < rounds; round += 1) {
    const names = ['alone', 'viewed'] as const;
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const before = spies[name].mainThreadTime() ?? 0;
      const wholeBefore = spies[name].processorTime() ?? 0;
      times[name].push(await carry(load, spies[name].port));
      threads[name] += (spies[name].mainThreadTime() ?? 0) - before;
      processes[name] += (spies[name].processorTime() ?? 0) - wholeBefore;
      // What the reader has left for later must not be done while nobody looks at the other.
      await viewer.quiet();
    }
  }
  const ratios = times.alone.map((time, round) => time / (times.viewed[round] ?? time));
  const ratio = median(ratios);
  const { lower, upper } = quartiles(ratios);
  const speed = (each: readonly number[]): string =>
    `${Math.round((load.messages / median(each)) * 1_000)}/s`;
  return [
    `${letter}  ${title}`,
    speed(times.alone),
    speed(times.viewed),
    ratio.toFixed(2),
    `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
    ratioOf(threads),
    ratioOf(processes),
    `${verdict(ratio >= TARGET)} (${TARGET.toFixed(2)})`,
  ];
}

/** Empty where the system tells no processor time. */
function ratioOf({ alone, viewed }: { readonly alone: number; readonly viewed: number }): string {
  return viewed === 0 ? '' : (alone / viewed).toFixed(2);
}
