import * as v from 'valibot';
import { parseHostAndPort } from '../smtp/host-and-port.ts';
import { TAG } from '../transcript/session-event.ts';

/**
 * What a rule does, as it stands in a rules file. Each action is one object, told apart by `action`. What is said of
 * each is what the published schema says.
 */

/** The longest text of an action, in characters: an SMTP reply of several lines, and more than a person writes. */
const LONGEST_TEXT = 4_000;

/** The longest pause that a rule may ask for, in milliseconds: half an hour, past every time-out of RFC 5321 section 4.5.3.2. */
const LONGEST_DELAY_MS = 30 * 60_000;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_TEXT));

/** Words that become a line of SMTP: with a line break in them they would become two. */
const lineText = v.pipe(
  text,
  v.regex(/^[^\r\n\0]*$/, 'Write it without line breaks.'),
  v.description('One line, without its ending.'),
);

const headerName = v.pipe(
  v.string(),
  v.regex(
    /^[\x21-\x39\x3b-\x7e]{1,76}$/,
    'A header’s name is letters, digits and signs, without a colon (RFC 5322 section 2.2).',
  ),
);

const refusalCode = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(200),
  v.maxValue(599),
  v.description('A reply code of three digits (RFC 5321 section 4.2).'),
);

const enhancedCode = v.pipe(
  v.string(),
  v.regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'Write it as 5.7.1 (RFC 3463 section 2).'),
);

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_DELAY_MS));

const severity = v.picklist(['note', 'warning', 'error']);

const pattern = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(1_000),
  v.check(isPattern, 'This is no regular expression of JavaScript.'),
  v.description('A regular expression of JavaScript, without slashes.'),
);

const flags = v.pipe(v.string(), v.regex(/^[gimsu]*$/, 'Flags are g, i, m, s and u.'));

/** Says it: in the transcript, in the list, and as a notification. */
const alert = v.strictObject({ action: v.literal('alert'), severity: v.optional(severity, 'warning'), text });

/** Says it in the transcript, and nowhere else. */
const note = v.strictObject({ action: v.literal('note'), text });

/** Puts a word on the conversation: shown in the list, and found with `tag:`. */
const tag = v.strictObject({
  action: v.literal('tag'),
  tag: v.pipe(v.string(), v.regex(TAG, 'A tag is one word of letters, digits, _ and -, without #.')),
});

/** Answers the client without asking the server. */
const reply = v.strictObject({
  action: v.literal('reply'),
  code: refusalCode,
  enhanced: v.optional(enhancedCode),
  text: v.union([lineText, v.pipe(v.array(lineText), v.minLength(1), v.maxLength(50))]),
});

/** Writes a line anew: what the expression finds becomes `with`, where `$1` stands for a group. */
const replace = v.strictObject({
  action: v.literal('replace'),
  in: v.picklist(['command', 'reply', 'header', 'content']),
  pattern,
  flags: v.optional(flags, ''),
  with: v.pipe(v.string(), v.maxLength(LONGEST_TEXT)),
});

const insertCapability = v.strictObject({ action: v.literal('insert-capability'), capability: lineText });
const removeCapability = v.strictObject({
  action: v.literal('remove-capability'),
  capability: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/, 'Name the keyword alone, such as STARTTLS.')),
});
const insertHeader = v.strictObject({
  action: v.literal('insert-header'),
  name: headerName,
  value: lineText,
});
const removeHeader = v.strictObject({ action: v.literal('remove-header'), name: headerName });

/** Another recipient, told to the server behind the first that it accepts. */
const addRecipient = v.strictObject({
  action: v.literal('add-recipient'),
  path: v.pipe(lineText, v.regex(/^[^<>\s]+$/, 'Write the address alone, such as bob@example.org.')),
});

/** The recipient in hand is not told to the server; the client is told that it was accepted. */
const removeRecipient = v.strictObject({ action: v.literal('remove-recipient') });
const insertReplyLine = v.strictObject({ action: v.literal('insert-reply-line'), text: lineText });
const removeReplyLine = v.strictObject({
  action: v.literal('remove-reply-line'),
  pattern,
  flags: v.optional(flags, 'i'),
});

/** Waits before the line goes on: so many milliseconds, or something between two numbers of them. */
const delay = v.strictObject({
  action: v.literal('delay'),
  ms: v.union([
    milliseconds,
    v.pipe(
      v.tuple([milliseconds, milliseconds]),
      v.check(([least, most]) => least <= most, 'Name the shorter time first.'),
    ),
  ]),
});

/** From here on, this side of the conversation goes on at no more than so many bytes a second. */
const throttle = v.strictObject({
  action: v.literal('throttle'),
  bytesPerSecond: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)),
});

/** Swallows the line: whoever was to hear it never does. */
const drop = v.strictObject({ action: v.literal('drop') });

/**
 * Ends the conversation: `politely` with a reply of 421, `at-once` by closing both connections, with a `reset`; or once so
 * many bytes more of the message have gone through.
 */
const close = v.strictObject({
  action: v.literal('close'),
  how: v.optional(v.picklist(['politely', 'at-once', 'reset']), 'politely'),
  afterBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  text: v.optional(lineText),
});

/** Says nothing any more, to either side, and keeps the connections open. */
const stall = v.strictObject({ action: v.literal('stall') });

/**
 * Waits for a person, who lets it go on, changes it, answers it or ends the conversation; of a message, for all of it. After
 * `atMost` milliseconds it goes on by itself.
 */
const hold = v.strictObject({
  action: v.literal('hold'),
  atMost: v.optional(v.pipe(milliseconds, v.description('Milliseconds after which it goes on by itself.'))),
});

/** Another server than the listener's: `mx.example`, `mx.example:2525`, `[::1]:25`. */
const serverName = v.pipe(
  v.string(),
  v.check((named) => parseHostAndPort(named) !== null, 'Name the server as HOST, HOST:PORT or [IPv6]:PORT.'),
  v.description('HOST, HOST:PORT or [IPv6]:PORT; without a port, 25.'),
);

/**
 * The conversation goes on with another server, from an EHLO, MAIL or RCPT on. That server is told what the client has said
 * so far; the client hears nothing of it.
 */
const divert = v.strictObject({ action: v.literal('divert'), to: serverName });

/** Keeps the message as a file of its own, .eml, in a folder. */
const save = v.strictObject({
  action: v.literal('save'),
  folder: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)),
});

/** An action as it may stand in a rules file. */
export const ruleAction = v.variant('action', [
  alert,
  note,
  tag,
  reply,
  replace,
  insertCapability,
  removeCapability,
  insertHeader,
  removeHeader,
  addRecipient,
  removeRecipient,
  insertReplyLine,
  removeReplyLine,
  delay,
  throttle,
  drop,
  close,
  stall,
  save,
  hold,
  divert,
]);

/** What a rule does to what it was made for, or because of it. */
export type RuleAction = v.InferOutput<typeof ruleAction>;

/** What an action needs to be decided on. */
export type ActionPlace =
  /** Whatever the rule meant. */
  | 'any'
  | 'command'
  | 'reply'
  /** The header of a message: it has to be gathered to there. */
  | 'header'
  | 'content'
  /** The whole message: it has to be gathered to its end. */
  | 'message';

/** Where an action takes hold. */
export function placeOf(action: RuleAction): ActionPlace {
  switch (action.action) {
    case 'alert':
    case 'note':
    case 'tag':
    case 'delay':
    case 'throttle':
    case 'drop':
    case 'close':
    case 'stall':
    case 'hold':
      return 'any';
    case 'reply':
    case 'divert':
    case 'add-recipient':
    case 'remove-recipient':
      return 'command';
    case 'insert-capability':
    case 'remove-capability':
    case 'insert-reply-line':
    case 'remove-reply-line':
      return 'reply';
    case 'insert-header':
    case 'remove-header':
      return 'header';
    case 'save':
      return 'message';
    case 'replace':
      return action.in;
  }
}

/** Whether nothing of what the action was decided on is left for further rules. */
export function isFinal(action: RuleAction): boolean {
  switch (action.action) {
    case 'reply':
    case 'remove-recipient':
    case 'drop':
    case 'close':
    case 'stall':
      return true;
    case 'alert':
    case 'note':
    case 'tag':
    case 'replace':
    case 'insert-capability':
    case 'remove-capability':
    case 'insert-header':
    case 'remove-header':
    case 'add-recipient':
    case 'insert-reply-line':
    case 'remove-reply-line':
    case 'delay':
    case 'throttle':
    case 'save':
    case 'hold':
    case 'divert':
      return false;
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
