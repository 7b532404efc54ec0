import { parseArgs } from 'node:util';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startPipeContender, startSink, startSpyContender, type Contender } from './contenders.ts';
import { median, quartiles, table, verdict } from './figures.ts';
import { carry, measurements, type Measurement } from './loads.ts';

/**
 * How fast the spy relays, recording, next to a bare pipe relay: `npm run bench`, and with `-- --quick` a glance.
 * Only ratios count, since the machine's own pace changes from one minute to the next. Therefore the two take turns,
 * and each round has a ratio of its own. `-- --noise` lets the pipe relay run against itself: what it shows is what
 * the figures may be off by. `-- --only A` leaves the other loads out. The processor time for each message stands beside
 * the time on the clock: it is the steadier of the two where the machine has other things to do.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    noise: { type: 'boolean', default: false },
    only: { type: 'string', default: 'ABCD' },
  },
});

/** What the contenders took for a load, in milliseconds: each round is one entry in all three. */
interface Times {
  readonly direct: readonly number[];
  readonly pipe: readonly number[];
  readonly spy: readonly number[];
  /** What both relays used of the processor in all rounds, in milliseconds; null where the system does not tell. */
  readonly processor: { readonly pipe: number; readonly spy: number } | null;
}

/** What both relays had used of the processor at one time, in milliseconds. */
interface ProcessorTimes {
  readonly pipe: number | null;
  readonly spy: number | null;
}

const MEBIBYTE = 1_048_576;

await runBench(bench);

async function bench({ folder, opened }: BenchFrame): Promise<void> {
  const sink = await opened(startSink());
  const pipe = await opened(startPipeContender(sink.port));
  const spy = await opened(
    options.noise ? startPipeContender(sink.port) : startSpyContender(sink.port, folder),
  );
  const name = options.noise ? 'pipe again' : 'spy';
  const memoryAtFirst = spy.peakMemory();
  const rows = [['', 'direct', 'pipe relay', name, `${name} / pipe`, 'half of the rounds', 'target']];
  const processorRows = [['processor time a message', 'pipe relay', name, `pipe / ${name}`]];
  const wanted = measurements(options.quick).filter(({ letter }) => options.only.includes(letter));
  for (const measurement of wanted) {
    process.stderr.write(`${measurement.letter}: ${measurement.title}, ${measurement.rounds} rounds\n`);
    const times = await measure(measurement, sink.port, pipe, spy);
    rows.push(rowOf(measurement, times));
    processorRows.push(processorRowOf(measurement, times));
  }
  process.stdout.write(`\n${table(rows)}\n${table(processorRows)}\n${memory(spy, memoryAtFirst, name)}`);
}

/** The contenders take turns, and each round turns the order round: neither is always the one that runs second. */
async function measure(
  { load, rounds }: Measurement,
  direct: number,
  pipe: Contender,
  spy: Contender,
): Promise<Times> {
  const times = { direct: [] as number[], pipe: [] as number[], spy: [] as number[] };
  for (const { port } of [pipe, spy]) await carry({ ...load, messages: Math.ceil(load.messages / 5) }, port);
  const usedBefore = { pipe: pipe.processorTime(), spy: spy.processorTime() };
  for (let round = 0; round < rounds; round += 1) {
    times.direct.push(await carry(load, direct));
    const turns = [() => carry(load, pipe.port).then((time) => times.pipe.push(time))];
    turns[round % 2 === 0 ? 'push' : 'unshift'](() =>
      carry(load, spy.port).then((time) => times.spy.push(time)),
    );
    for (const turn of turns) await turn();
  }
  const used = { pipe: pipe.processorTime(), spy: spy.processorTime() };
  return { ...times, processor: difference(used, usedBefore) };
}

function difference(after: ProcessorTimes, before: ProcessorTimes): Times['processor'] {
  if (after.pipe === null || before.pipe === null || after.spy === null || before.spy === null) return null;
  return { pipe: after.pipe - before.pipe, spy: after.spy - before.spy };
}

function rowOf(measurement: Measurement, times: Times): string[] {
  const { pipe, spy } = times;
  const ratios = pipe.map((time, round) => time / (spy[round] ?? time));
  const ratio = median(ratios);
  const { lower, upper } = quartiles(ratios);
  const { letter, title, target } = measurement;
  const told = target === null ? '' : `${verdict(ratio >= target)} (${target.toFixed(2)})`;
  const figures = figuresOf(measurement, times);
  return [
    `${letter}  ${title}`,
    ...figures,
    ratio.toFixed(2),
    `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
    told,
  ];
}

function processorRowOf({ letter, title, load, rounds }: Measurement, { processor }: Times): string[] {
  const name = `${letter}  ${title}`;
  if (processor === null) return [name, 'this system does not tell'];
  const messages = load.messages * rounds;
  const figures = [processor.pipe, processor.spy].map((time) => `${(time / messages).toFixed(3)} ms`);
  return [name, ...figures, (processor.pipe / processor.spy).toFixed(2)];
}

/** In the unit that says most: messages a second, time added to a session, or bytes a second. */
function figuresOf({ letter, load }: Measurement, { direct, pipe, spy }: Times): string[] {
  const contenders = [direct, pipe, spy].map(median);
  switch (letter) {
    case 'A':
    case 'B':
      return contenders.map((time) => `${Math.round((load.messages / time) * 1_000)}/s`);
    case 'C':
      return contenders.map((time, place) => {
        const perSession = (time - (place === 0 ? 0 : median(direct))) / load.messages;
        return `${place === 0 ? '' : '+'}${perSession.toFixed(2)} ms`;
      });
    case 'D':
      return contenders.map((time) => `${Math.round((load.size / MEBIBYTE / time) * 1_000)} MiB/s`);
  }
}

function memory(contender: Contender, atFirst: number | null, name: string): string {
  const peak = contender.peakMemory();
  if (peak === null || atFirst === null) return 'memory: this system does not tell\n';
  const grown = Math.round((peak - atFirst) / MEBIBYTE);
  return `memory: ${name} held ${Math.round(peak / MEBIBYTE)} MiB at most, ${grown} MiB more than before the first load\n`;
}
