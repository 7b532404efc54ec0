import { describe, expect, test } from 'vitest';
import type { Inquiry, Verdict } from '../../../../app/relay/inquiry.ts';
import { ruleSet } from '../../rules/asked.ts';
import { closed, data, ended, secured } from '../relay-script.ts';
import { asked, askerFor, PassingConversation, relayRulesOf, RuledConversation } from '../ruled.ts';
import { PASS_THROUGH, type RelaySecurity } from '../../../../app/relay/security.ts';

const MAIL = 'MAIL FROM:<a@x>\r\n';
const RCPT = 'RCPT TO:<b@x>\r\n';
const GO_ON: Verdict = { type: 'go-on' };

const isCommand = ({ matter }: Inquiry) => matter.type === 'command';
const isReply = ({ matter }: Inquiry) => matter.type === 'reply';
const isMessage = ({ matter }: Inquiry) => matter.type === 'message';
const isVerb = (verb: string) => (inquiry: Inquiry) => isCommand(inquiry) && inquiry.verb === verb;

function instead(words: string): Verdict {
  return { type: 'instead', bytes: Buffer.from(words, 'latin1') };
}

function answer(code: number, text: string): Verdict {
  return { type: 'end', end: { action: 'reply', code, text }, by: 'a person' };
}

function sentIn({ matter }: Inquiry): string {
  switch (matter.type) {
    case 'connection':
      return '';
    case 'message':
      return Buffer.concat([...matter.content()]).toString('latin1');
    case 'command':
    case 'reply':
    case 'content-line':
      return matter.sent.toString('latin1');
  }
}

/** A conversation up to where content is asked for. */
function upToContent(talk: RuledConversation): RuledConversation {
  talk.greeted();
  for (const command of [MAIL, RCPT]) {
    talk.client(command);
    talk.server('250 ok\r\n');
  }
  talk.client('DATA\r\n');
  return talk;
}

describe('a command that is asked about', () => {
  test('waits, with all that the client says behind it, and goes on as it was', () => {
    const talk = asked(askerFor(isVerb('MAIL'))).greeted();
    expect(talk.client(`${MAIL}${RCPT}`)).toEqual({});
    expect(talk.asked.map(sentIn)).toEqual([MAIL]);
    expect(talk.asked[0]?.line).toMatchObject({ n: 7, phase: 'envelope', verb: 'MAIL' });
    expect(talk.asked[0]?.session().hello).toBe('me');
    expect(talk.decide(GO_ON)).toEqual({ server: MAIL });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n', server: RCPT });
  });

  test('is followed in the record by what is noted of the verdicts, in their order', () => {
    const talk = asked(askerFor(isVerb('NOOP')), askerFor(isVerb('NOOP'))).greeted();
    const noted = (text: string) =>
      ({ event: 'hook', hook: 'onCommand', action: 'drop', severity: 'note', line: 7, text }) as const;
    talk.client('NOOP\r\n');
    talk.decide({ type: 'instead', bytes: Buffer.from('NOOP 1\r\n'), events: [noted('one')] });
    talk.decide({ type: 'end', end: { action: 'drop' }, by: 'a hook', events: [noted('two')] });
    const told = talk.relay.commands.flatMap((command) => {
      if (command.type === 'record-bytes') return [command.bytes.toString('latin1')];
      return command.type === 'record-event' && command.event.event === 'hook' ? [command.event.text] : [];
    });
    expect(told.slice(-3)).toEqual(['NOOP\r\n', 'one', 'two']);
  });

  test('comes with the command that is answered, and with what the server has accepted so far', () => {
    const talk = asked(askerFor((inquiry) => isReply(inquiry) && inquiry.verb === 'RCPT')).greeted();
    for (const line of [MAIL, RCPT]) {
      talk.client(line);
      talk.server('250 ok\r\n');
    }
    const [inquiry] = talk.asked;
    expect(inquiry?.command?.toString()).toBe(RCPT);
    expect(inquiry?.envelope()).toEqual({ from: 'a@x', to: ['b@x'] });
  });

  test('does not keep the server from speaking, or from going away', () => {
    const talk = asked(askerFor(isVerb('MAIL'))).greeted();
    talk.client(MAIL);
    expect(talk.server('421 going down\r\n')).toEqual({ client: '421 going down\r\n' });
    talk.relay.on(ended('server'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'end', to: 'client' });
    expect(talk.decide(GO_ON)).toEqual({ server: MAIL });
  });

  test('goes on as another, and both stand in the record', () => {
    const talk = asked(askerFor(isVerb('RCPT'))).greeted();
    talk.client(RCPT);
    expect(talk.decide(instead('RCPT TO:<c@y>\r\n'))).toEqual({ server: 'RCPT TO:<c@y>\r\n' });
    expect(talk.record.slice(-2)).toEqual(['# as: RCPT TO:<c@y>', 'c> RCPT TO:<b@x>']);
  });

  test('is answered, and the server never hears of it', () => {
    const talk = asked(askerFor(isVerb('RCPT'))).greeted();
    talk.client(`${RCPT}QUIT\r\n`);
    expect(talk.decide(answer(550, 'No'))).toEqual({ client: '550 No\r\n', server: 'QUIT\r\n' });
    expect(talk.record.slice(-3)).toEqual(['c> RCPT TO:<b@x> (withheld)', 's< 550 No (injected)', 'c> QUIT']);
  });

  test('is swallowed', () => {
    const talk = asked(askerFor(isVerb('RCPT'))).greeted();
    talk.client(`${RCPT}QUIT\r\n`);
    expect(talk.decide({ type: 'end', end: { action: 'drop' }, by: 'a person' })).toEqual({
      server: 'QUIT\r\n',
    });
  });

  test('is what the conversation ends with, and nothing behind it goes on', () => {
    const talk = asked(askerFor(isVerb('MAIL'))).greeted();
    talk.client(`${MAIL}${RCPT}`);
    const close = { action: 'close', how: 'politely', text: 'Enough' } as const;
    expect(talk.decide({ type: 'end', end: close, by: 'a person' })).toEqual({
      client: '421 4.7.0 Enough\r\n',
    });
    talk.relay.on(closed('server')).on(closed('client'));
    expect(talk.record).toContain('c> RCPT TO:<b@x> (withheld)');
    expect(talk.relay.events.at(-1)).toMatchObject({
      event: 'closed',
      text: 'A person ended the conversation.',
    });
  });

  test('stays in the record when the client goes away, and nobody need decide any more', () => {
    for (const leaves of [ended('client'), closed('client')]) {
      const talk = asked(askerFor(isVerb('MAIL'))).greeted();
      talk.client(MAIL);
      talk.relay.on(leaves);
      expect(talk.asked).toEqual([]);
      expect(talk.record.at(-1)).toBe('c> MAIL FROM:<a@x> (withheld)');
      expect(talk.relay.commands.some(({ type }) => type === 'end' || type === 'close')).toBe(true);
    }
  });

  test('goes on when its client has said all it has to say at once, and waits for the answers', () => {
    const talk = asked(askerFor(isVerb('MAIL'))).greeted();
    talk.client(`${MAIL}QUIT\r\n`);
    talk.relay.on(ended('client'));
    expect(talk.decide(GO_ON)).toEqual({ server: MAIL });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n', server: 'QUIT\r\n' });
    talk.server('221 bye\r\n');
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'end', to: 'server' });
  });

  test('is the end of it when the program ends, and the client is told', () => {
    const talk = asked(askerFor(isVerb('MAIL'))).greeted();
    talk.client(MAIL);
    talk.relay.on({ type: 'stop' });
    expect(talk.relay.saidTo('client')).toMatch(/421 4\.3\.2 SMTP Spy is being stopped\r\n$/);
    expect(talk.record).toContain('c> MAIL FROM:<a@x> (withheld)');
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'finish' });
  });
});

describe('a reply that is asked about', () => {
  test('waits, and goes on as it was or as other lines', () => {
    const talk = asked(askerFor((inquiry) => isReply(inquiry) && inquiry.verb === 'EHLO'));
    talk.server('220 mx\r\n');
    talk.client('EHLO me\r\n');
    expect(talk.server('250-mx\r\n250-SIZE\r\n250 DSN\r\n')).toEqual({});
    const lines = '250-mx\r\n250-X\r\n250-Y\r\n250 DSN\r\n';
    expect(talk.decide(instead(lines))).toEqual({ client: lines });
    expect(talk.record.filter((line) => !line.startsWith('c>')).slice(1)).toEqual([
      's< 250-mx',
      '# as: 250-X',
      's< 250-SIZE',
      's< 250-Y (injected)',
      's< 250 DSN',
    ]);
  });

  test('holds up what comes behind it: the end of the connection, too', () => {
    const talk = asked(askerFor(isReply));
    talk.server('554 no\r\n');
    talk.relay.on(ended('server'));
    expect(talk.relay.commands.some(({ type }) => type === 'end')).toBe(false);
    expect(talk.decide(GO_ON)).toEqual({ client: '554 no\r\n' });
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'end', to: 'client' });
  });

  test('keeps the code after which both sides do something together', () => {
    const talk = upToContent(asked(askerFor((inquiry) => isReply(inquiry) && inquiry.verb === 'DATA')));
    talk.server('354 go\r\n');
    expect(talk.decide(instead('550 no\r\n'))).toEqual({ client: '354 go\r\n' });
    expect(talk.relay.events).toContainEqual(expect.objectContaining({ code: 'out-of-step' }));
    expect(talk.client('Hello\r\n.\r\n')).toEqual({ server: 'Hello\r\n.\r\n' });
  });
});

describe('content that is asked about', () => {
  const gathers = { gathers: true, changesContent: true };

  test('is shown as it is meant, and goes on line by line with its dots', () => {
    const talk = upToContent(
      asked(askerFor((inquiry) => inquiry.matter.type === 'content-line', { looksAtContent: true })),
    );
    talk.server('354 go\r\n');
    expect(talk.client('..a\r\nb\r\nc\r\n.\r\nQUIT\r\n')).toEqual({});
    expect(talk.asked.map(sentIn)).toEqual(['.a\r\n']);
    expect(talk.decide(GO_ON)).toEqual({ server: '..a\r\n' });
    expect(talk.decide(instead('.x\r\n.y\r\n'))).toEqual({ server: '..x\r\n..y\r\n' });
    expect(talk.decide(instead(''))).toEqual({ server: '.\r\n' });
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n', server: 'QUIT\r\n' });
  });

  test('goes on as another message, of which the record tells line by line', () => {
    const talk = upToContent(asked(askerFor(isMessage, gathers)));
    expect(talk.client('Subject: a\r\n\r\n..dot\r\nbye\r\n.\r\n')).toEqual({});
    expect(talk.asked.map(sentIn)).toEqual(['Subject: a\r\n\r\n.dot\r\nbye\r\n']);
    expect(talk.decide(instead('Subject: b\r\nX: y\r\n\r\n.dot\r\n.end'))).toEqual({ server: 'DATA\r\n' });
    expect(talk.server('354 go\r\n')).toEqual({
      server: 'Subject: b\r\nX: y\r\n\r\n..dot\r\n..end\r\n.\r\n',
    });
    expect(talk.record.slice(-8)).toEqual([
      '# as: Subject: b',
      'c> Subject: a',
      'c> X: y (injected)',
      'c> ',
      'c> ..dot',
      '# as: ..end',
      'c> bye',
      'c> .',
    ]);
    expect(talk.server('250 ok\r\n')).toEqual({ client: '250 ok\r\n' });
  });

  test('comes to the next one who is asked as the last has left it, and as large', () => {
    const talk = upToContent(asked(askerFor(isMessage, gathers), askerFor(isMessage, gathers)));
    talk.client('Hello\r\n.\r\n');
    talk.decide(instead('Hello and much more\r\n'));
    expect(talk.asked.map(sentIn)).toEqual(['Hello and much more\r\n']);
    expect(talk.asked[0]?.matter).toMatchObject({ size: 21 });
  });

  test('is answered as a whole, and the server is kept in step', () => {
    const talk = upToContent(asked(askerFor(isMessage, gathers)));
    talk.client('Hello\r\n.\r\n');
    expect(talk.decide(answer(554, 'Not this'))).toEqual({ client: '554 Not this\r\n', server: 'RSET\r\n' });
    expect(talk.server('250 reset\r\n')).toEqual({});
    expect(talk.client('QUIT\r\n')).toEqual({ server: 'QUIT\r\n' });
  });

  test('is asked about line by line, and then whole, as the lines were decided', () => {
    const asker = askerFor(({ matter }) => matter.type === 'content-line' || matter.type === 'message', {
      ...gathers,
      looksAtContent: true,
    });
    const talk = upToContent(asked(asker));
    talk.client('one\r\ntwo\r\n.\r\n');
    talk.decide(instead('eins\r\nzwei\r\n'));
    talk.decide(GO_ON);
    expect(talk.asked.map(sentIn)).toEqual(['eins\r\nzwei\r\ntwo\r\n']);
    talk.decide(GO_ON);
    expect(talk.server('354 go\r\n')).toEqual({ server: 'eins\r\nzwei\r\ntwo\r\n.\r\n' });
  });

  test('is announced with no length that may not be true', () => {
    const talk = asked(askerFor(isMessage, gathers)).greeted();
    expect(talk.client('MAIL FROM:<a@x> SIZE=10\r\n')).toEqual({ server: MAIL });
  });
});

describe('those who are asked', () => {
  test('see what those before them have made of it', () => {
    const talk = asked(askerFor(isCommand), askerFor(isCommand));
    talk.server('220 mx\r\n');
    talk.client('EHLO me\r\n');
    talk.decide(instead('EHLO you\r\n'));
    expect(talk.asked.map(sentIn)).toEqual(['EHLO you\r\n']);
    expect(talk.decide(GO_ON)).toEqual({ server: 'EHLO you\r\n' });
  });

  test('come behind the rules, and may overrule what those want done', () => {
    const rules = ruleSet([
      {
        name: 'swap',
        when: 'cmd:RCPT',
        do: [{ action: 'replace', in: 'command', pattern: 'b@', with: 'c@' }],
      },
      { name: 'no', when: 'cmd:VRFY', do: [{ action: 'reply', code: 502, text: 'No' }] },
    ]);
    const talk = new RuledConversation(() => rules, PASS_THROUGH, [askerFor(isCommand)]);
    talk.server('220 mx\r\n');
    talk.client(RCPT);
    expect(talk.asked.map(sentIn)).toEqual(['RCPT TO:<c@x>\r\n']);
    talk.decide(GO_ON);
    talk.server('250 ok\r\n');
    talk.client('VRFY a\r\n');
    expect(talk.asked.map(({ end }) => end?.action)).toEqual(['reply']);
    expect(talk.decide(GO_ON)).toEqual({ client: '502 No\r\n' });
    talk.client('VRFY b\r\n');
    expect(talk.decide(instead('VRFY c\r\n'))).toEqual({ server: 'VRFY c\r\n' });
  });

  test('may turn a client away before any server is looked for', () => {
    const none = ruleSet([]);
    const isConnection = ({ matter }: Inquiry) => matter.type === 'connection';
    const talk = new RuledConversation(() => none, PASS_THROUGH, [askerFor(isConnection)]);
    expect(talk.relay.commands.some(({ type }) => type === 'connect')).toBe(false);
    expect(talk.decide(answer(554, 'Go away'))).toEqual({ client: '554 Go away\r\n' });
    expect(talk.relay.commands.some(({ type }) => type === 'connect')).toBe(false);
  });

  test('turn a client away in TLS where it is to begin with that', () => {
    const none = ruleSet([]);
    const isConnection = ({ matter }: Inquiry) => matter.type === 'connection';
    const inTls: RelaySecurity = { ...PASS_THROUGH, client: 'tls' };
    const talk = new RuledConversation(() => none, inTls, [askerFor(isConnection)]);
    expect(talk.decide(answer(554, 'Go away'))).toEqual({});
    talk.client('\x16\x03\x01');
    expect(talk.relay.commands.at(-1)).toMatchObject({ type: 'secure', side: 'client' });
    talk.relay.on(secured('client'));
    expect(talk.relay.saidTo('client')).toBe('554 Go away\r\n');
  });

  test('need not be asked any more: then bytes pass as they come, at the next safe point', () => {
    let isIdle = false;
    const asker = {
      ...askerFor(isCommand),
      get isIdle() {
        return isIdle;
      },
    };
    const talk = asked(asker);
    talk.server('220 mx\r\n');
    talk.client('EHLO me\r\n');
    isIdle = true;
    talk.decide(GO_ON);
    talk.server('250 mx\r\n');
    expect(talk.client(`${MAIL}${RCPT}`)).toEqual({ server: `${MAIL}${RCPT}` });
  });
});

test('whoever comes to want to be asked while a reply waits is told its first line', () => {
  let isIdle = true;
  const asker = {
    ...askerFor(() => !isIdle),
    get isIdle() {
      return isIdle;
    },
  };
  const rules = ruleSet([{ name: 'slow', when: 'code:251', do: [{ action: 'delay', ms: 100 }] }]);
  const talk = new RuledConversation(() => rules, PASS_THROUGH, [asker]);
  talk.server('220 mx\r\n');
  talk.client('EHLO me\r\n');
  talk.server('250-mx\r\n251 HELP\r\n');
  isIdle = false;
  talk.wait();
  expect(talk.asked[0]?.line).toMatchObject({ kind: 'reply', text: '250-mx' });
});

describe('a load balancer’s header', () => {
  const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
  const headers = ['PROXY TCP4 192.0.2.1 192.0.2.2 5000 25\r\n', `${SIGNATURE}\x21\x11\0\x0c123456789012`];

  test('goes on before the server has greeted, however it is cut', () => {
    for (const header of headers) {
      for (const size of [1, 5, 1_000]) {
        const talk = asked(askerFor(isCommand));
        const words = `${header}EHLO me\r\n`;
        for (let at = 0; at < words.length; at += size)
          talk.relay.on(data('client', words.slice(at, at + size)));
        expect([size, talk.relay.saidTo('server')]).toEqual([size, header]);
        talk.server('220 mx\r\n');
        expect(talk.asked.map(sentIn)).toEqual(['EHLO me\r\n']);
        expect(talk.asked[0]?.line).toMatchObject({ phase: 'hello', verb: 'EHLO' });
      }
    }
  });

  test('is none behind the greeting', () => {
    const talk = asked(askerFor(isCommand));
    talk.server('220 mx\r\n');
    expect(talk.client(headers[0] ?? '')).toEqual({});
    expect(talk.asked).toHaveLength(1);
  });
});

describe('a conversation that passes as it comes', () => {
  const AUTO: RelaySecurity = { ...PASS_THROUGH, client: 'auto', server: 'auto' };
  const none = ruleSet([]);

  /** One that was greeted, and of which somebody wants to be asked about commands from now on. */
  function passing(security: RelaySecurity = AUTO): { talk: PassingConversation; ask: () => void } {
    const talk = new PassingConversation(security);
    const rules = { ...relayRulesOf(() => none, [askerFor(isCommand)]), isLate: true };
    rules.follower.skip({
      kind: 'bytes',
      time: 0,
      payload: Buffer.from('220 \r\n'),
      from: 'server',
      tls: false,
      injected: false,
      withheld: false,
    });
    return { talk, ask: () => void talk.relay.on({ type: 'go-in-step', rules }) };
  }

  test('is relayed in step from the next command on, where nothing is under way', () => {
    const { talk, ask } = passing();
    talk.server('220 mx\r\n');
    ask();
    expect(talk.client('EHLO me\r\nNOOP\r\n')).toEqual({});
    expect(talk.asked.map(sentIn)).toEqual(['EHLO me\r\n']);
    expect(talk.asked[0]?.line).toMatchObject({ n: 0, verb: 'EHLO', kind: 'command' });
    expect(talk.decide(GO_ON)).toEqual({ server: 'EHLO me\r\n' });
    expect(talk.server('250 mx\r\n')).toEqual({ client: '250 mx\r\n' });
    expect(talk.decide(GO_ON)).toEqual({ server: 'NOOP\r\n' });
  });

  test('is first let come to the end of what is under way: replies, message content, a login', () => {
    const { talk, ask } = passing();
    talk.server('220 mx\r\n');
    talk.client(`EHLO me\r\nAUTH LOGIN\r\n`);
    ask();
    talk.server('250 mx\r\n334 VXNlcm5hbWU6\r\n');
    expect(talk.client('bWU=\r\n')).toEqual({ server: 'bWU=\r\n' });
    talk.server('334 UGFzc3dvcmQ6\r\n');
    expect(talk.client('c2VjcmV0\r\n')).toEqual({ server: 'c2VjcmV0\r\n' });
    expect(talk.client(`${MAIL}${RCPT}DATA\r\n`)).toEqual({ server: `${MAIL}${RCPT}DATA\r\n` });
    talk.server('235 ok\r\n250 1\r\n250 2\r\n354 go\r\n');
    expect(talk.client('Hello\r\n')).toEqual({ server: 'Hello\r\n' });
    expect(talk.client('.\r\n')).toEqual({ server: '.\r\n' });
    talk.server('250-taken\r\n');
    expect(talk.client('RSET\r\n')).toEqual({ server: 'RSET\r\n' });
    talk.server('250 taken\r\n250 reset\r\n');
    expect(talk.client(MAIL)).toEqual({});
    expect(talk.asked.map(sentIn)).toEqual([MAIL]);
  });

  test('goes on passing where its bytes are none of the spy’s business', () => {
    const { talk, ask } = passing(PASS_THROUGH);
    talk.server('220 mx\r\n');
    ask();
    expect(talk.client(MAIL)).toEqual({ server: MAIL });
  });

  test('is the same bytes, wherever it goes in step', () => {
    const client = `EHLO me\r\n${MAIL}${RCPT}DATA\r\nHi\r\n..\r\n.\r\nRSET\r\nQUIT\r\n`;
    const replies = [
      '250-mx\r\n250 X\r\n',
      '250 1\r\n',
      '250 2\r\n',
      '354 go\r\n',
      '250 in\r\n',
      '250 re\r\n',
      '221 bye\r\n',
    ];
    for (let at = 0; at <= client.length; at += 1) {
      const { talk, ask } = passing();
      talk.server('220 mx\r\n');
      talk.client(client.slice(0, at));
      ask();
      talk.client(client.slice(at));
      for (const reply of replies) {
        while (talk.asked.length > 0) talk.decide(GO_ON);
        talk.server(reply);
      }
      expect([at, talk.relay.saidTo('server')]).toEqual([at, client]);
      expect([at, talk.relay.saidTo('client')]).toEqual([at, `220 mx\r\n${replies.join('')}`]);
    }
  });
});
