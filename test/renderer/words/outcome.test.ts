import { describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { envelopeWords, outcomeWords, refusalWord } from '../../../renderer/words/outcome.ts';
import { makeSummary } from '../support/make.ts';

function glance(change: Partial<SessionSummary>): string {
  const { mark, badges } = outcomeWords(makeSummary(change), false);
  return `${mark}: ${badges.map((badge) => badge.text).join(', ')}`;
}

const refusal = (code: number, text = '') => ({ verb: 'RCPT', code, text, line: 9 });

describe('a conversation at a glance', () => {
  it.each<[Partial<SessionSummary>, string]>([
    [{}, 'accepted: 250 accepted'],
    [{ accepted: 3 }, 'accepted: 3 messages accepted'],
    [{ accepted: 0 }, 'nothing: no message'],
    [{ accepted: 0, messages: 0, bytesFromServer: 0 }, 'nothing: server silent'],
    [{ accepted: 0, phase: 'tls' }, 'nothing: encrypted'],
    [{ accepted: 0, refusal: refusal(550) }, 'refused: 550 refused'],
    [{ accepted: 1, refusal: refusal(550) }, 'refused: 550 refused, 1 accepted'],
    [{ accepted: 0, refusal: refusal(450) }, 'later: 450 try later'],
    [{ accepted: 0, outcome: 'open', ended: null, phase: 'content' }, 'open: message under way'],
    [{ accepted: 1, outcome: 'open', ended: null, phase: 'ready' }, 'open: 250 accepted, open, idle'],
    [{ accepted: 0, outcome: 'aborted-by-client' }, 'broken: client hung up'],
    [
      { accepted: 0, outcome: 'aborted-by-server', refusal: refusal(554) },
      'refused: 554 refused, server hung up',
    ],
    [{ accepted: 0, outcome: 'unreachable' }, 'unreachable: server unreachable'],
    [{ accepted: 0, outcome: 'failed' }, 'failed: broken off'],
    [
      { accepted: 0, outcome: 'failed', failedTls: { side: 'server', code: 'CERT_HAS_EXPIRED' } },
      'failed: server’s certificate not trusted',
    ],
    [{ accepted: 0, outcome: 'blocked' }, 'blocked: blocked'],
    [{ accepted: 0, outcome: 'rate-limited' }, 'rate-limited: rate limited'],
  ])('%j', (change, text) => expect(glance(change)).toBe(text));

  it.each([
    [451, '4.7.1 Greylisted, see https://example.net', 'greylisted'],
    [450, 'You are gray-listed', 'greylisted'],
    [451, 'Local error', 'try later'],
    [421, 'Too busy', 'server closing'],
    [530, '5.7.0 Authentication required', 'login required'],
    [530, 'Must issue a STARTTLS command first', 'TLS required'],
    [535, '5.7.8 Bad credentials', 'login refused'],
    [552, '5.2.2 Mailbox full', 'mailbox full'],
    [552, '5.3.4 Message too big', 'too big'],
    [550, '5.1.1 No such user', 'refused'],
    [554, 'Greylisting is not what this is', 'refused'],
  ])('%i %s: %s', (code, text, word) => expect(refusalWord({ code, text })).toBe(word));
});

describe('sender and recipients', () => {
  it('names some and counts the others', () => {
    const many = makeSummary({ rcptTo: ['a@x.example', 'b@x.example'], recipients: 214 });
    expect(envelopeWords(many, 1)).toMatchObject({ recipients: 'a@x.example', more: 213 });
    expect(envelopeWords(many, 3)).toMatchObject({ recipients: 'a@x.example, b@x.example', more: 212 });
    expect(envelopeWords(makeSummary(), 1)).toMatchObject({ more: 0, sender: 'ann@example.org' });
  });

  it('tells the empty sender from none', () => {
    expect(envelopeWords(makeSummary({ mailFrom: '' }), 1)).toMatchObject({ hasSender: false });
    expect(envelopeWords(makeSummary({ mailFrom: '' }), 1).sender).toContain('<>');
    const none = makeSummary({ mailFrom: null, rcptTo: [], recipients: 0 });
    expect(envelopeWords(none, 1)).toEqual({
      sender: 'No message',
      hasSender: false,
      recipients: '',
      more: 0,
    });
    expect(envelopeWords({ ...none, outcome: 'open' }, 1).sender).toBe('No message yet');
    expect(envelopeWords({ ...none, outcome: 'unreachable' }, 1).sender).toBe('Server unreachable');
    expect(envelopeWords({ ...none, outcome: 'blocked' }, 1).sender).toBe('Client turned away');
  });
});

it('findings are counted, but for mere habits', () => {
  const badgesOf = (findings: SessionSummary['findings']) =>
    outcomeWords(makeSummary({ findings }), false).badges;
  const none = badgesOf({ note: 3, warning: 0, error: 0 });
  expect(none.map(({ text }) => text)).not.toContain('3 findings');
  expect(badgesOf({ note: 0, warning: 1, error: 0 })).toContainEqual({
    tone: 'warning',
    text: '1 finding',
    title: '1 warning',
  });
  expect(badgesOf({ note: 1, warning: 1, error: 1 })).toContainEqual({
    tone: 'bad',
    text: '3 findings',
    title: '1 error, 1 warning, 1 note',
  });
});

it('what is held is said to be, and not to be doing what it would do', () => {
  const open = makeSummary({ accepted: 0, outcome: 'open', ended: null, phase: 'content' });
  expect(outcomeWords(open, true).badges.map(({ text }) => text)).toEqual(['held']);
});
