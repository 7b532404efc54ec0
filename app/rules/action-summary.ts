import type { RuleAction } from './action.ts';
import { replyWords } from './action-words.ts';

/** What an action will do, as it is set, for people: `Answer 451 4.7.1 later`. Without its full stop. */
export function summarizeAction(action: RuleAction): string {
  switch (action.action) {
    case 'alert':
      return `Alert: ${action.text}`;
    case 'note':
      return `Note: ${action.text}`;
    case 'tag':
      return `Tag #${action.tag}`;
    case 'reply':
      return `Answer ${replyWords(action)}`;
    case 'hold':
      return action.atMost === undefined ? 'Hold it' : `Hold it for ${action.atMost} ms at most`;
    case 'close':
      return summarizeClose(action);
    case 'divert':
      return `Go on with ${action.to}`;
    case 'drop':
      return 'Swallow it';
    case 'stall':
      return 'Fall silent';
    case 'replace':
      return `Replace /${action.pattern}/${action.flags} in the ${action.in} by “${action.with}”`;
    case 'insert-header':
      return `Insert ${action.name}: ${action.value}`;
    case 'remove-header':
      return `Remove the header ${action.name}`;
    case 'add-recipient':
      return `Add the recipient ${action.path}`;
    case 'remove-recipient':
      return 'Keep the recipient back';
    case 'insert-capability':
      return `Offer ${action.capability}`;
    case 'remove-capability':
      return `Hide ${action.capability}`;
    case 'insert-reply-line':
      return `Insert “${action.text}” into the reply`;
    case 'remove-reply-line':
      return `Remove lines with /${action.pattern}/ from the reply`;
    case 'delay':
      return `Wait ${typeof action.ms === 'number' ? action.ms : action.ms.join(' to ')} ms`;
    case 'throttle':
      return `Slow this side down to ${action.bytesPerSecond} bytes a second`;
    case 'save':
      return `Keep the message in ${action.folder}`;
  }
}

function summarizeClose({ how, afterBytes }: Extract<RuleAction, { action: 'close' }>): string {
  const manner = { politely: 'politely', 'at-once': 'at once', reset: 'with a reset' }[how];
  return `End the conversation ${manner}${afterBytes === undefined ? '' : ` after ${afterBytes} bytes`}`;
}
