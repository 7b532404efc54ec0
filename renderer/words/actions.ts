import { isFinal, type RuleAction } from '../../app/rules/action.ts';
import type { FieldForm, FieldWords } from './action-fields.ts';

/** The name of an action: `reply`. */
export type ActionName = RuleAction['action'];

/** The action of that name. */
type Action<Name extends ActionName> = Extract<RuleAction, { action: Name }>;

/** The groups of actions, in the order in which they are offered. */
export const ACTION_GROUPS = {
  tell: 'Tell about it',
  answer: 'Answer, or end the conversation',
  change: 'Change what is said',
  slow: 'Slow it down',
  keep: 'Keep it',
} as const;
/** A group of actions. */
export type ActionGroup = keyof typeof ACTION_GROUPS;

/** What people read of an action. */
export interface ActionWords {
  /** What it does, as in `Answer the client`. */
  readonly title: string;
  readonly group: ActionGroup;
  /** What is good to know of it, in a sentence or two. */
  readonly note: string;
  /** Its values, in the order in which they are asked for. */
  readonly fields: Readonly<Record<string, FieldWords>>;
}

interface ActionEntry<Name extends ActionName> extends Omit<ActionWords, 'fields'> {
  /** One for each key that it has in a rules file: the compiler asks for it. */
  readonly fields: { readonly [Key in Exclude<keyof Action<Name>, 'action'>]-?: FieldWords };
  /** What it begins with in the form. */
  readonly begins: Action<Name>;
}

const WORDS: FieldForm = { kind: 'words' };
const WIRE: FieldForm = { kind: 'wire' };
const SEVERITIES = { note: 'A note', warning: 'A warning', error: 'An error' };
const FLAGS: FieldWords = { label: 'Flags (g, i, m)', form: WIRE, empty: 'none', isShort: true };
const PATTERN: FieldWords = { label: 'What matches', form: WIRE };

/**
 * Every action: its place among the others, its words and its fields. An entry here is all that a new action needs to stand
 * in the form; the compiler asks for it, and for a field for each of its values.
 */
const ACTIONS: { readonly [Name in ActionName]: ActionEntry<Name> } = {
  alert: {
    title: 'Raise an alert',
    group: 'tell',
    note: 'In the transcript, in the list, and as a notification.',
    fields: {
      severity: { label: 'How grave', form: { kind: 'choice', choices: SEVERITIES } },
      text: { label: 'What it says', form: WORDS },
    },
    begins: { action: 'alert', severity: 'warning', text: '' },
  },
  tag: {
    title: 'Tag the conversation',
    group: 'tell',
    note: 'With a word that stands in the list, and is found with tag:word.',
    fields: { tag: { label: 'Tag', form: WIRE } },
    begins: { action: 'tag', tag: '' },
  },
  note: {
    title: 'Write a note',
    group: 'tell',
    note: 'In the transcript, and nowhere else.',
    fields: { text: { label: 'What it says', form: WORDS } },
    begins: { action: 'note', text: '' },
  },
  reply: {
    title: 'Answer the client',
    group: 'answer',
    note: 'The server never hears of the command. With kind:content it answers the message.',
    fields: {
      code: { label: 'Code', form: { kind: 'number', unit: '' } },
      enhanced: { label: 'Enhanced', form: WIRE, empty: 'none', isShort: true },
      text: { label: 'Text', form: { kind: 'lines' } },
    },
    begins: { action: 'reply', code: 550, enhanced: '5.7.1', text: 'Refused by a rule' },
  },
  hold: {
    title: 'Hold it for a person',
    group: 'answer',
    note: 'Somebody lets it go on, changes it, answers it or ends the conversation.',
    fields: {
      atMost: { label: 'At most', form: { kind: 'number', unit: 'ms' }, empty: 'for as long as it takes' },
    },
    begins: { action: 'hold' },
  },
  close: {
    title: 'End the conversation',
    group: 'answer',
    note: 'At once, or after so many bytes more of the message.',
    fields: {
      how: {
        label: 'How',
        form: {
          kind: 'choice',
          choices: {
            politely: 'Politely, with a reply of 421',
            'at-once': 'Close both connections',
            reset: 'Break both connections (RST)',
          },
        },
      },
      afterBytes: { label: 'After', form: { kind: 'number', unit: 'bytes more' }, empty: 'at once' },
      text: { label: 'Text of the 421', form: WORDS, empty: 'the usual words' },
    },
    begins: { action: 'close', how: 'politely' },
  },
  divert: {
    title: 'Go on with another server',
    group: 'answer',
    note: 'From this EHLO, MAIL or RCPT on. It is told what the client has said so far; the client hears nothing of it.',
    fields: { to: { label: 'Server', form: WIRE } },
    begins: { action: 'divert', to: '' },
  },
  drop: {
    title: 'Swallow it',
    group: 'answer',
    note: 'Whoever was to hear it never does.',
    fields: {},
    begins: { action: 'drop' },
  },
  stall: {
    title: 'Fall silent',
    group: 'answer',
    note: 'Towards both sides, for good; the connections stay open.',
    fields: {},
    begins: { action: 'stall' },
  },
  replace: {
    title: 'Replace words',
    group: 'change',
    note: 'What a regular expression finds becomes something else; $1 is its first group.',
    fields: {
      in: {
        label: 'In the',
        form: {
          kind: 'choice',
          choices: { command: 'Command', reply: 'Reply', header: 'Header', content: 'Message' },
        },
      },
      pattern: PATTERN,
      flags: FLAGS,
      with: {
        label: 'Becomes',
        form: { kind: 'wire', mayBeEmpty: true },
        empty: 'nothing: it is taken out',
      },
    },
    begins: { action: 'replace', in: 'command', pattern: '', flags: '', with: '' },
  },
  'insert-header': {
    title: 'Insert a header',
    group: 'change',
    note: 'On top of the others that the message has.',
    fields: { name: { label: 'Name', form: WIRE }, value: { label: 'Value', form: WIRE } },
    begins: { action: 'insert-header', name: 'X-Seen-By', value: '' },
  },
  'remove-header': {
    title: 'Remove a header',
    group: 'change',
    note: 'Wherever the message has one of that name.',
    fields: { name: { label: 'Name', form: WIRE } },
    begins: { action: 'remove-header', name: '' },
  },
  'add-recipient': {
    title: 'Add a recipient',
    group: 'change',
    note: 'The server is told behind the one in hand; the client does not know.',
    fields: { path: { label: 'Address', form: WIRE } },
    begins: { action: 'add-recipient', path: '' },
  },
  'remove-recipient': {
    title: 'Keep the recipient back',
    group: 'change',
    note: 'The client is told that it was accepted; the server never hears of it.',
    fields: {},
    begins: { action: 'remove-recipient' },
  },
  'insert-capability': {
    title: 'Offer a capability',
    group: 'change',
    note: 'In the reply to EHLO.',
    fields: { capability: { label: 'Capability', form: WIRE } },
    begins: { action: 'insert-capability', capability: '' },
  },
  'remove-capability': {
    title: 'Hide a capability',
    group: 'change',
    note: 'From the reply to EHLO.',
    fields: { capability: { label: 'Keyword', form: WIRE } },
    begins: { action: 'remove-capability', capability: 'STARTTLS' },
  },
  'insert-reply-line': {
    title: 'Insert a line into the reply',
    group: 'change',
    note: 'Behind the others that the reply has.',
    fields: { text: { label: 'Text', form: WIRE } },
    begins: { action: 'insert-reply-line', text: '' },
  },
  'remove-reply-line': {
    title: 'Remove lines of the reply',
    group: 'change',
    note: 'Those in which a regular expression finds something.',
    fields: { pattern: PATTERN, flags: FLAGS },
    begins: { action: 'remove-reply-line', pattern: '', flags: 'i' },
  },
  delay: {
    title: 'Wait',
    group: 'slow',
    note: 'Before the line goes on, and all behind it. Two times, as in 500-2000: something between them.',
    fields: { ms: { label: 'Milliseconds', form: { kind: 'span' } } },
    begins: { action: 'delay', ms: 2_000 },
  },
  throttle: {
    title: 'Slow this side down',
    group: 'slow',
    note: 'From here on, to the end of the conversation.',
    fields: { bytesPerSecond: { label: 'At most', form: { kind: 'number', unit: 'bytes a second' } } },
    begins: { action: 'throttle', bytesPerSecond: 1_000 },
  },
  save: {
    title: 'Keep the message',
    group: 'keep',
    note: 'As an .eml file in a folder.',
    fields: { folder: { label: 'Folder', form: WIRE } },
    begins: { action: 'save', folder: '' },
  },
};

/** All actions by name, in the order of their groups. */
export const ACTION_NAMES: readonly ActionName[] = Object.keys(ACTION_GROUPS).flatMap((group) =>
  Object.keys(ACTIONS)
    .filter(isActionName)
    .filter((name) => ACTIONS[name].group === group),
);

/** Whether this names an action. */
export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name);
}

/** The words of an action of that name that has no values yet. */
export function wordsOfAction(name: ActionName): ActionWords {
  return ACTIONS[name];
}

/** What an action of that name begins with. */
export function beginAction(name: ActionName): RuleAction {
  return ACTIONS[name].begins;
}

/** Whether nothing is left to be done behind an action of that name. */
export function endsTheMatter(name: ActionName): boolean {
  return isFinal(ACTIONS[name].begins);
}
