import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The names under which a program may be found; the first is the one people know it by. */
const NAMES = {
  swaks: ['swaks'],
  'smtp-sink': ['smtp-sink'],
  'smtp-source': ['smtp-source'],
  postfix: ['postfix'],
  msmtp: ['msmtp'],
  curl: ['curl'],
  openssl: ['openssl'],
  tshark: ['tshark'],
  python3: ['python3'],
  script: ['script'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
} as const;

/** A real program that tests run, where the machine has it. */
export type Program = keyof typeof NAMES;

/** Where Debian keeps what is meant for administrators (smtp-sink, smtp-source): often not in a user's PATH. */
const ADMINISTRATORS_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The program's file, or null where the machine lacks it. */
export function programPath(program: Program): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...ADMINISTRATORS_FOLDERS];
  const files = NAMES[program].flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find(isExecutable) ?? null;
}

/** Whether the machine has the program. */
export function hasProgram(program: Program): boolean {
  return programPath(program) !== null;
}

/** What came of a program that ran to its end. */
export interface ProgramResult {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, killing it past the time limit. Rejects where it cannot be started.
 * @param input What it reads on its standard input, which then ends.
 */
export async function runProgram(
  program: Program,
  parameters: readonly string[],
  {
    input = '',
    timeLimitMs = 30_000,
  }: { readonly input?: string | Uint8Array; readonly timeLimitMs?: number } = {},
): Promise<ProgramResult> {
  const path = programPath(program);
  if (path === null) throw new Error(`not installed: ${program}`);
  const child = spawn(path, parameters, { timeout: timeLimitMs, killSignal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  // A program that ends without reading all of its input is fine.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, ...output };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
