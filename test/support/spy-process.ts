import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { ROOT } from './build.ts';

/** The built program: what `smtp-spy` is after `npm run build`. */
export const SPY = join(ROOT, 'out', 'main', 'smtp-spy.js');

/** Milliseconds to wait for words that must come: far longer than they take on a machine that is busy. */
const PATIENCE = 30_000;

/** The program, as people run it: a process of its own. Killed when the test is over, if it still runs. */
export interface SpyProcess {
  readonly pid: number;
  /** What it has written to stdout so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout matches; rejects when the program ends without, or takes too long. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same for stderr. */
  tells(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<SpyEnd>;
}

/** How the program ended, and all that it wrote. */
export interface SpyEnd {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export async function runSpy(...parameters: readonly string[]): Promise<SpyEnd> {
  return await startSpy(parameters).ended;
}

/** What `show` prints of a capture folder or file, with these options. Rejects where it fails. */
export async function showCapture(path: string, ...options: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runSpy('show', ...options, path);
  if (code !== 0) throw new Error(`show ended with ${code}: ${stderr}`);
  return stdout;
}

/** Starts `listen` on a free port, and waits until it listens. */
export async function startListen(parameters: readonly string[]): Promise<SpyProcess & { port: number }> {
  const spy = startSpy(['listen', '--port', '0', '--data', ownDataFolder(), ...parameters]);
  return Object.assign(spy, { port: await listeningPort(spy) });
}

/** Starts `serve` on a free port, and waits until it listens and says where the viewer is. */
export async function startServe(
  parameters: readonly string[],
  data: string = ownDataFolder(),
): Promise<SpyProcess & { port: number; url: string }> {
  const spy = startSpy(['serve', '--port', '0', '--data', data, ...parameters]);
  const [url] = await spy.says(/^http:\S+(?=\n)/);
  return Object.assign(spy, { port: await listeningPort(spy), url });
}

/** No test finds what another one's program, or the person's own, has remembered. */
function ownDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-spy-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function listeningPort(spy: SpyProcess): Promise<number> {
  const [, port] = await spy.tells(/^listening on \S+?:(\d+)\b.*\n/m);
  return Number(port);
}

/** Starts the program with these parameters. */
export function startSpy(parameters: readonly string[]): SpyProcess {
  return startProgram(process.execPath, [SPY, ...parameters]);
}

/** Starts the program by way of another one: a shell, or one that takes rights away. */
export function startProgram(command: string, parameters: readonly string[]): SpyProcess {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout = new Words(child.stdout);
  const stderr = new Words(child.stderr);
  const ended = endOf(child, stdout, stderr);
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout.text,
    stderr: () => stderr.text,
    says: (pattern) => stdout.match(pattern),
    tells: (pattern) => stderr.match(pattern),
    kill: (signal) => child.kill(signal),
    ended,
  };
}

function endOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  stdout: Words,
  stderr: Words,
): Promise<SpyEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const words of [stdout, stderr]) {
        words.end(
          `the program ended (${code ?? signal}) with stdout:\n${stdout.text}\nand stderr:\n${stderr.text}`,
        );
      }
      resolve({ code, signal, stdout: stdout.text, stderr: stderr.text });
    });
  });
}

/** A stream's text so far, and those who wait for something in it. */
class Words {
  text = '';
  #ended: string | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.text += text;
      this.#wake();
    });
  }

  end(reason: string): void {
    this.#ended = reason;
    this.#wake();
  }

  match(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const giveUp = (reason: string) => reject(new Error(`never said ${String(pattern)}: ${reason}`));
      const timer = setTimeout(() => giveUp(`so far it said:\n${this.text}`), PATIENCE);
      const look = () => {
        const match = pattern.exec(this.text);
        if (match === null && this.#ended === null) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (match === null) giveUp(this.#ended ?? '');
        else resolve(match);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}
