import { describe, expect, it } from 'vitest';
import { inCaretNotation } from '../../../renderer/words/control-character.ts';
import { visibleParts } from '../../../app/transcript/visible.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import { byteLength, endingMark, leftOut, lineParts, refusalTone } from '../../../renderer/words/line.ts';
import { makeLine, makeReply } from '../support/make.ts';

/** A line with what is emphasised between stars, what steps back in parentheses, and the mask in brackets. */
function drawn(line: TranscriptLine, most = 1_000): string {
  const marks = {
    strong: ['*', '*'],
    enhanced: ['(', ')'],
    path: ['{', '}'],
    parameter: ['_', '_'],
    mask: ['[', ']'],
    words: ['', ''],
  };
  return lineParts(line, most)
    .map(({ role, text }) => marks[role].join(text))
    .join('');
}

describe('what is emphasised in a line', () => {
  it('is the verb of a command, however it was written', () => {
    expect(drawn(makeLine({ text: 'RCPT TO:<a@x.example>', verb: 'RCPT' }))).toBe(
      '*RCPT* TO:{<a@x.example>}',
    );
    expect(drawn(makeLine({ text: ' rcpt to:<a@x.example>', verb: 'RCPT' }))).toBe(
      ' *rcpt* to:{<a@x.example>}',
    );
    expect(drawn(makeLine({ text: '', verb: '' }))).toBe('');
  });

  it('is the code of a reply; the enhanced code steps back', () => {
    expect(drawn(makeReply(550, '5.7.1 No', { enhanced: '5.7.1' }))).toBe('*550* (5.7.1) No');
    expect(drawn(makeReply(250, '', { text: '250-SIZE 10' }))).toBe('*250*-SIZE 10');
    expect(drawn(makeReply(250, '', { text: '250' }))).toBe('*250*');
  });

  it('is the path and the keywords of parameters in an envelope', () => {
    const mail = makeLine({ text: 'MAIL FROM:<a@x.example> size=10 SMTPUTF8', verb: 'MAIL' });
    expect(drawn(mail)).toBe('*MAIL* FROM:{<a@x.example>} _size_=10 _SMTPUTF8_');
    expect(drawn(makeLine({ text: 'MAIL nonsense', verb: 'MAIL' }))).toBe('*MAIL* nonsense');
  });

  it('is the keyword of a capability', () => {
    const line = (text: string) => makeReply(250, '', { text, answered: 'EHLO' });
    expect(drawn(line('250-SIZE 1000'))).toBe('*250*-_SIZE_ 1000');
    expect(drawn(line('250 AUTH=LOGIN'))).toBe('*250* _AUTH_=LOGIN');
    expect(drawn(line('250-mx.example at your service'))).toBe('*250*-mx.example at your service');
  });

  it('is nothing in message content', () => {
    expect(drawn(makeLine({ kind: 'content', text: 'RCPT TO is a command', verb: '' }))).toBe(
      'RCPT TO is a command',
    );
  });

  it('is the mask, where a secret was', () => {
    const auth = makeLine({ text: 'AUTH PLAIN ****', verb: 'AUTH', masked: true });
    expect(drawn(auth)).toBe('*AUTH* PLAIN [****]');
    expect(drawn({ ...auth, masked: false })).toBe('*AUTH* PLAIN ****');
    expect(drawn(makeLine({ kind: 'authentication', text: '****', masked: true, verb: '' }))).toBe('[****]');
  });

  it('is cut where the line is longer than can be shown', () => {
    const long = makeLine({ text: `NOOP ${'x'.repeat(5_000)}` });
    expect(drawn(long, 10)).toBe('*NOOP* xxxxx');
    expect(leftOut(long, 10)).toBe(4_995);
    expect(leftOut(makeLine(), 10)).toBe(0);
  });
});

describe('what is remarkable about a line', () => {
  it('is an ending that is not CR LF, but for bytes that are no lines', () => {
    expect(endingMark(makeLine())).toBeNull();
    expect(endingMark(makeLine({ ending: 'lf' }))).toBe('bare LF');
    expect(endingMark(makeLine({ ending: 'none' }))).toBe('no line end');
    expect(endingMark(makeLine({ ending: 'none', kind: 'opaque' }))).toBeNull();
  });

  it('is a reply that says no', () => {
    expect([250, 354, 450, 550].map((code) => refusalTone(makeReply(code, '')))).toEqual([
      null,
      null,
      'not-now',
      'no',
    ]);
  });

  it('is how many bytes it has, unless that would tell of a secret', () => {
    expect(byteLength(makeLine({ text: 'Größe' }))).toBe(7);
    expect(byteLength(makeLine({ text: 'x', bytes: btoa('four') }))).toBe(4);
    expect(byteLength(makeLine({ text: 'x', bytes: btoa('five5') }))).toBe(5);
    expect(byteLength(makeLine({ text: 'x', bytes: '' }))).toBe(0);
    expect(byteLength(makeLine({ text: '****', masked: true }))).toBeNull();
  });
});

describe('control characters', () => {
  it('are shown with letters that every font has', () => {
    const shown = visibleParts('a\0\x1b[31m\t\x7f\u0085').map((part) => inCaretNotation(part.text));
    expect(shown.join('')).toBe('a^@^[[31m^I^?⟨NEL⟩');
  });
});
