import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { programPath } from '../support/programs-installed.ts';
import { endProcess, startSmtpSink, type TestServer } from '../support/smtp-peers.ts';

/** A spy whose viewer can be opened. */
export interface ViewedSpy extends Contender {
  readonly url: string;
}

/** A program that listens, in a process of its own. */
export interface Contender extends TestServer {
  /** The most memory that the process has ever held, in bytes; null where the system does not tell. */
  peakMemory(): number | null;
  /** The memory that it holds now, likewise. */
  memory(): number | null;
  /** The processor time that the process has used so far, all its threads together, in milliseconds; null likewise. */
  processorTime(): number | null;
  /** The same of the thread that relays. */
  mainThreadTime(): number | null;
  /** The first line that it prints, when it has. */
  readonly firstWords: Promise<string>;
}

const LONGEST_START_MS = 10_000;

/** Everything ends up here: smtp-sink, or the bench's own where that is not installed. */
export function startSink(): Promise<TestServer> {
  return programPath('smtp-sink') === null ? startListening(['sink']) : startSmtpSink();
}

/** A sink that speaks TLS from the first byte on. */
export function startTlsSink(): Promise<Contender> {
  return startListening(['tls-sink']);
}

/** The bare pipe relay. */
export function startPipeContender(upstreamPort: number): Promise<Contender> {
  return startListening(['pipe-relay', String(upstreamPort)]);
}

/** The spy as people run it: recording, with no viewer open just now. `more`: further options. */
export function startSpyContender(
  upstreamPort: number,
  captures: string,
  more: readonly string[] = [],
): Promise<Contender> {
  const file = fileURLToPath(new URL('../main/smtp-spy.js', import.meta.url));
  const upstream = ['--upstream', `127.0.0.1:${upstreamPort}`];
  return startProcess([file, 'serve', '--port', '0', ...upstream, '--captures', captures, ...more]);
}

/** The same, and where its viewer is: the address that it prints. */
export async function startViewedSpy(upstreamPort: number, captures: string): Promise<ViewedSpy> {
  const contender = await startSpyContender(upstreamPort, captures);
  return { ...contender, url: await contender.firstWords };
}

function startListening(parameters: readonly string[]): Promise<Contender> {
  return startProcess([fileURLToPath(new URL('peer.js', import.meta.url)), ...parameters]);
}

async function startProcess(parameters: readonly string[]): Promise<Contender> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const firstWords = firstLineOf(child);
  try {
    const port = await portTold(child);
    return {
      host: '127.0.0.1',
      port,
      close: () => endProcess(child),
      peakMemory: () => memoryOf(child.pid, 'VmHWM'),
      memory: () => memoryOf(child.pid, 'VmRSS'),
      processorTime: () => processorTimeOf(`/proc/${child.pid}/stat`),
      // On Linux a process has the number of its first thread.
      mainThreadTime: () => processorTimeOf(`/proc/${child.pid}/task/${child.pid}/stat`),
      firstWords,
    };
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}

/** Waits for the line that names the port. Goes on reading after it, since a full pipe would hold the process up. */
function portTold(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const giveUp = (why: string) => reject(new Error([why, ...said].join('\n')));
    const limit = setTimeout(() => giveUp('nothing listens after 10 seconds'), LONGEST_START_MS);
    child.once('exit', () => giveUp('the process ended before it listened'));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (said.length < 20) said.push(line);
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    });
  });
}

/** The first line on its standard output; the rest is read, since a full pipe would hold the process up. */
function firstLineOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (stdout !== null) createInterface({ input: stdout }).on('line', resolve);
  });
}

/** `field`: of proc_pid_status(5). */
function memoryOf(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  } catch {
    return null;
  }
}

/** Milliseconds of one tick in which Linux tells processor time (USER_HZ, proc_pid_stat(5)): the same on all its machines. */
const TICK_MS = 10;

/** `path`: of a process's or a thread's statistics. */
function processorTimeOf(path: string): number | null {
  try {
    // The name of the program stands in parentheses and may hold any character; user and system time are the twelfth
    // and thirteenth field behind it.
    const behindName = readFileSync(path, 'utf8').replace(/^.*\) /s, '');
    const fields = behindName.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return null;
  }
}
