import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RuleSet } from '../../../../app/rules/rule-set.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { ruleSet } from '../../rules/asked.ts';
import { closed, data, ended } from '../relay-script.ts';
import { asked, askerFor, ruled, RuledConversation } from '../ruled.ts';

const watch = { name: 'watch', when: 'cmd:XYZZY', do: [{ action: 'drop' }] };
const MAIL = 'MAIL FROM:<a@x>\r\n';
const RCPT = 'RCPT TO:<b@x>\r\n';

describe('a conversation in step', () => {
  test('lets the server greet first, and gives it one command at a time', () => {
    const talk = ruled(watch);
    expect(talk.client('EHLO me\r\n')).toEqual({});
    expect(talk.server('220 hi\r\n')).toEqual({ client: '220 hi\r\n', server: 'EHLO me\r\n' });
    expect(talk.server('250-mx\r\n')).toEqual({});
    expect(talk.client(`${MAIL}${RCPT}DATA\r\n`)).toEqual({});
    expect(talk.server('250 SIZE\r\n')).toEqual({ client: '250-mx\r\n250 SIZE\r\n', server: MAIL });
    expect(talk.server('250 1\r\n')).toEqual({ client: '250 1\r\n', server: RCPT });
    expect(talk.server('250 2\r\n')).toEqual({ client: '250 2\r\n', server: 'DATA\r\n' });
  });

  test('lets content go on as it comes, and what is behind it wait', () => {
    const talk = ruled(watch).greeted();
    talk.client('DATA\r\n');
    expect(talk.server('354 go\r\n')).toEqual({ client: '354 go\r\n' });
    expect(talk.client('Subject: x\r\n\r\nHel')).toEqual({ server: 'Subject: x\r\n\r\nHel' });
    expect(talk.client('lo\r\n.\r\nQUIT\r\n')).toEqual({ server: 'lo\r\n.\r\n' });
    expect(talk.server('250 taken\r\n')).toEqual({ client: '250 taken\r\n', server: 'QUIT\r\n' });
  });

  test('waits for the replies about each recipient, as LMTP has them', () => {
    const talk = ruled(watch);
    talk.server('220 lmtp\r\n');
    talk.client('LHLO me\r\n');
    talk.server('250-lmtp\r\n250 PIPELINING\r\n');
    talk.client(`${MAIL}${RCPT}${RCPT}DATA\r\n`);
    for (const reply of ['250 1\r\n', '250 2\r\n', '250 3\r\n', '354 go\r\n']) talk.server(reply);
    talk.client(`Subject: x\r\n.\r\n${MAIL}`);
    expect(talk.server('250 for one\r\n')).toEqual({ client: '250 for one\r\n' });
    expect(talk.server('452 for the other\r\n')).toEqual({ client: '452 for the other\r\n', server: MAIL });
  });

  test('waits for the replies about each recipient, as PRDR has them', () => {
    const talk = ruled(watch).greeted();
    talk.client(`MAIL FROM:<a@x> PRDR\r\n${RCPT}DATA\r\n`);
    for (const reply of ['250 1\r\n', '250 2\r\n', '354 go\r\n']) talk.server(reply);
    talk.client('Subject: x\r\n.\r\nQUIT\r\n');
    expect(talk.server('353 for each\r\n250 for one\r\n')).toEqual({
      client: '353 for each\r\n250 for one\r\n',
    });
    expect(talk.server('250 taken\r\n')).toEqual({ client: '250 taken\r\n', server: 'QUIT\r\n' });
  });

  test('counts the bytes of chunks, which follow their command at once', () => {
    const talk = ruled(watch).greeted();
    expect(talk.client('BDAT 6\r\nQUIT\r\nBDAT 0 LAST\r\n')).toEqual({ server: 'BDAT 6\r\nQUIT\r\n' });
    expect(talk.server('250 6\r\n')).toEqual({ client: '250 6\r\n', server: 'BDAT 0 LAST\r\n' });
  });

  test('lets a command go on that is too long to be waited for, and waits for one answer to it', () => {
    const talk = ruled(watch).greeted();
    const piece = 'X'.repeat(70_000);
    expect(talk.client(piece)).toEqual({ server: piece });
    expect(talk.client(piece)).toEqual({ server: piece });
    expect(talk.client(`${MAIL}${RCPT}`)).toEqual({ server: MAIL });
    expect(talk.server('500 5.5.2 line too long\r\n')).toEqual({
      client: '500 5.5.2 line too long\r\n',
      server: RCPT,
    });
  });

  test('goes on behind a command that was refused for its length before it was over', () => {
    const talk = ruled(watch).greeted();
    const piece = 'X'.repeat(70_000);
    talk.client(piece);
    expect(talk.server('500 too long\r\n')).toEqual({ client: '500 too long\r\n' });
    expect(talk.client(`${piece}\r\n${MAIL}`)).toEqual({ server: `${piece}\r\n${MAIL}` });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n' });
  });

  test('lets the server speak unasked', () => {
    const talk = ruled(watch).greeted();
    expect(talk.server('421 going down\r\n')).toEqual({ client: '421 going down\r\n' });
  });

  test('does not hold up a server that says no more, or a client that does', () => {
    const talk = ruled(watch).greeted();
    talk.client('QUIT');
    talk.relay.on(ended('client'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'end', to: 'server' });
    expect(talk.relay.saidTo('server')).toContain('QUIT');
    talk.relay.on(ended('server'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'end', to: 'client' });
  });

  test('passes what it sees byte for byte, however it is cut', () => {
    const client = `EHLO me\r\n${MAIL}${RCPT}DATA\r\nA\xe9\0\r\n..b\nc\r\n.\r\nBDAT 4 LAST\r\n.\r\n.NOOP\r\nQUIT\r\n`;
    const server =
      '220 hi\r\n250-mx\r\n250 X\r\n250 1\r\n250 2\r\n354 go\r\n250 in\r\n250 4\r\n250 5\r\n221 bye\r\n';
    for (const size of [1, 2, 3, 7, 1_000]) {
      const talk = ruled(watch);
      const pieces = (words: string) => words.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      for (const piece of pieces(client)) talk.client(piece);
      for (const piece of pieces(server)) talk.server(piece);
      expect([size, talk.relay.saidTo('server'), talk.relay.saidTo('client')]).toEqual([
        size,
        client,
        server,
      ]);
    }
  });

  test('ends when the last rule is switched off, at the next safe point', () => {
    let rules = ruleSet([watch]);
    const talk = new RuledConversation(() => rules).greeted();
    talk.client(`${MAIL}${RCPT}`);
    rules = new RuleSet([]);
    talk.server('250 1\r\n');
    talk.server('250 2\r\n');
    expect(talk.client(`${MAIL}${RCPT}`)).toEqual({ server: `${MAIL}${RCPT}` });
  });

  test('a client that leaves while it waits leaves what it said in the record', () => {
    const talk = ruled({ name: 'slow', when: '', do: [{ action: 'delay', ms: 500 }] });
    talk.server('220 hi\r\n');
    talk.client('EHLO me\r\nNOOP\r\n');
    talk.relay.on(closed('client'));
    expect(talk.record).toContain('c> NOOP (withheld)');
    expect(talk.wait()).toEqual({});
  });
});

describe('messages in chunks', () => {
  const OFFER = '250-mx\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 BINARYMIME\r\n';
  const looksIn = {
    name: 'rewrite',
    when: '',
    do: [{ action: 'replace', in: 'content', pattern: 'a', with: 'b' }],
  };
  const unseen = (talk: RuledConversation) =>
    talk.relay.events.filter((event) => event.event === 'error' && event.code === 'chunks-unseen');

  function offeredTo(talk: RuledConversation): string {
    talk.server('220 mx\r\n');
    talk.client('EHLO me\r\n');
    return talk.server(OFFER).client ?? '';
  }

  test('are offered while nobody looks into messages', () => {
    expect(offeredTo(ruled(watch))).toBe(OFFER);
  });

  test.each([
    ['a rule for lines of content', ruled(looksIn)],
    ['a rule for whole messages', ruled({ name: 'keep', when: '', do: [{ action: 'save', folder: 'x' }] })],
    ['somebody who is asked for lines', asked(askerFor(() => false, { looksAtContent: true }))],
    ['somebody who is asked for messages', asked(askerFor(() => false, { gathers: true }))],
  ])('are not offered while %s may look into them, and the record says so', (_, talk) => {
    expect(offeredTo(talk)).toBe('250-mx\r\n250 PIPELINING\r\n');
    expect(talk.record.slice(-4)).toEqual([
      '# as: 250 PIPELINING',
      's< 250-PIPELINING',
      's< 250-CHUNKING (withheld)',
      's< 250 BINARYMIME (withheld)',
    ]);
  });

  test('go on as they are where a client sends them all the same, and that is told once for each', () => {
    const talk = ruled(looksIn).greeted();
    const message = `${MAIL}${RCPT}BDAT 2\r\naaBDAT 1 LAST\r\na`;
    talk.client(message + message);
    for (let replies = 0; replies < 8; replies += 1) talk.server('250 ok\r\n');
    expect(talk.relay.saidTo('server')).toBe(`EHLO me\r\n${message}${message}`);
    expect(unseen(talk)).toHaveLength(2);
  });

  test('are nothing to tell of while nobody looks into messages', () => {
    const talk = ruled(watch).greeted();
    talk.client('BDAT 1 LAST\r\na');
    expect(unseen(talk)).toEqual([]);
  });
});

describe('a rule', () => {
  test('answers instead of the server, and both sides stay in step', () => {
    const reply = { action: 'reply', code: 550, enhanced: '5.7.1', text: 'Not from you' };
    const talk = ruled({ name: 'ban', when: 'cmd:MAIL from:*@bad.example', do: [reply] }).greeted();
    expect(talk.client('MAIL FROM:<a@bad.example>\r\nQUIT\r\n')).toEqual({
      client: '550 5.7.1 Not from you\r\n',
      server: 'QUIT\r\n',
    });
    expect(talk.record.slice(6)).toEqual([
      'c> MAIL FROM:<a@bad.example> (withheld)',
      '# ban: reply at 7',
      's< 550 5.7.1 Not from you (injected)',
      'c> QUIT',
    ]);
  });

  test('writes commands anew, and what was said stays in the record', () => {
    const replace = { action: 'replace', in: 'command', pattern: 'b@x', with: 'c@y' };
    const talk = ruled({ name: 'swap', when: 'cmd:RCPT', do: [replace] }).greeted();
    expect(talk.client(RCPT)).toEqual({ server: 'RCPT TO:<c@y>\r\n' });
    expect(talk.record.slice(-3)).toEqual([
      '# as: RCPT TO:<c@y>',
      'c> RCPT TO:<b@x>',
      '# swap: replace at 7',
    ]);
  });

  test('hides a capability and offers another', () => {
    const rule = {
      name: 'offer',
      when: 'kind:reply',
      do: [
        { action: 'remove-capability', capability: 'STARTTLS' },
        { action: 'insert-capability', capability: 'CHUNKING' },
      ],
    };
    const talk = ruled(rule);
    talk.server('220 mx\r\n');
    talk.client('EHLO me\r\n');
    expect(talk.server('250-mx\r\n250-STARTTLS\r\n250 SIZE 5\r\n')).toEqual({
      client: '250-mx\r\n250-SIZE 5\r\n250 CHUNKING\r\n',
    });
    expect(talk.record.filter((line) => !line.startsWith('c>')).slice(1)).toEqual([
      's< 250-mx',
      's< 250-STARTTLS (withheld)',
      '# as: 250-SIZE 5',
      's< 250 SIZE 5',
      's< 250 CHUNKING (injected)',
      '# offer: remove-capability at 5',
      '# offer: insert-capability at 5',
    ]);
  });

  test('adds a recipient behind the one that was taken, and keeps the reply to that to itself', () => {
    const talk = ruled({
      name: 'copy',
      when: 'cmd:RCPT',
      do: [{ action: 'add-recipient', path: 'spy@x' }],
      first: 1,
    });
    talk.greeted();
    talk.client(`${MAIL}${RCPT}DATA\r\n`);
    talk.server('250 1\r\n');
    expect(talk.server('250 2\r\n')).toEqual({ client: '250 2\r\n', server: 'RCPT TO:<spy@x>\r\n' });
    expect(talk.server('250 3\r\n')).toEqual({ server: 'DATA\r\n' });
    expect(talk.server('354 go\r\n')).toEqual({ client: '354 go\r\n' });
  });

  test('leaves a recipient out', () => {
    const talk = ruled({ name: 'without', when: 'cmd:RCPT', do: [{ action: 'remove-recipient' }] }).greeted();
    expect(talk.client(RCPT)).toEqual({ client: '250 2.1.5 Ok\r\n' });
  });

  test('writes content anew, line by line, as it passes', () => {
    const replace = { action: 'replace', in: 'content', pattern: 'secret', with: '.******' };
    const talk = ruled({ name: 'hide', when: 'secret', do: [replace] }).greeted();
    talk.client('DATA\r\n');
    talk.server('354 go\r\n');
    expect(talk.client('one\r\nsecret\r\n..dots\r\n')).toEqual({ server: 'one\r\n..******\r\n..dots\r\n' });
    expect(talk.client('.\r\n')).toEqual({ server: '.\r\n' });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n' });
  });

  test('does not announce a size that it may change', () => {
    const replace = { action: 'replace', in: 'content', pattern: 'a', with: 'bb' };
    const talk = ruled({ name: 'grow', when: 'a', do: [replace] }).greeted();
    expect(talk.client('MAIL FROM:<a@x> SIZE=500\r\n')).toEqual({ server: 'MAIL FROM:<a@x>\r\n' });
  });

  test('puts a header into a message, which is gathered first', () => {
    const insert = { action: 'insert-header', name: 'X-Seen', value: 'yes' };
    const talk = ruled({ name: 'mark', when: '/Subject: x/', do: [insert] }).greeted();
    talk.client(RCPT);
    talk.server('250 2\r\n');
    expect(talk.client('DATA\r\n')).toEqual({
      client: '354 End data with <CR><LF>.<CR><LF>\r\n',
    });
    expect(talk.client('Subject: x\r\n\r\nHi\r\n.\r\nQUIT\r\n')).toEqual({ server: 'DATA\r\n' });
    expect(talk.server('354 go\r\n')).toEqual({ server: 'X-Seen: yes\r\nSubject: x\r\n\r\nHi\r\n.\r\n' });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n', server: 'QUIT\r\n' });
    expect(talk.record.slice(8)).toEqual([
      'c> DATA',
      's< 354 End data with <CR><LF>.<CR><LF> (injected)',
      '# mark: insert-header at 11',
      'c> X-Seen: yes (injected)',
      'c> Subject: x',
      'c> ',
      'c> Hi',
      'c> .',
      's< 250 ok',
      'c> QUIT',
    ]);
  });

  test('keeps a message in a folder as it goes on, and says where it cannot', async () => {
    const folder = await temporaryFolder();
    const talk = ruled(
      {
        name: 'keep',
        when: 'kind:content',
        do: [{ action: 'save', folder: join(folder, 'kept') }],
        first: 1,
      },
      {
        name: 'mark',
        when: 'kind:content',
        do: [{ action: 'insert-header', name: 'X-Seen', value: 'yes' }],
        first: 1,
      },
    ).greeted();
    talk.client(`${RCPT}DATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\n`);
    talk.server('250 2\r\n');
    const [name = ''] = await readdir(join(folder, 'kept'));
    expect(name).toMatch(/^\d{8}-\d{6}-\d+-\d+\.eml$/);
    expect(await readFile(join(folder, 'kept', name), 'latin1')).toBe(
      'X-Seen: yes\r\nSubject: x\r\n\r\n.dot\r\n',
    );

    const nowhere = join(folder, 'kept', name, 'inside');
    const other = ruled({
      name: 'keep',
      when: 'kind:content',
      do: [{ action: 'save', folder: nowhere }],
    }).greeted();
    other.client(`${RCPT}DATA\r\nHi\r\n.\r\n`);
    expect(other.server('250 2\r\n').server).toBe('DATA\r\n');
    expect(other.relay.events).toContainEqual(
      expect.objectContaining({ event: 'error', code: 'ENOTDIR', side: 'spy' }),
    );
  });

  test('refuses a message for what it says; the server never sees it', () => {
    const reply = { action: 'reply', code: 554, text: 'No spam' };
    const talk = ruled({ name: 'spam', when: 'kind:content winner', do: [reply] }).greeted();
    talk.client(RCPT);
    talk.server('250 2\r\n');
    talk.client('DATA\r\n');
    expect(talk.client('You are the winner\r\n.\r\nQUIT\r\n')).toEqual({
      client: '554 No spam\r\n',
      server: 'RSET\r\n',
    });
    expect(talk.server('250 reset\r\n')).toEqual({ server: 'QUIT\r\n' });
  });

  test('refuses a message for what its header says, folded and encoded, and for its attachments', () => {
    const reply = { action: 'reply', code: 554, text: 'Not this' };
    const spam = { name: 'spam', when: 'header:subject="free café"', do: [reply] };
    const files = { name: 'files', when: 'has:attachment', do: [reply] };
    const say = (content: string) => {
      const talk = ruled(spam, files).greeted();
      talk.client(RCPT);
      talk.server('250 2\r\n');
      talk.client('DATA\r\n');
      return talk.client(`${content}\r\n.\r\n`);
    };
    const refused = { client: '554 Not this\r\n', server: 'RSET\r\n' };
    expect(say('Subject: Free\r\n =?utf-8?Q?Caf=C3=A9?=\r\n\r\nHi')).toEqual(refused);
    expect(say('Content-Type: application/zip\r\n\r\nHi')).toEqual(refused);
    expect(say('Subject: Lunch\r\n\r\nSubject: free café')).toEqual({ server: 'DATA\r\n' });
  });

  test('hands on the refusal of a server that does not want a gathered message', () => {
    const insert = { action: 'insert-header', name: 'X-Seen', value: 'yes' };
    const talk = ruled({ name: 'mark', when: 'kind:content', do: [insert] }).greeted();
    talk.client(`${RCPT}DATA\r\nHi\r\n.\r\nQUIT\r\n`);
    talk.server('250 2\r\n');
    expect(talk.server('554 no recipients\r\n')).toEqual({
      client: '554 no recipients\r\n',
      server: 'QUIT\r\n',
    });
  });

  test('looks into a message whose recipients were taken before a second MAIL was refused', () => {
    const reply = { action: 'reply', code: 554, text: 'Not this' };
    const talk = ruled({ name: 'spam', when: 'kind:content winner', do: [reply] }).greeted();
    talk.client(RCPT);
    talk.server('250 taken\r\n');
    talk.client('MAIL FROM:<b@x.example>\r\n');
    talk.server('503 Sender already given\r\n');
    expect(talk.client('DATA\r\n')).toEqual({ client: '354 End data with <CR><LF>.<CR><LF>\r\n' });
    expect(talk.client('You are the winner\r\n.\r\n')).toEqual({
      client: '554 Not this\r\n',
      server: 'RSET\r\n',
    });
  });

  test('does not ask for a message that the server would refuse for want of recipients', () => {
    const insert = { action: 'insert-header', name: 'X-Seen', value: 'yes' };
    const talk = ruled({ name: 'mark', when: 'kind:content', do: [insert] }).greeted();
    expect(talk.client('DATA\r\nQUIT\r\n')).toEqual({ server: 'DATA\r\n' });
    expect(talk.server('503 no recipients\r\n')).toEqual({
      client: '503 no recipients\r\n',
      server: 'QUIT\r\n',
    });
  });

  test('lets a line wait, and all behind it', () => {
    const talk = ruled({ name: 'slow', when: 'code:220', do: [{ action: 'delay', ms: [100, 300] }] });
    expect(talk.server('220 hi\r\n')).toEqual({});
    expect(talk.relay.commands.filter(({ type }) => type === 'wait')).toMatchObject([{ ms: 200 }]);
    expect(talk.client('QUIT\r\n')).toEqual({});
    expect(talk.wait()).toEqual({ client: '220 hi\r\n', server: 'QUIT\r\n' });
  });

  test('lets content pass at a pace', () => {
    const slow = { name: 'slow', when: 'cmd:DATA', do: [{ action: 'throttle', bytesPerSecond: 100 }] };
    const talk = ruled(slow).greeted();
    talk.client('DATA\r\n');
    talk.wait();
    talk.server('354 go\r\n');
    expect(talk.client(`${'x'.repeat(18)}\r\n.\r\n`)).toEqual({});
    expect(talk.wait()).toEqual({ server: 'x'.repeat(10) });
    expect(talk.wait()).toEqual({ server: `${'x'.repeat(8)}\r\n` });
    expect(talk.wait()).toEqual({ server: '.\r\n' });
  });

  test('swallows a command, and the client may go on', () => {
    const talk = ruled({ name: 'deaf', when: 'cmd:NOOP', do: [{ action: 'drop' }] }).greeted();
    expect(talk.client('NOOP\r\nQUIT\r\n')).toEqual({ server: 'QUIT\r\n' });
  });

  test('ends the conversation, politely or not', () => {
    const polite = ruled({
      name: 'end',
      when: 'cmd:MAIL',
      do: [{ action: 'close', text: 'Enough' }],
    }).greeted();
    expect(polite.client(MAIL)).toEqual({ client: '421 4.7.0 Enough\r\n' });
    expect(polite.relay.commands.slice(-2)).toEqual([
      { type: 'close', side: 'client', reset: false },
      { type: 'close', side: 'server', reset: false },
    ]);
    polite.relay.on(closed('client')).on(closed('server'));
    expect(polite.relay.events.at(-1)).toEqual({
      event: 'closed',
      by: 'spy',
      how: 'rule',
      text: 'The rule “end” ended the conversation.',
    });
    const rude = ruled({ name: 'end', when: 'cmd:MAIL', do: [{ action: 'close', how: 'reset' }] }).greeted();
    expect(rude.client(MAIL)).toEqual({});
    expect(rude.relay.commands.at(-1)).toEqual({ type: 'close', side: 'server', reset: true });
  });

  test('breaks the connection in the middle of content', () => {
    const lost = { name: 'lost', when: 'cmd:DATA', do: [{ action: 'close', how: 'reset', afterBytes: 10 }] };
    const talk = ruled(lost).greeted();
    expect(talk.client('DATA\r\n')).toEqual({ server: 'DATA\r\n' });
    talk.server('354 go\r\n');
    expect(talk.client('12345\r\n')).toEqual({ server: '12345\r\n' });
    expect(talk.client('67890\r\n.\r\n')).toEqual({ server: '678' });
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'close', side: 'server', reset: true });
  });

  test('breaks it once so much has gone, also where the rule means each line', () => {
    const each = {
      name: 'lost',
      when: 'kind:content',
      do: [{ action: 'close', how: 'reset', afterBytes: 10 }],
    };
    const talk = ruled(each).greeted();
    talk.client('DATA\r\n');
    talk.server('354 go\r\n');
    expect(talk.client('12345\r\n')).toEqual({ server: '12345\r\n' });
    expect(talk.client('67890\r\nabc\r\n.\r\n')).toEqual({ server: '678' });
    expect(talk.record.filter((words) => words.startsWith('# lost'))).toHaveLength(1);
  });

  test('falls silent', () => {
    const talk = ruled({ name: 'mute', when: 'cmd:MAIL', do: [{ action: 'stall' }] }).greeted();
    expect(talk.client(`${MAIL}${RCPT}`)).toEqual({});
    expect(talk.server('421 too slow\r\n')).toEqual({});
    talk.relay.on(data('client', 'QUIT\r\n')).on(closed('client'));
    expect(talk.relay.commands.some((command) => command.type === 'close' && command.side === 'server')).toBe(
      true,
    );
  });

  test('meets a reply once, however many lines that has', () => {
    const talk = ruled(
      { name: 'second', when: 'kind:reply', do: [{ action: 'note', text: 'here' }], skip: 1, first: 1 },
      { name: 'second', when: 'kind:reply', do: [{ action: 'note', text: 'here, too' }], skip: 1, first: 1 },
    ).greeted('250-mx\r\n250-SIZE\r\n250 HELP\r\n');
    talk.client('NOOP\r\n');
    talk.server('250-more\r\n250 lines\r\n');
    expect(talk.record.filter((words) => words.startsWith('# second'))).toEqual([
      '# second: note at 5',
      '# second: note at 5',
    ]);
  });

  test('only says something: nothing changes', () => {
    const talk = ruled({ name: 'see', when: 'code:250', do: [{ action: 'alert', text: 'yes' }] }).greeted();
    expect(talk.record.slice(-5)).toEqual([
      's< 250-mx.example',
      's< 250-PIPELINING',
      's< 250-STARTTLS',
      's< 250 SIZE 1000',
      '# see: alert at 6',
    ]);
  });
});
