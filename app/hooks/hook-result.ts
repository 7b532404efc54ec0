import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { decodeForDisplay } from '../smtp/decode.ts';
import { AuthoredMessage } from './authored-message.ts';
import type { HookAnswer, HookName, HookQuestion } from './hook-messages.ts';
import { wireText } from './line-text.ts';

/** The longest line that a hook may say: as long as the relay keeps a line together. */
const LONGEST_LINE = 65_536;

/** Lines that a hook may put in the place of one. */
const MOST_LINES = 10_000;

/** Characters of a wrong result that are told. */
const LONGEST_SHOWN = 200;

const line = v.pipe(
  v.string('has to be text'),
  v.maxLength(LONGEST_LINE, 'is too long'),
  v.regex(/^[^\r\n]*$/, 'has to be one line, without line breaks'),
);

const enhanced = v.pipe(v.string(), v.regex(/^[245]\.\d{1,3}\.\d{1,3}$/, 'has to be written as 5.7.1'));
const code = v.pipe(
  v.number('has to be a number'),
  v.integer('has to be a whole number'),
  v.minValue(200, 'has to be from 200 to 599'),
  v.maxValue(599, 'has to be from 200 to 599'),
);

const replyLine = v.pipe(line, v.regex(/^[2-5]\d\d( .*)?$/, 'has to begin with a reply code: 550 5.1.1 No'));

/** The forms of {@link ReplyWords} in hooks.d.ts. */
const reply = v.union(
  [
    replyLine,
    v.strictObject({
      code,
      enhanced: v.optional(enhanced),
      text: v.union([line, v.pipe(v.array(line), v.minLength(1), v.maxLength(100))]),
    }),
  ],
  'has to be a line such as "550 5.1.1 No", or { code, enhanced, text }',
);

const WORDS = {
  command: v.strictObject({ command: v.pipe(line, v.minLength(1, 'has to have words')) }),
  reply: v.strictObject({ reply }),
  line: v.strictObject({
    line: v.union([line, v.pipe(v.array(line), v.maxLength(MOST_LINES))], 'has to be a line, or several'),
  }),
  message: v.strictObject({
    message: v.union(
      [v.instance(AuthoredMessage), v.instance(Uint8Array), v.string()],
      'has to be a message, its text, or its bytes',
    ),
  }),
  drop: v.strictObject({ drop: v.literal(true, 'has to be true') }),
  close: v.strictObject({
    close: v.picklist(['politely', 'at-once', 'reset'], 'has to be "politely", "at-once" or "reset"'),
    text: v.optional(line),
  }),
} as const;

type Word = keyof typeof WORDS;

/** What each hook may say. */
const SAYABLE: Readonly<Record<HookName, readonly Word[]>> = {
  onConnect: ['reply', 'close'],
  onCommand: ['command', 'reply', 'drop', 'close'],
  onReply: ['reply', 'drop', 'close'],
  onContentLine: ['line', 'drop', 'close'],
  onMessage: ['message', 'reply', 'drop', 'close'],
  onClose: [],
};

/** A hook's result as it is understood, or why it is not: in words that begin with the hook's name. */
export type ReadResult =
  { readonly ok: true; readonly answer: HookAnswer } | { readonly ok: false; readonly text: string };

const GO_ON: ReadResult = { ok: true, answer: { action: 'go-on' } };

/** Reads what a hook has returned, or what its promise came to. */
export function readResult(question: HookQuestion, result: unknown): ReadResult {
  const { hook } = question;
  if (result === undefined || result === null || hook === 'onClose') return GO_ON;
  const words = SAYABLE[hook];
  const said = words.filter((word) => typeof result === 'object' && word in result);
  const [word] = said;
  if (word === undefined || said.length > 1) {
    const choice = words.join(', ');
    return nonsense(hook, result, `It may return nothing, or an object with one of: ${choice}.`);
  }
  const read = v.safeParse(WORDS[word], result);
  if (!read.success) {
    const [issue] = read.issues;
    return nonsense(hook, result, `${v.getDotPath(issue) ?? word} ${problemOf(issue)}.`);
  }
  return answerOf(question, read.output);
}

function answerOf(question: HookQuestion, result: v.InferOutput<(typeof WORDS)[Word]>): ReadResult {
  if ('command' in result) {
    const like = question.hook === 'onCommand' ? question.line : '';
    return { ok: true, answer: { action: 'command', line: wireText(result.command, like) } };
  }
  if ('line' in result) {
    const like = question.hook === 'onContentLine' ? question.line : '';
    const lines = typeof result.line === 'string' ? [result.line] : result.line;
    return { ok: true, answer: { action: 'lines', lines: lines.map((text) => wireText(text, like)) } };
  }
  if ('message' in result) {
    return { ok: true, answer: { action: 'message', bytes: messageBytes(question, result.message) } };
  }
  if ('reply' in result) return replyOf(question, linesOf(result.reply));
  if ('close' in result) {
    const text = result.text === undefined ? null : wireText(result.text);
    return { ok: true, answer: { action: 'close', how: result.close, text } };
  }
  return { ok: true, answer: { action: 'drop' } };
}

/** A reply that asks for more (3xx) would have the client say what nobody waits for. */
function replyOf({ hook }: HookQuestion, lines: readonly string[]): ReadResult {
  const first = Number(lines[0]?.[0] ?? 0);
  if (hook === 'onConnect' && first < 4) {
    return nonsense(hook, lines[0], 'A reply here refuses the client: it has to be a 4xx or a 5xx.');
  }
  if (hook !== 'onReply' && first === 3) {
    return nonsense(hook, lines[0], 'A 3xx asks the client for more; only the server can do that.');
  }
  return { ok: true, answer: { action: 'reply', lines } };
}

function linesOf(words: v.InferOutput<typeof reply>): readonly string[] {
  if (typeof words === 'string') return [wireText(words.length === 3 ? `${words} ` : words)];
  const texts = typeof words.text === 'string' ? [words.text] : words.text;
  const status = words.enhanced === undefined ? '' : `${words.enhanced} `;
  return texts.map((text, at) =>
    wireText(`${words.code}${at === texts.length - 1 ? ' ' : '-'}${status}${text}`),
  );
}

/** Text gets the line ends of mail (RFC 5322 section 2.1); bytes go as they are. */
function messageBytes(question: HookQuestion, message: AuthoredMessage | Uint8Array | string): Uint8Array {
  if (message instanceof AuthoredMessage) return message.bytes;
  if (message instanceof Uint8Array) return message;
  const isLatin1 = question.hook === 'onMessage' && !decodeForDisplay(question.bytes).exact;
  const lines = message.replaceAll(/\r\n|\r|\n/g, '\r\n');
  const isWritable = isLatin1 && Buffer.from(lines, 'latin1').toString('latin1') === lines;
  return Buffer.from(lines, isWritable ? 'latin1' : 'utf8');
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  // A key too many is told by its name, which stands in the path.
  return issue.type === 'strict_object' && issue.expected === 'never' ? 'means nothing here' : issue.message;
}

function nonsense(hook: HookName, result: unknown, expected: string): ReadResult {
  const options = { depth: 1, breakLength: Infinity, maxArrayLength: 3, maxStringLength: 80 };
  const shown = inspect(result, options).slice(0, LONGEST_SHOWN);
  return { ok: false, text: `${hook} returned ${shown}. ${expected}` };
}
