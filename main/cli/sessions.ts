import { CaptureLibrary } from '../../app/capture/capture-library.ts';
import { makeFolder } from '../../app/capture/folder.ts';
import { formatJsonSession } from '../../app/transcript/json-format.ts';
import { hostAndPortName } from '../../app/smtp/host-and-port.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { sizeInWords } from '../../app/transcript/size-in-words.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { Captures } from '../../app/capture/captures.ts';
import { Retention } from '../../app/capture/retention.ts';
import { VERSION } from '../version.ts';
import { capturesDirectoryOf, keepLimitsOf, type FolderArguments, type KeepArguments } from './arguments.ts';
import { outputTo } from './output.ts';
import { terminalProgress } from './terminal-progress.ts';
import { removalInWords } from './removal-in-words.ts';
import { endSignal } from './signals.ts';
import { UsageError } from './usage-error.ts';

/** Sessions read and printed at once. */
const SESSIONS_AT_ONCE = 200;

/** What `sessions` is called with. */
export interface SessionsArguments extends FolderArguments, KeepArguments {
  readonly format: 'text' | 'jsonl';
  /** Take away what is not to be kept, instead of listing. */
  readonly prune: boolean;
}

/** Lists the sessions of the capture folder, oldest first; or takes away the oldest. Resolves to the exit code. */
export async function sessions(options: SessionsArguments): Promise<number> {
  return options.prune ? prune(options) : list(options);
}

/** Rejects with a {@link UsageError} where nothing says what is to be kept. */
async function prune(options: SessionsArguments): Promise<number> {
  const limits = keepLimitsOf(options);
  if (limits === undefined)
    throw new UsageError('Say what is to be kept: --keep 2G, --keep-for 30, or both.');
  const directory = capturesDirectoryOf(options);
  // Nothing is made where there is nothing: the name may be mistyped.
  if (options.captures === undefined) await makeFolder(directory);
  else await CaptureLibrary.openFolder(directory);
  const captures = await Captures.open(directory, VERSION);
  const board = terminalProgress();
  const ending = endSignal();
  const tidying = { kind: 'tidying', of: 0 } as const;
  const retention = new Retention(captures, {
    limits: () => limits,
    onChange: () => {},
    onRemoving: (files, cancel) => {
      if (files === null) board.isOver(tidying);
      else board.goesOn({ ...tidying, subject: '', ...files }, null);
      if (ending.aborted) cancel();
    },
  });
  try {
    const removal = await retention.sweep();
    if (ending.aborted) process.stderr.write('Stopped: what is left is as it was.\n');
    const { bytes, isOver } = retention.state;
    const left = `${captures.total} left (${sizeInWords(bytes ?? 0)})`;
    process.stdout.write(`${removalInWords(removal)}, ${left}\n`);
    if (isOver)
      process.stderr.write('That is more than the limit: the rest is pinned, open, or the newest.\n');
    return ending.aborted ? 1 : 0;
  } finally {
    await retention.close();
    await captures.close();
  }
}

async function list(options: SessionsArguments): Promise<number> {
  const directory = capturesDirectoryOf(options);
  const output = outputTo(process.stdout);
  // The usual folder may not have been needed yet; of any other, the name may be mistyped.
  if (options.captures === undefined) await makeFolder(directory);
  const captures = await CaptureLibrary.openFolder(directory);
  if (captures.total === 0) process.stderr.write(`No sessions in ${directory} yet.\n`);
  for (let end = captures.total; end > 0 && !output.closed; end -= SESSIONS_AT_ONCE) {
    const from = Math.max(0, end - SESSIONS_AT_ONCE);
    const summaries = await readWhole(captures, (await captures.list(from, end - from)).reverse());
    const format = options.format === 'jsonl' ? formatJsonSession : formatRow;
    await output.write(summaries.map(format).join(''));
  }
  await output.end();
  if (captures.total > 0 && process.stdout.isTTY)
    process.stderr.write('One of them with what it means: smtp-spy show --explain --session NUMBER\n');
  return 0;
}

/** The same sessions, each read to its end: a list for a screen shows what is known of them so far. */
async function readWhole(
  captures: CaptureLibrary,
  listed: readonly SessionSummary[],
): Promise<readonly SessionSummary[]> {
  const whole: SessionSummary[] = [];
  for (const summary of listed) {
    const source = await captures.find(summary.session);
    await source?.catchUp();
    whole.push(source?.index.summary() ?? summary);
  }
  return whole;
}

function formatRow(summary: SessionSummary): string {
  const { session, outcome, lines, mailFrom, rcptTo, recipients, refusal, server } = summary;
  const started = new Date(summary.started / 1_000).toISOString().slice(0, 19).replace('T', ' ');
  const more = recipients > 1 ? ` +${recipients - 1}` : '';
  const recipient = rcptTo[0] === undefined ? '' : ` → <${rcptTo[0]}>${more}`;
  const envelope = mailFrom === null ? '' : `<${mailFrom}>${recipient}`;
  const why = refusal === null ? whyItFailed(summary) : `${refusal.code} to ${refusal.verb}`;
  const columns = [
    String(session).padStart(5),
    `${started}Z`,
    outcome.padEnd(17),
    `${lines} lines`.padStart(12),
    (server.host === BUILT_IN ? BUILT_IN : hostAndPortName(server)).padEnd(24),
    [envelope, why].filter((part) => part !== '').join('  '),
  ];
  return `${visibleText(columns.join('  ')).trimEnd()}\n`;
}

/** The first sentence of why nothing came of it; what to do about it says `show --explain`. Empty where the outcome says all. */
function whyItFailed({ outcome, reason }: SessionSummary): string {
  if (outcome !== 'unreachable' && outcome !== 'failed') return '';
  return /^.*?[.](?= |$)/s.exec(reason)?.[0] ?? reason;
}
