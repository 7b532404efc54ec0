import { expect, test } from 'vitest';
import {
  explainLine,
  formatExplanation,
  type LineExplanation,
} from '../../../app/transcript/explain-line.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import type { Login } from '../../../app/transcript/session-summary.ts';

function line(said: Partial<TranscriptLine>): TranscriptLine {
  return {
    type: 'line',
    row: 0,
    n: 1,
    at: 0,
    from: 'server',
    text: '',
    ending: 'crlf',
    kind: 'reply',
    phase: 'envelope',
    tls: false,
    injected: false,
    masked: false,
    ...said,
  };
}

/** As in a conversation without a login. */
function explained(said: TranscriptLine): LineExplanation | null {
  return explainLine(said, null);
}

const offered = (text: string): TranscriptLine => line({ text, code: 250, answered: 'EHLO' });

test('a command is explained by its verb', () => {
  const explanation = explained(line({ from: 'client', kind: 'command', text: 'EHLO a', verb: 'EHLO' }));
  expect(explanation?.sentence).toMatch(/introduces itself/);
  expect(explanation?.references[0]).toMatchObject({ rfc: 5321 });
});

test('the parameters of MAIL and RCPT are explained one by one', () => {
  const mail = line({
    from: 'client',
    kind: 'command',
    text: 'mail FROM:<a@example.com> size=1000 XFROB=\u001b[2J SIZE=2000',
    verb: 'MAIL',
  });
  expect(explained(mail)?.parts?.map(({ name, sentence }) => [name, sentence])).toEqual([
    ['SIZE', expect.stringContaining('how many bytes the message has')],
    ['XFROB', expect.stringContaining('private to the two programs')],
  ]);
  const rcpt = line({
    from: 'client',
    kind: 'command',
    text: 'RCPT TO:<"a b"@example.com> NOTIFY=NEVER \u001b[2J',
    verb: 'RCPT',
  });
  const [, notify, unknown] = formatExplanation(rcpt, null).split('\n');
  expect(notify).toMatch(/^# {3}NOTIFY: .*delivery report.*\(RFC 3461 section 4\.1\)$/);
  expect(unknown).toBe('#   ␛[2J: No SMTP standard knows this parameter. (RFC 5321 section 4.1.1.11)');
});

test('so are the mechanisms of a login that is offered, each once', () => {
  const parts = explained(offered('250-AUTH PLAIN LOGIN PLAIN'))?.parts ?? [];
  expect(parts.map(({ name }) => name)).toEqual(['PLAIN', 'LOGIN']);
});

test('a login is explained by the mechanism that it names', () => {
  const login = line({ from: 'client', kind: 'command', text: 'AUTH plain ****', verb: 'AUTH' });
  expect(explained(login)?.parts).toMatchObject([
    { name: 'PLAIN', sentence: expect.stringContaining('at once') },
  ]);
  expect(explained({ ...login, text: 'AUTH c2VjcmV0' })?.parts).toEqual([]);
});

test('a login is refused for what its mechanism shows', () => {
  const refused = line({ text: '535 5.7.8 no', code: 535, enhanced: '5.7.8', answered: 'AUTH', exchange: 3 });
  const login: Login = { mechanism: 'XOAUTH2', user: 'me', outcome: 'refused', exchange: 3 };
  expect(explainLine(refused, login)?.attempt).toContain('new token');
  expect(explainLine(refused, { ...login, exchange: 4 })?.attempt).not.toContain('new token');
});

test('a refusal says why it may be, and what to try', () => {
  const explanation = explained(
    line({ text: '550 5.7.1 Relay access denied', code: 550, enhanced: '5.7.1', answered: 'RCPT' }),
  );
  expect(explanation?.sentence).toMatch(/refuses this recipient/);
  expect(explanation?.cause).toBeTruthy();
  expect(explanation?.attempt).toBeTruthy();
});

test('a refused recipient is not told to log in when the client had', () => {
  const refused = line({
    text: '550 5.7.1 Relay access denied',
    code: 550,
    enhanced: '5.7.1',
    answered: 'RCPT',
    exchange: 5,
  });
  const login: Login = { mechanism: 'PLAIN', user: 'me', outcome: 'accepted', exchange: 3 };
  expect(explained(refused)?.attempt).toMatch(/^Log in/);
  expect(explainLine(refused, login)?.attempt).not.toMatch(/log in/i);
  expect(explainLine(refused, { ...login, outcome: 'refused' })?.attempt).toMatch(/^Log in/);
  expect(explainLine(refused, { ...login, exchange: 6 })?.attempt).toMatch(/^Log in/);
});

test('the lines of the answer to EHLO are capabilities, but for the first', () => {
  expect(explained(offered('250-SIZE 35882577'))?.sentence).toMatch(/35,882,577 bytes/);
  expect(explained(offered('250-8bitmime'))?.sentence).toMatch(/beyond ASCII/);
  expect(explained(offered('250 PIPELINING'))?.sentence).toMatch(/several commands/i);
  expect(explained(offered('250-mx1.example.com Hello'))?.sentence).not.toMatch(/capability/);
  expect(explained(offered('250-localhost'))?.sentence).not.toMatch(/capability/);
});

test('a reply of 250 to anything else is no capability', () => {
  expect(explained(line({ text: '250 OK', code: 250, answered: 'RSET' }))?.sentence).not.toMatch(
    /capability/,
  );
});

test('content, secrets and what cannot be read are not explained', () => {
  for (const kind of ['content', 'authentication', 'opaque'] as const) {
    expect(explained(line({ from: 'client', kind, text: 'x' }))).toBeNull();
  }
  expect(explained(line({ from: 'client', kind: 'command', text: '', verb: '' }))).toBeNull();
});

test('what the spy says of itself is not explained as a server’s refusal', () => {
  const blocked = '554 5.7.1 SMTP Spy: 192.0.2.7 is on the block list';
  const explanation = explained(line({ text: blocked, code: 554, enhanced: '5.7.1', injected: true }));
  expect(explanation?.sentence).toMatch(/^SMTP Spy itself says this, and not the server\./);
  expect(explanation?.cause).toBeUndefined();
  const ruled = line({ text: '451 4.7.1 Come back later', code: 451, enhanced: '4.7.1', injected: true });
  expect(explained(ruled)?.sentence).toMatch(/^SMTP Spy itself says this in the server’s place\. The server/);
});
