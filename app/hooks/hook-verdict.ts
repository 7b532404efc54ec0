import { Buffer } from 'node:buffer';
import type { Inquiry, Matter, Verdict } from '../relay/inquiry.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { HookAnswer, HookName, HookQuestion } from './hook-messages.ts';
import { readable } from './line-text.ts';

type WishedEnd = Extract<Verdict, { type: 'end' }>['end'];

/** The hook that is asked about each kind of thing. */
export const HOOK_OF: Readonly<Record<Matter['type'], HookName>> = {
  connection: 'onConnect',
  command: 'onCommand',
  reply: 'onReply',
  'content-line': 'onContentLine',
  message: 'onMessage',
};

/** What a hook is asked about a thing, as it would go on. */
export function questionOf(
  matter: Exclude<Matter, { type: 'content-line' }>,
  { line, command }: Pick<Inquiry, 'line' | 'command'>,
): HookQuestion {
  switch (matter.type) {
    case 'connection':
      return { hook: 'onConnect' };
    case 'command':
      return { hook: 'onCommand', line: linesIn(matter.sent)[0] ?? '' };
    case 'reply': {
      // A greeting answers nothing, and what ends a message is no command.
      const isAnswer = line?.answered !== undefined && !['greeting', 'content'].includes(line.answered);
      const said = isAnswer && command !== null ? linesIn(command)[0] : undefined;
      return { hook: 'onReply', lines: linesIn(matter.sent), command: said ?? null };
    }
    case 'message':
      return { hook: 'onMessage', bytes: Buffer.concat([...matter.content()]) };
  }
}

/** Whether the answer leaves the thing as it is. */
export function changesNothing(question: HookQuestion, answer: HookAnswer): boolean {
  switch (answer.action) {
    case 'go-on':
      return true;
    case 'command':
      return question.hook === 'onCommand' && answer.line === question.line;
    case 'lines':
      return question.hook === 'onContentLine' && isSameLines(answer.lines, [question.line]);
    case 'message':
      return question.hook === 'onMessage' && Buffer.compare(answer.bytes, question.bytes) === 0;
    case 'reply':
      return question.hook === 'onReply' && isSameLines(answer.lines, question.lines);
    case 'drop':
    case 'close':
      return false;
  }
}

/** Whether these are the same lines. */
export function isSameLines(lines: readonly string[], others: readonly string[]): boolean {
  return lines.length === others.length && lines.every((line, at) => line === others[at]);
}

/** What becomes of the thing, as the hook wants it; `events`: what is noted of that. */
export function verdictOf(
  type: Matter['type'],
  answer: HookAnswer,
  events: readonly SessionEvent[],
): Verdict {
  const instead = (bytes: Buffer): Verdict => ({ type: 'instead', bytes, events });
  const end = (wished: WishedEnd): Verdict => ({
    type: 'end',
    end: wished,
    by: `the hook ${HOOK_OF[type]}`,
    events,
  });
  switch (answer.action) {
    case 'go-on':
      return { type: 'go-on' };
    case 'command':
      return instead(bytesOf([answer.line]));
    case 'lines':
      return instead(bytesOf(answer.lines));
    case 'message':
      return instead(endedMessage(Buffer.from(answer.bytes)));
    case 'reply':
      return type === 'reply' ? instead(bytesOf(answer.lines)) : end(replyOf(answer.lines));
    case 'drop':
      return end({ action: 'drop' });
    case 'close': {
      const { how, text } = answer;
      return end({ action: 'close', how, ...(text !== null && { text: readable(text) }) });
    }
  }
}

/** What a hook has done, for people: one sentence without its full stop. Null where it has done nothing. */
export function describeAnswer(hook: HookName, answer: HookAnswer): string | null {
  switch (answer.action) {
    case 'go-on':
      return null;
    case 'command':
      return 'changed the command';
    case 'lines':
      return 'changed a line of the message';
    case 'message':
      return 'changed the message';
    case 'reply': {
      const first = readable(answer.lines[0] ?? '');
      return hook === 'onReply' ? 'changed the reply' : `answered ${first} instead of the server`;
    }
    case 'drop':
      return hook === 'onContentLine' ? 'left a line of the message out' : 'swallowed it';
    case 'close':
      return answer.how === 'politely' ? 'ended the conversation with 421' : 'ended the conversation';
  }
}

/** Lines without their endings, each character the byte of its number. */
export function linesIn(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
}

/** The dot that ends a message stands in a line of its own. */
function endedMessage(bytes: Buffer): Buffer {
  return bytes.length === 0 || bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')]);
}

function replyOf(lines: readonly string[]) {
  const text = lines.map((line) => readable(line.slice(4)));
  return { action: 'reply', code: Number((lines[0] ?? '').slice(0, 3)), text } as const;
}
