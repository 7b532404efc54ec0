import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Load } from '../support/load.ts';
import { programPath } from '../support/programs-installed.ts';

/** What is measured, and how often. */
export interface Measurement {
  readonly letter: 'A' | 'B' | 'C' | 'D';
  readonly title: string;
  readonly load: Load;
  /** How often each contender carries the load. */
  readonly rounds: number;
  /** The least ratio to the pipe relay that is good enough; null where none is asked for. */
  readonly target: number | null;
}

const MEBIBYTE = 1_048_576;

/** The four loads. Quick: a glance, in which only large changes show. */
export function measurements(quick: boolean): readonly Measurement[] {
  const size = 5_000;
  return [
    {
      letter: 'A',
      title: 'a new connection per message',
      load: { sessions: 50, messages: quick ? 1_500 : 3_000, size, reuse: false },
      rounds: quick ? 5 : 15,
      target: 0.8,
    },
    {
      letter: 'B',
      title: 'connections reused',
      load: { sessions: 50, messages: quick ? 3_000 : 6_000, size, reuse: true },
      rounds: quick ? 5 : 15,
      target: 0.8,
    },
    {
      letter: 'C',
      title: 'one after the other',
      load: { sessions: 1, messages: quick ? 150 : 300, size: 1_000, reuse: false },
      rounds: quick ? 5 : 9,
      target: null,
    },
    {
      letter: 'D',
      title: 'one message of 100 MiB',
      load: { sessions: 1, messages: 1, size: 100 * MEBIBYTE, reuse: false },
      rounds: quick ? 5 : 15,
      target: 0.8,
    },
  ];
}

/** No load takes longer, unless something hangs. */
const LONGEST_LOAD_MS = 60_000;

const run = promisify(execFile);

/** The same inside TLS, which smtp-source does not speak. */
export async function carryInTls(load: Load, port: number): Promise<number> {
  const peer = fileURLToPath(new URL('peer.js', import.meta.url));
  const parameters = [peer, 'tls-load', String(port), ...loadInWords(load)];
  const { stdout } = await run(process.execPath, parameters, {
    timeout: LONGEST_LOAD_MS,
    killSignal: 'SIGKILL',
  });
  return Number(stdout);
}

/** Sends a load to a port and returns how long it took, in milliseconds. Rejects where a message is not accepted. */
export async function carry(load: Load, port: number): Promise<number> {
  const smtpSource = programPath('smtp-source');
  const limits = { timeout: LONGEST_LOAD_MS, killSignal: 'SIGKILL' } as const;
  if (smtpSource === null) {
    const peer = fileURLToPath(new URL('peer.js', import.meta.url));
    const { stdout } = await run(
      process.execPath,
      [peer, 'load', String(port), ...loadInWords(load)],
      limits,
    );
    return Number(stdout);
  }
  const { sessions, messages, size, reuse } = load;
  const parameters = [
    '-s',
    String(sessions),
    '-m',
    String(messages),
    '-l',
    String(size),
    ...(reuse ? ['-d'] : []),
  ];
  const begun = performance.now();
  await run(smtpSource, [...parameters, `127.0.0.1:${port}`], limits);
  return performance.now() - begun;
}

/** The opposite of {@link loadFromWords}. */
function loadInWords({ sessions, messages, size, reuse }: Load): string[] {
  return [String(sessions), String(messages), String(size), reuse ? 'reuse' : 'new'];
}

/** A load as it stands on a command line. */
export function loadFromWords([sessions, messages, size, reuse]: readonly string[]): Load {
  return {
    sessions: Number(sessions),
    messages: Number(messages),
    size: Number(size),
    reuse: reuse === 'reuse',
  };
}
