import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RuleAction } from '../../../app/rules/action.ts';
import { changeCommand, withoutSize } from '../../../app/rules/change-command.ts';
import { ContentChanger } from '../../../app/rules/change-content.ts';
import { changeReply } from '../../../app/rules/change-reply.ts';

const replace = (
  where: 'command' | 'reply' | 'header' | 'content',
  pattern: string,
  by: string,
): RuleAction => ({
  action: 'replace',
  in: where,
  pattern,
  flags: 'g',
  with: by,
});

/** A message as rules let it go on. */
function messageAfter(lines: readonly string[], ...actions: RuleAction[]): string[] {
  const changer = new ContentChanger(actions);
  return lines.flatMap((line) => changer.line(line).lines);
}

const MESSAGE = [
  'Received: from a',
  '\tby b',
  'Subject: Hello',
  'X-Spy: old',
  ' folded',
  '',
  'X-Spy: body',
  'Hello',
];

describe('a command', () => {
  test('is written anew, with groups, and stays one line', () => {
    const actions = [replace('command', '<(.*)@example\\.org>', '<$1@example.net>')];
    expect(changeCommand('RCPT TO:<bob@example.org>', actions)).toBe('RCPT TO:<bob@example.net>');
    expect(changeCommand('NOOP', [replace('command', 'NOOP', 'NOOP\r\nQUIT')])).toBe('NOOP QUIT');
    expect(changeCommand('NOOP x', [replace('command', 'x', 'é')])).toBe('NOOP Ã©');
  });

  test('does not announce a size that a rule may change', () => {
    expect(withoutSize('MAIL FROM:<a@b> SIZE=100 BODY=8BITMIME')).toBe('MAIL FROM:<a@b> BODY=8BITMIME');
    expect(withoutSize('mail from:<a@b> size=1')).toBe('mail from:<a@b>');
    expect(withoutSize('MAIL FROM:<SIZE=1@b>')).toBe('MAIL FROM:<SIZE=1@b>');
    expect(withoutSize('NOOP SIZE=1')).toBe('NOOP SIZE=1');
  });
});

describe('a reply', () => {
  const EHLO = ['250-mx.example', '250-STARTTLS', '250-SIZE 1000', '250 8BITMIME'];
  const asked = { listsCapabilities: true };

  test('loses and gains capabilities, and its last line stays the last', () => {
    const hide = { action: 'remove-capability', capability: '8bitmime' } as const;
    expect(changeReply(EHLO, [hide], asked)).toEqual(['250-mx.example', '250-STARTTLS', '250 SIZE 1000']);
    const offer = { action: 'insert-capability', capability: 'CHUNKING' } as const;
    expect(changeReply(EHLO, [offer], asked).slice(-2)).toEqual(['250-8BITMIME', '250 CHUNKING']);
  });

  test('is not offered twice what it has, and what is no list is left alone', () => {
    expect(changeReply(EHLO, [{ action: 'insert-capability', capability: 'SIZE 5' }], asked)).toBe(EHLO);
    const other = ['250 2.1.0 STARTTLS'];
    const hide = { action: 'remove-capability', capability: 'STARTTLS' } as const;
    expect(changeReply(other, [hide], { listsCapabilities: false })).toBe(other);
  });

  test('keeps the server’s name, even where that is a capability’s', () => {
    const hide = { action: 'remove-capability', capability: 'STARTTLS' } as const;
    expect(changeReply(['250-STARTTLS', '250 SIZE'], [hide], asked)).toEqual(['250-STARTTLS', '250 SIZE']);
  });

  test('gains and loses lines, but never the last that it has', () => {
    const insert = { action: 'insert-reply-line', text: 'and more' } as const;
    expect(changeReply(['250 Ok'], [insert], asked)).toEqual(['250-Ok', '250 and more']);
    const remove = { action: 'remove-reply-line', pattern: '.', flags: 'i' } as const;
    expect(changeReply(['250-One', '250 Two'], [remove], asked)).toEqual(['250 Two']);
  });

  test('is written anew', () => {
    expect(changeReply(['550 5.1.1 No such user'], [replace('reply', '^550 5', '450 4')], asked)).toEqual([
      '450 4.1.1 No such user',
    ]);
  });
});

describe('a message', () => {
  test('gains a header on top', () => {
    expect(messageAfter(MESSAGE, { action: 'insert-header', name: 'X-Seen', value: 'yes' })).toEqual([
      'X-Seen: yes',
      ...MESSAGE,
    ]);
  });

  test('loses a header with the lines that it goes on in, and nothing of its body', () => {
    expect(messageAfter(MESSAGE, { action: 'remove-header', name: 'x-spy' })).toEqual([
      'Received: from a',
      '\tby b',
      'Subject: Hello',
      '',
      'X-Spy: body',
      'Hello',
    ]);
  });

  test('is written anew in its header alone, or everywhere', () => {
    expect(messageAfter(MESSAGE, replace('header', 'Hello', 'Bye')).slice(2)).toEqual([
      'Subject: Bye',
      'X-Spy: old',
      ' folded',
      '',
      'X-Spy: body',
      'Hello',
    ]);
    expect(messageAfter(MESSAGE, replace('content', 'Hello', 'Bye')).at(-1)).toBe('Bye');
  });

  test('is changed in one line where only that is meant', () => {
    const changer = new ContentChanger([]);
    expect(changer.line('one', [replace('content', 'o', '0')])).toEqual({ lines: ['0ne'], changed: true });
    expect(changer.line('one')).toEqual({ lines: ['one'], changed: false });
  });
});

test('what no action names goes on exactly as it came', () => {
  const latin1 = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  });
  const text = latin1.map((line) => line.replaceAll(/[\r\n]/g, ''));
  fc.assert(
    fc.property(fc.array(text), (lines) => {
      expect(messageAfter(lines, { action: 'note', text: 'x' })).toEqual(lines);
      expect(changeReply(lines, [], { listsCapabilities: true })).toBe(lines);
      for (const line of lines) expect(changeCommand(line, [])).toBe(line);
    }),
  );
});
