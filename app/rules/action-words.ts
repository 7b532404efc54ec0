import type { Severity } from '../smtp/findings/finding.ts';
import type { RuleAction } from './action.ts';

/** What an action does, for people: one sentence without its full stop. For what says something, what it says. */
export function describeAction(action: RuleAction): string {
  switch (action.action) {
    case 'alert':
    case 'note':
      return action.text;
    case 'tag':
      return `tagged the conversation #${action.tag}`;
    case 'reply':
      return `answered ${replyWords(action)} instead of the server`;
    case 'replace':
      return `replaced /${action.pattern}/${action.flags} in the ${action.in}`;
    case 'insert-capability':
      return `offered ${action.capability} to the client`;
    case 'remove-capability':
      return `hid ${action.capability} from the client`;
    case 'insert-header':
      return `inserted the header ${action.name}`;
    case 'remove-header':
      return `removed the header ${action.name}`;
    case 'add-recipient':
      return `added the recipient ${action.path}`;
    case 'remove-recipient':
      return 'kept this recipient from the server';
    case 'insert-reply-line':
      return 'inserted a line into the reply';
    case 'remove-reply-line':
      return 'removed lines of the reply';
    case 'delay':
      return `held it up for ${typeof action.ms === 'number' ? action.ms : action.ms.join(' to ')} ms`;
    case 'throttle':
      return `slowed this side down to ${action.bytesPerSecond} bytes a second`;
    case 'drop':
      return 'swallowed it';
    case 'close':
      return closeWords(action);
    case 'stall':
      return 'fell silent towards both sides';
    case 'hold':
      return action.atMost === undefined
        ? 'held it for a person to decide'
        : `held it for a person to decide, for ${action.atMost} ms at most`;
    case 'divert':
      return `led the conversation to ${action.to}`;
    case 'save':
      return `kept the message in ${action.folder}`;
  }
}

/** How much it matters that a rule acted. */
export function severityOf(action: RuleAction): Severity {
  return action.action === 'alert' ? action.severity : 'note';
}

/** A reply as it is said, its first line: `451 4.7.1 later`. */
export function replyWords({ code, enhanced, text }: Extract<RuleAction, { action: 'reply' }>): string {
  const first = typeof text === 'string' ? text : (text[0] ?? '');
  return [code, enhanced, first].filter((part) => part !== undefined && part !== '').join(' ');
}

function closeWords({ how, afterBytes }: Extract<RuleAction, { action: 'close' }>): string {
  const after = afterBytes === undefined ? '' : ` after ${afterBytes} bytes more`;
  switch (how) {
    case 'politely':
      return `ended the conversation with 421${after}`;
    case 'at-once':
      return `closed the connections${after}`;
    case 'reset':
      return `broke the connections${after}`;
  }
}
