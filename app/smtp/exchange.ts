import type { Asked, Reply } from './dialogue-listener.ts';
import { parsePathArgument, type Parameter } from './envelope-path.ts';

/** A command and its reply. */
export interface Exchange {
  /** Place among the commands of the session, from 1. */
  readonly n: number;
  readonly verb: string;
  /** What stands behind the verb; with AUTH it may hold a secret. */
  readonly argument: string;
  /** The parameters of MAIL and RCPT. */
  readonly parameters: readonly Parameter[];
  /** 0: it was never answered; `enhanced` and `reply` are empty then, `tookMs` and `replyLine` 0. */
  readonly code: number;
  readonly enhanced: string;
  /** The texts of the reply's lines. */
  readonly reply: readonly string[];
  /** Milliseconds from the command to the end of its reply; with AUTH, all its turns. */
  readonly tookMs: number;
  readonly commandLine: number;
  /** The first line of the reply. */
  readonly replyLine: number;
}

/**
 * The exchange that a reply completes; null where none: the greeting, a message's reply, a challenge within AUTH.
 * `time`: of the reply, in microseconds since the session began.
 */
export function completeExchange(asked: Asked | null, reply: Reply, time: number): Exchange | null {
  if (asked === null || asked.what !== 'command') return null;
  if (asked.verb === 'AUTH' && reply.code === 334) return null;
  return {
    ...commandOf(asked),
    code: reply.code,
    enhanced: reply.enhanced,
    reply: reply.texts,
    tookMs: Math.max(0, time - asked.time) / 1_000,
    replyLine: reply.line,
  };
}

/** The exchange of a command that was never answered; null where what was asked is no command. */
export function unansweredExchange(asked: Asked): Exchange | null {
  if (asked.what !== 'command') return null;
  return { ...commandOf(asked), code: 0, enhanced: '', reply: [], tookMs: 0, replyLine: 0 };
}

function commandOf(asked: Asked): Pick<Exchange, 'n' | 'verb' | 'argument' | 'parameters' | 'commandLine'> {
  const { verb, argument } = asked;
  const hasPath = verb === 'MAIL' || verb === 'RCPT';
  return {
    n: asked.exchange,
    verb,
    argument,
    parameters: hasPath ? parsePathArgument(argument).parameters : [],
    commandLine: asked.line,
  };
}
