import type { RuleAction } from './action.ts';
import { asLatin1, asOneLine } from './change-command.ts';

/**
 * What rules make of a reply: its lines without their endings, as Latin-1. Code and separator of each line are put right
 * afterwards, since only the last line has a blank there (RFC 5321 section 4.2.1).
 */

/** What a reply is an answer to, as far as rules have to know. */
export interface ReplyContext {
  /** It lists capabilities: it accepts EHLO or LHLO. */
  readonly listsCapabilities: boolean;
}

/** Whether one of the actions can do anything about a reply. False is certain, and costs less than to try. */
export function mayChangeReply(actions: readonly RuleAction[], { listsCapabilities }: ReplyContext): boolean {
  return actions.some((action) => {
    switch (action.action) {
      case 'insert-capability':
      case 'remove-capability':
        return listsCapabilities;
      case 'insert-reply-line':
      case 'remove-reply-line':
        return true;
      case 'replace':
        return action.in === 'reply';
      default:
        return false;
    }
  });
}

/** The lines as they go on. The same array where nothing changes them. */
export function changeReply(
  lines: readonly string[],
  actions: readonly RuleAction[],
  context: ReplyContext,
): readonly string[] {
  const changed = actions.reduce<readonly string[]>((reply, action) => change(reply, action, context), lines);
  return changed === lines ? lines : withSeparators(changed);
}

function change(
  lines: readonly string[],
  action: RuleAction,
  { listsCapabilities }: ReplyContext,
): readonly string[] {
  switch (action.action) {
    case 'insert-capability':
      return listsCapabilities && !lines.some(isCapability(action.capability))
        ? [...lines, `${codeOf(lines)} ${asLatin1(action.capability)}`]
        : lines;
    case 'remove-capability':
      // The first line is the server's name, whatever it is called.
      return listsCapabilities
        ? kept(lines, (line, at) => at === 0 || !isCapability(action.capability)(line))
        : lines;
    case 'insert-reply-line':
      return [...lines, `${codeOf(lines)} ${asLatin1(action.text)}`];
    case 'remove-reply-line': {
      const pattern = new RegExp(action.pattern, action.flags.replaceAll('g', ''));
      const left = kept(lines, (line) => !pattern.test(line));
      // A reply needs a line to be one.
      return left.length === 0 ? lines.slice(-1) : left;
    }
    case 'replace': {
      if (action.in !== 'reply') return lines;
      const pattern = new RegExp(action.pattern, action.flags);
      const words = asLatin1(action.with);
      const replaced = lines.map((line) => asOneLine(line.replace(pattern, words)));
      return replaced.some((line, at) => line !== lines[at]) ? replaced : lines;
    }
    default:
      return lines;
  }
}

/** What passes the test; the same array where all does. */
function kept(lines: readonly string[], test: (line: string, at: number) => boolean): readonly string[] {
  return lines.every(test) ? lines : lines.filter(test);
}

function isCapability(keyword: string): (line: string) => boolean {
  const wanted = (keyword.split(/[ =]/)[0] ?? '').toUpperCase();
  return (line) => (line.slice(4).split(/[ =]/)[0] ?? '').toUpperCase() === wanted;
}

function codeOf(lines: readonly string[]): string {
  return (lines[0] ?? '250').slice(0, 3);
}

function withSeparators(lines: readonly string[]): readonly string[] {
  return lines.map((line, at) => {
    if (!/^\d{3}/.test(line)) return line;
    return `${line.slice(0, 3)}${at === lines.length - 1 ? ' ' : '-'}${line.slice(4)}`;
  });
}
