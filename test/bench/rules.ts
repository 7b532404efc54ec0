import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startSink, startSpyContender, type Contender } from './contenders.ts';
import { median, table, verdict } from './figures.ts';
import { carry } from './loads.ts';

/**
 * What it costs to relay in step, since rules look at a conversation or hooks are asked about it, next to passing bytes as they
 * come: `npm run bench:rules`. All take turns, and each round has ratios of its own.
 */
const ROUNDS = 11;

/** Little but commands: what is relayed in step is those. */
const LOAD = { sessions: 20, messages: 1_000, size: 100, reuse: false };

/** The most that a conversation which rules look at may cost, as a multiple of one that passes. */
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

/** Hooks that look at what the rules look at. */
const SAME_HOOKS = `
export const onCommand = ({ verb }) => (verb === 'XYZZY' ? { drop: true } : undefined);
export const onReply = ({ texts }) => (texts.includes('VRFY') ? { drop: true } : undefined);
`;

/** Every hook there is, and a message that is changed. */
const ALL_HOOKS = `${SAME_HOOKS}
export const onConnect = () => {};
export const onContentLine = ({ text }) => ({ line: text });
export const onMessage = (message) => ({ message: message.withHeader('X-Seen', 'yes') });
export const onClose = () => {};
`;

await runBench(bench);

async function bench({ folder, opened }: BenchFrame): Promise<void> {
  const sink = await opened(startSink());
  const written = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const start = async (name: string, more: readonly string[]): Promise<Measured> => ({
    name,
    contender: await opened(startSpyContender(sink.port, join(folder, name), more)),
    rounds: [],
  });
  const rules = await written('rules.json', JSON.stringify(RULES));
  const same = await written('same-hooks.mjs', SAME_HOOKS);
  const all = await written('all-hooks.mjs', ALL_HOOKS);
  const passing = await start('passing', []);
  const inStep = [
    await start('rules', ['--rules', rules]),
    await start('hooks as the rules', ['--hooks', same]),
    await start('all hooks', ['--hooks', all]),
  ];
  await measure([passing, ...inStep]);
  process.stdout.write(table(compare(passing, inStep)));
}

interface Round {
  /** Milliseconds of the whole load, and of the contender's processor. */
  readonly wall: number;
  readonly processor: number;
}

interface Measured {
  readonly name: string;
  readonly contender: Contender;
  readonly rounds: Round[];
}

async function measure(all: readonly Measured[]): Promise<void> {
  for (const { contender } of all) await carry(LOAD, contender.port);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { contender, rounds } of all) rounds.push(await carried(contender));
  }
}

function compare(passing: Measured, inStep: readonly Measured[]): string[][] {
  const each = (rounds: readonly Round[], of: (round: Round) => number) =>
    `${(median(rounds.map(of)) / LOAD.messages).toFixed(2)} ms`;
  const ratio = (rounds: readonly Round[], of: (round: Round) => number) =>
    median(rounds.map((round, at) => of(round) / of(passing.rounds[at] ?? round)));
  const wall = (round: Round) => round.wall;
  const processor = (round: Round) => round.processor;
  return [
    ['a conversation', 'time', 'to passing', 'processor', 'to passing', 'target'],
    ['passing', each(passing.rounds, wall), '', each(passing.rounds, processor), '', ''],
    ...inStep.map(({ name, rounds }) => [
      name,
      each(rounds, wall),
      ratio(rounds, wall).toFixed(2),
      each(rounds, processor),
      ratio(rounds, processor).toFixed(2),
      name === 'rules' ? verdictOn(Math.max(ratio(rounds, wall), ratio(rounds, processor))) : '',
    ]),
  ];
}

function verdictOn(highest: number): string {
  return `${verdict(highest <= TARGET)} (${TARGET.toFixed(2)})`;
}

async function carried(contender: Contender): Promise<Round> {
  const before = contender.processorTime() ?? 0;
  const wall = await carry(LOAD, contender.port);
  return { wall, processor: (contender.processorTime() ?? 0) - before };
}
