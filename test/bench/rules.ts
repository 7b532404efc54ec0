import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startSink, startSpyContender, type Contender } from './contenders.ts';
import { median, table } from './figures.ts';
import { carry } from './loads.ts';

/**
 * What it costs to relay in step, since rules look at a conversation, next to passing bytes as they come:
 * `npm run bench:rules`. The two take turns, and each round has a ratio of its own.
 */
const ROUNDS = 11;

/** Little but commands: what is relayed in step is those. */
const LOAD = { sessions: 20, messages: 1_000, size: 100, reuse: false };

/** The most that a conversation in step may cost, as a multiple of one that passes. */
const TARGET = 2;

const RULES = {
  rules: [
    { name: 'looks at commands', when: 'cmd:XYZZY', do: [{ action: 'drop' }] },
    {
      name: 'looks at replies',
      when: 'kind:reply',
      do: [{ action: 'remove-capability', capability: 'VRFY' }],
    },
  ],
};

await runBench(bench);

async function bench({ folder, opened }: BenchFrame): Promise<void> {
  const rules = join(folder, 'rules.json');
  await writeFile(rules, JSON.stringify(RULES));
  const sink = await opened(startSink());
  const passing = await opened(startSpyContender(sink.port, join(folder, 'passing')));
  const inStep = await opened(startSpyContender(sink.port, join(folder, 'in-step'), ['--rules', rules]));
  process.stdout.write(table(await measure(passing, inStep)));
}

interface Round {
  /** Milliseconds of the whole load, and of the contender's processor. */
  readonly wall: number;
  readonly processor: number;
}

async function measure(passing: Contender, inStep: Contender): Promise<string[][]> {
  for (const { port } of [passing, inStep]) await carry(LOAD, port);
  const rounds: { readonly pass: Round; readonly step: Round }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const pass = await carried(passing);
    rounds.push({ pass, step: await carried(inStep) });
  }
  const row = (name: string, of: (round: Round) => number): string[] => {
    const ratio = median(rounds.map(({ pass, step }) => of(step) / of(pass)));
    const each = (values: readonly number[]) => `${(median(values) / LOAD.messages).toFixed(2)} ms`;
    return [
      name,
      each(rounds.map(({ pass }) => of(pass))),
      each(rounds.map(({ step }) => of(step))),
      ratio.toFixed(2),
      `${ratio <= TARGET ? 'met' : 'missed'} (${TARGET.toFixed(2)})`,
    ];
  };
  return [
    ['a conversation', 'passing', 'in step', 'in step / passing', 'target'],
    row('time', ({ wall }) => wall),
    row('processor', ({ processor }) => processor),
  ];
}

async function carried(contender: Contender): Promise<Round> {
  const before = contender.processorTime() ?? 0;
  const wall = await carry(LOAD, contender.port);
  return { wall, processor: (contender.processorTime() ?? 0) - before };
}
