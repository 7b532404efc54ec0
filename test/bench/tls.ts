import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Load } from '../support/load.ts';
import { runBench, type BenchFrame } from './bench-frame.ts';
import { startSpyContender, startTlsSink } from './contenders.ts';
import { median, quartiles, table, verdict } from './figures.ts';
import { carryInTls } from './loads.ts';

/**
 * What TLS on both sides of the spy costs, next to the same client and server without the spy between, in the same run:
 * `npm run bench:tls`, and with `-- --quick` a glance. Both take turns, as the machine's own pace changes.
 */
const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const MEBIBYTE = 1_048_576;

/** Milliseconds that a full handshake on both sides may add to a conversation. */
const MOST_ADDED_MS = 10;

/** The least part of one TLS leg's speed that two have to reach. */
const LEAST_SPEED = 0.5;

const HANDSHAKES: Load = { sessions: 1, messages: options.quick ? 50 : 150, size: 1_000, reuse: false };
const TRANSFER: Load = { sessions: 1, messages: 1, size: 100 * MEBIBYTE, reuse: false };
const ROUNDS = options.quick ? 3 : 9;

await runBench(bench);

async function bench({ folder, opened }: BenchFrame): Promise<void> {
  // The certificate authority of whoever runs this is none of the bench's business.
  process.env['XDG_DATA_HOME'] = folder;
  const sink = await opened(startTlsSink());
  const both = ['--security', 'tls', '--upstream-security', 'tls', '--upstream-insecure'];
  const spy = await opened(startSpyContender(sink.port, join(folder, 'captures'), both));
  const handshakes = await measure(HANDSHAKES, sink.port, spy.port);
  const added = handshakes.map(({ direct, spied }) => (spied - direct) / HANDSHAKES.messages);
  const transfer = await measure(TRANSFER, sink.port, spy.port);
  const speeds = transfer.map(({ direct, spied }) => direct / spied);
  process.stdout.write(
    `\n${table([
      ['', 'median', 'half of the rounds', 'target'],
      rowOf(
        'full handshakes on both sides add',
        added,
        ' ms',
        median(added) < MOST_ADDED_MS,
        `< ${MOST_ADDED_MS} ms`,
      ),
      rowOf(
        '100 MiB through two legs, by one leg',
        speeds,
        '',
        median(speeds) >= LEAST_SPEED,
        `${LEAST_SPEED}`,
      ),
    ])}`,
  );
}

/** What each round took without the spy and with it, in milliseconds. */
async function measure(
  load: Load,
  direct: number,
  spied: number,
): Promise<readonly { direct: number; spied: number }[]> {
  const rounds: { direct: number; spied: number }[] = [];
  await carryInTls({ ...load, messages: 1 }, spied);
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ direct: await carryInTls(load, direct), spied: await carryInTls(load, spied) });
  }
  return rounds;
}

function rowOf(
  title: string,
  values: readonly number[],
  unit: string,
  isMet: boolean,
  target: string,
): string[] {
  const { lower, upper } = quartiles(values);
  const shown = (value: number): string => `${value.toFixed(2)}${unit}`;
  return [
    title,
    shown(median(values)),
    `${shown(lower)} to ${shown(upper)}`,
    `${verdict(isMet)} (${target})`,
  ];
}
