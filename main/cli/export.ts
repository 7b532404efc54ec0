import { mkdir } from 'node:fs/promises';
import { FOLDER_MODE } from '../../app/capture/folder.ts';
import { searchedSession } from '../../app/capture/message-conditions.ts';
import { SessionFacts } from '../../app/capture/session-facts.ts';
import type { SessionSource } from '../../app/capture/session-source.ts';
import { SessionView } from '../../app/capture/session-view.ts';
import {
  htmlEnd,
  htmlItem,
  htmlSessionEnd,
  htmlSessionStart,
  htmlStart,
} from '../../app/exchange/html-page.ts';
import { writeMessageFiles } from '../../app/exchange/message-files.ts';
import { pcapngStart } from '../../app/exchange/pcapng-writer.ts';
import { sessionPackets } from '../../app/exchange/session-packets.ts';
import type { Query } from '../../app/transcript/query.ts';
import { VERSION } from '../version.ts';
import type { SlowArguments } from './arguments.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { OutFile } from './out-file.ts';
import { outputTo, type Output } from './output.ts';
import { Printer } from './printer.ts';
import { UsageError } from './usage-error.ts';

/** The forms in which conversations leave the program. */
export const EXPORT_FORMATS = ['text', 'jsonl', 'eml', 'pcapng', 'html'] as const;

/** What `export` is called with. */
export interface ExportArguments extends SlowArguments {
  readonly format: (typeof EXPORT_FORMATS)[number];
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
export async function exportSessions(paths: readonly string[], options: ExportArguments): Promise<number> {
  const { format, out } = options;
  if (format === 'eml') return exportMessages(paths, options);
  if (format === 'pcapng' && out === undefined && process.stdout.isTTY) {
    throw new UsageError('A terminal cannot show pcapng. Name a file with --out.');
  }
  const file = out === undefined ? null : await OutFile.open(out);
  try {
    const output = file ?? outputTo(process.stdout);
    const opened = await OpenedSessions.open(paths, options.slow);
    await WRITERS[format](opened, output, options);
    const code = await opened.close();
    await output.end();
    return code;
  } catch (error) {
    await file?.discard();
    throw error;
  }
}

type Writer = (opened: OpenedSessions, output: Output, options: ExportArguments) => Promise<void>;

const WRITERS: Readonly<Record<Exclude<ExportArguments['format'], 'eml'>, Writer>> = {
  text: (opened, output, options) => print(opened, output, options, 'text'),
  jsonl: (opened, output, options) => print(opened, output, options, 'jsonl'),
  pcapng: writePackets,
  html: writePage,
};

async function print(
  opened: OpenedSessions,
  output: Output,
  options: ExportArguments,
  format: 'text' | 'jsonl',
): Promise<void> {
  const numbered = await opened.areSeveral();
  for await (const source of opened.sources()) {
    if (output.closed) return;
    await new Printer([output], { ...options, format, numbered }).print(source);
  }
}

async function writePackets(
  opened: OpenedSessions,
  output: Output,
  { filter, reveal }: ExportArguments,
): Promise<void> {
  const masking = reveal ? '' : ' What authenticates is masked.';
  const comment = `Conversations that SMTP Spy recorded, as packets made of them: out of TLS, where it was taken off.${masking}`;
  await output.write(pcapngStart(`SMTP Spy ${VERSION}`, comment));
  for await (const source of opened.sources()) {
    if (output.closed) return;
    if (filter !== undefined && !(await hasMatch(source, filter, reveal))) continue;
    for await (const packets of sessionPackets(source, reveal)) await output.write(packets);
  }
}

async function hasMatch(source: SessionSource, filter: Query, reveal: boolean): Promise<boolean> {
  const view = new SessionView(source, { query: filter, reveal, folding: null }, () => {});
  await view.settled();
  if (view.problem !== null) throw new Error('The session could not be read.', { cause: view.problem });
  return view.progress.rows > 0;
}

async function writePage(opened: OpenedSessions, output: Output, options: ExportArguments): Promise<void> {
  await output.write(htmlStart((await opened.areSeveral()) ? 'SMTP conversations' : 'SMTP conversation'));
  for await (const source of opened.sources()) {
    if (output.closed) return;
    await writeOnPage(source, output, options);
  }
  await output.write(htmlEnd());
}

/** A conversation without a line that matches is left out. */
async function writeOnPage(
  source: SessionSource,
  output: Output,
  { filter, reveal }: ExportArguments,
): Promise<void> {
  const summary = await searchedSession(source, filter ?? null);
  let begun = filter === undefined;
  if (begun) await output.write(htmlSessionStart(summary));
  for await (const items of new SessionFacts(source, reveal).readOn()) {
    const wanted =
      filter === undefined
        ? items
        : items.filter((item) => item.type === 'line' && filter.matchesLine(item, summary));
    if (wanted.length === 0) continue;
    if (!begun) await output.write(htmlSessionStart(summary));
    begun = true;
    await output.write(wanted.map((item) => htmlItem(item, summary.started)).join(''));
  }
  if (begun) await output.write(htmlSessionEnd());
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
  for await (const source of opened.sources()) {
    const messages = await writeMessageFiles(source, out, filter ?? null);
    written += messages.files.length;
    unanswered += messages.unanswered;
  }
  const left = unanswered === 0 ? '' : `; ${counted(unanswered)} without an answer left out`;
  process.stderr.write(`${counted(written)} written to ${out}${left}.\n`);
  return opened.close();
}

function counted(messages: number): string {
  return messages === 1 ? '1 message' : `${messages} messages`;
}
