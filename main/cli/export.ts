import { mkdir } from 'node:fs/promises';
import { FOLDER_MODE } from '../../app/capture/folder.ts';
import { exportSessions } from '../../app/exchange/export-sessions.ts';
import { writeMessageFiles } from '../../app/exchange/message-files.ts';
import type { ExportFormat } from '../../app/transcript/export-format.ts';
import type { Query } from '../../app/transcript/query.ts';
import { sanitizeForTerminal } from '../../app/transcript/visible.ts';
import { VERSION } from '../version.ts';
import type { SlowArguments } from './arguments.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { OutFile } from './out-file.ts';
import { outputTo, type Output } from './output.ts';
import { terminalProgress } from './terminal-progress.ts';
import { UsageError } from './usage-error.ts';

/** What `export` is called with. */
export interface ExportArguments extends SlowArguments {
  readonly format: ExportFormat;
  /** A file; with eml a folder. Without it, to stdout. */
  readonly out?: string;
  readonly filter?: Query;
  readonly marks: boolean;
  readonly reveal: boolean;
}

/**
 * Writes saved conversations into a file: lines that match a filter; with eml the messages, and with pcapng the
 * conversations, of which a line matches. Resolves to the exit code; rejects as writing a file does, and with a
 * {@link UsageError} where the form needs a path.
 */
export async function exportFiles(paths: readonly string[], options: ExportArguments): Promise<number> {
  const { format, out } = options;
  if (format === 'eml') return exportMessages(paths, options);
  if (format === 'pcapng' && out === undefined && process.stdout.isTTY) {
    throw new UsageError('A terminal cannot show pcapng. Name a file with --out.');
  }
  const file = out === undefined ? null : await OutFile.open(out);
  try {
    const output = file ?? outputTo(process.stdout);
    const opened = await OpenedSessions.open(paths, options.slow);
    await writeSessions(opened, output, { ...options, format });
    const code = await opened.close();
    await output.end();
    return code;
  } catch (error) {
    await file?.discard();
    throw error;
  }
}

/** Says how far it is, but where the lines themselves pass on the screen: there nobody wonders. */
async function writeSessions(
  opened: OpenedSessions,
  output: Output,
  { format, out, ...options }: ExportArguments & { readonly format: Exclude<ExportFormat, 'eml'> },
): Promise<void> {
  const saving = sayingHowFar(opened, out ?? 'the output', !output.terminal);
  const several = await opened.areSeveral();
  const how = { ...options, several, version: VERSION, onDone: saving.goesOn };
  try {
    for await (const piece of exportSessions(format, opened.sources(), how)) {
      if (output.closed) return;
      await output.write(output.terminal && typeof piece === 'string' ? sanitizeForTerminal(piece) : piece);
    }
  } finally {
    saving.isOver();
  }
}

/** Says how many of the sessions' files have been gone through, and how much of the one in hand, from 0 to 1. */
function sayingHowFar(opened: OpenedSessions, subject: string, isWanted: boolean) {
  const board = terminalProgress();
  const saving = { kind: 'saving', of: 0, subject } as const;
  const goesOn = (part: number): void => {
    if (isWanted) board.goesOn({ ...saving, ...opened.done(part) }, null);
  };
  goesOn(0);
  return { goesOn, isOver: () => board.isOver(saving) };
}

async function exportMessages(
  paths: readonly string[],
  { out, filter, slow }: ExportArguments,
): Promise<number> {
  if (out === undefined) {
    throw new UsageError('Each message becomes a file of its own. Name a folder for them with --out.');
  }
  await mkdir(out, { recursive: true, mode: FOLDER_MODE });
  const opened = await OpenedSessions.open(paths, slow);
  let [written, unanswered] = [0, 0];
  const saving = sayingHowFar(opened, `to ${out}`, true);
  try {
    for await (const source of opened.sources()) {
      const messages = await writeMessageFiles(source, out, filter ?? null);
      saving.goesOn(1);
      written += messages.files.length;
      unanswered += messages.unanswered;
    }
  } finally {
    saving.isOver();
  }
  const left = unanswered === 0 ? '' : `; ${counted(unanswered)} without an answer left out`;
  process.stderr.write(`${counted(written)} written to ${out}${left}.\n`);
  return opened.close();
}

function counted(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`;
}
