import { countDifferences, describeDifferences, formatPair } from '../../app/replay/comparison.ts';
import type { Pair } from '../../app/replay/alignment.ts';
import { replaySteps, type ReplayNews, type ReplayOptions } from '../../app/replay/replay.ts';
import { readSteps, type SessionStep } from '../../app/replay/session-steps.ts';
import { SpokenBytes } from '../../app/replay/spoken-bytes.ts';
import { sanitizeForTerminal } from '../../app/transcript/visible.ts';
import { isFailure } from './difference-verdict.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { outputTo } from './output.ts';

/** What `replay` is called with. */
export interface ReplayArguments {
  readonly to: { readonly host: string; readonly port: number };
  /** The session's number, where the file holds several. */
  readonly session?: number;
  readonly login: boolean;
  readonly security: ReplayOptions['security'];
  readonly insecure: boolean;
  readonly reveal: boolean;
  /** Lines that ended otherwise end in CRLF. */
  readonly crlf: boolean;
  /** How long the server may take for each of its replies, in seconds. */
  readonly timeout: number;
  /** Replies must have the same words, too. */
  readonly exact: boolean;
}

/**
 * Says a session's client side again to a server, and prints what the server answers now beside what it answered then.
 * Resolves to the exit code: 1 where a reply has another code, or where it came to no end.
 */
export async function replay(path: string, options: ReplayArguments): Promise<number> {
  const opened = await OpenedSessions.open([path]);
  const source = await opened.only(options.session);
  if (source === null) return (await opened.close()) || 1;
  const spoken = new SpokenBytes();
  try {
    const { reveal, crlf } = options;
    const steps = await readSteps(source, { reveal, crlf, onBytes: (bytes) => spoken.append(bytes) });
    return await replayAll(steps, spoken, options);
  } finally {
    spoken.close();
    await opened.close();
  }
}

async function replayAll(
  steps: readonly SessionStep[],
  spoken: SpokenBytes,
  options: ReplayArguments,
): Promise<number> {
  const output = outputTo(process.stdout);
  const pairs: Pair<SessionStep>[] = [];
  const { to, login, security, insecure, timeout } = options;
  const how: ReplayOptions = { ...to, login, security, insecure, stepLimitMs: timeout * 1_000 };
  let stopped = '';
  for await (const news of replaySteps(steps, spoken, how)) {
    if (news.type === 'step') pairs.push({ left: news.step, right: { ...news.step, replies: news.replies } });
    if (news.type === 'stopped') stopped = news.text;
    const text = textOf(news);
    await output.write(output.terminal ? sanitizeForTerminal(text) : text);
    if (output.closed) break;
  }
  await output.end();
  const counts = countDifferences(pairs);
  if (stopped !== '') process.stderr.write(`${sanitizeForTerminal(stopped)}\n`);
  if (pairs.length > 0) process.stderr.write(`${describeDifferences(counts)}\n`);
  return stopped !== '' || isFailure(counts, options.exact) ? 1 : 0;
}

function textOf(news: ReplayNews): string {
  switch (news.type) {
    case 'step':
      return formatPair({ left: news.step, right: { ...news.step, replies: news.replies } });
    case 'left-out':
      return `# left out: c> ${news.step.words}\n#   ${news.text}\n`;
    case 'note':
      return `# ${news.text}\n`;
    case 'stopped':
      return '';
  }
}
