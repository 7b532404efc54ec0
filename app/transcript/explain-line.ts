import { parsePathArgument } from '../smtp/envelope-path.ts';
import { CAPABILITY_EXPLANATIONS } from '../smtp/explain/capability-table.ts';
import { explainCapability, type CapabilityExplanation } from '../smtp/explain/capabilities.ts';
import type { ExplainedPart } from '../smtp/explain/explanation.ts';
import { MECHANISM_EXPLANATIONS } from '../smtp/explain/mechanisms.ts';
import { explainParameter } from '../smtp/explain/parameters.ts';
import { formatReference, type Reference } from '../smtp/explain/reference.ts';
import { explainReply, type ReplyExplanation } from '../smtp/explain/reply.ts';
import { explainVerb } from '../smtp/explain/verbs.ts';
import type { TranscriptLine } from './row.ts';
import type { Login } from './session-summary.ts';
import { visibleText } from './visible.ts';

/** What a line means to a person, and, where something was refused, why that may be and what to try. */
export interface LineExplanation {
  readonly sentence: string;
  /** Each word of it that has a meaning of its own, in their order: the parameters of MAIL and RCPT, the mechanisms of AUTH. */
  readonly parts?: readonly ExplainedPart[];
  /** What is likely behind a refusal. */
  readonly cause?: string;
  /** What to try after a refusal. */
  readonly attempt?: string;
  /** At least one; the most telling first. */
  readonly references: readonly Reference[];
}

/**
 * Explains a line: a command, a capability or a reply. `login`: the last one of its conversation. Null for content, secrets
 * and bytes that cannot be read.
 */
export function explainLine(line: TranscriptLine, login: Login | null): LineExplanation | null {
  switch (line.kind) {
    case 'command':
      return explainCommandLine(line);
    case 'reply':
      return line.injected
        ? explainInjected(line, login)
        : (explainCapabilityLine(line) ?? explainReplyLine(line, login));
    case 'authentication':
    case 'content':
    case 'opaque':
      return null;
  }
}

function explainCommandLine({ verb = '', text }: TranscriptLine): LineExplanation | null {
  if (verb === '') return null;
  const explanation = explainVerb(verb);
  if (verb === 'AUTH') return { ...explanation, parts: mechanismIn(text) };
  if (verb !== 'MAIL' && verb !== 'RCPT') return explanation;
  const { parameters } = parsePathArgument(text.trim().slice(verb.length).trimStart());
  const keywords = new Set(parameters.map(({ keyword }) => keyword));
  const parts = [...keywords].map((name) => ({ name, ...explainParameter(name) }));
  return { ...explanation, parts };
}

/** What AUTH names; nothing where that is no mechanism, since it may be a secret then. */
function mechanismIn(command: string): readonly ExplainedPart[] {
  const [, name = ''] = command.trim().toUpperCase().split(/\s+/);
  const mechanism = MECHANISM_EXPLANATIONS.get(name);
  return mechanism === undefined ? [] : [{ name, ...mechanism }];
}

/**
 * What a server would have meant by it, and why, says nothing about why the spy says it: an event in front of it does. Where it
 * speaks of itself (app/relay/failure.ts, turning-away.ts), the server has no part in it at all.
 */
function explainInjected(line: TranscriptLine, login: Login | null): LineExplanation {
  const { sentence, references } = explainReplyLine(line, login);
  if (replyText(line).startsWith('SMTP Spy')) return { sentence: SPY_OF_ITSELF, references };
  return { sentence: `SMTP Spy itself says this in the server’s place. ${sentence}`, references };
}

const SPY_OF_ITSELF =
  'SMTP Spy itself says this, and not the server. How the conversation ended says why, and what to do.';

function explainReplyLine(line: TranscriptLine, login: Login | null): ReplyExplanation {
  return explainReply({
    code: line.code ?? 0,
    enhanced: line.enhanced ?? '',
    text: replyText(line),
    verb: line.answered ?? '',
    mechanism: login !== null && line.exchange === login.exchange ? login.mechanism : '',
    loggedIn: login?.outcome === 'accepted' && (line.exchange ?? 0) > login.exchange,
  });
}

/**
 * A line of the answer to EHLO offers a capability (RFC 5321 section 4.1.1.1), but for the first, which greets. The two
 * are told apart by their form: servers write keywords in capitals, or such as are known, and a greeting begins with a host's
 * name.
 */
function explainCapabilityLine(line: TranscriptLine): CapabilityExplanation | null {
  const isOffer = line.code === 250 && (line.answered === 'EHLO' || line.answered === 'LHLO');
  const [keyword = '', ...values] = replyText(line).trim().split(/\s+/);
  if (!isOffer) return null;
  const [name = ''] = keyword.toUpperCase().split('=', 1);
  const isCapability = /^[A-Z0-9][A-Z0-9-]*(?:=\S*)?$/.test(keyword) || CAPABILITY_EXPLANATIONS.has(name);
  return isCapability ? explainCapability(keyword, values) : null;
}

/** What stands behind the codes. */
function replyText({ text, code, enhanced }: TranscriptLine): string {
  if (code === undefined) return text;
  const behindCode = text.slice(4);
  return enhanced === undefined ? behindCode : behindCode.slice(enhanced.length).trimStart();
}

/** The explanation as lines that begin with `# `, each with its line feed; empty where there is none. */
export function formatExplanation(line: TranscriptLine, login: Login | null): string {
  const explanation = explainLine(line, login);
  if (explanation === null) return '';
  const { sentence, parts = [], cause, attempt, references } = explanation;
  const where = references.map(formatReference).join('; ');
  return [
    `# ${sentence} (${where})\n`,
    ...parts.map(formatPart),
    cause === undefined ? '' : `#   Likely: ${cause}\n`,
    attempt === undefined ? '' : `#   Try: ${attempt}\n`,
  ].join('');
}

function formatPart({ name, sentence, references }: ExplainedPart): string {
  const where = references.slice(0, 1).map(formatReference).join('');
  return `#   ${visibleText(name)}: ${sentence} (${where})\n`;
}
