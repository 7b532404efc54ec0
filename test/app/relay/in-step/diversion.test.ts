import { describe, expect, test } from 'vitest';
import { PASS_THROUGH, type RelaySecurity } from '../../../../app/relay/security.ts';
import { ruleSet } from '../../rules/asked.ts';
import { closed, ended, secured, serverConnected, unreachable } from '../relay-script.ts';
import { RuledConversation } from '../ruled.ts';

const RCPT_OF_OTHERS = {
  name: 'others',
  when: 'cmd:RCPT to:*@other.example',
  do: [{ action: 'divert', to: 'mx.other.example:2525' }],
};
const MAIL = 'MAIL FROM:<a@x>\r\n';
const RCPT = 'RCPT TO:<b@other.example>\r\n';
const OFFER = '250-mx.other.example\r\n250 PIPELINING\r\n';

/** A conversation that rules look at, up to the server's consent to EHLO. */
function greeted(rules: readonly object[], security: RelaySecurity = PASS_THROUGH): RuledConversation {
  const set = ruleSet(rules);
  return new RuledConversation(() => set, security).greeted('250-mx.example\r\n250-SIZE 1000\r\n250 DSN\r\n');
}

/** The same, with the first server left, and the other one about to greet. */
function diverted(): RuledConversation {
  const talk = greeted([RCPT_OF_OTHERS]);
  talk.client(MAIL);
  talk.server('250 sender\r\n');
  talk.client(RCPT);
  talk.server('221 bye\r\n');
  talk.relay.on(serverConnected);
  return talk;
}

const connections = (talk: RuledConversation) =>
  talk.relay.commands.flatMap((command) => (command.type === 'connect' ? [command.to] : []));

describe('a conversation that a rule leads to another server', () => {
  test('goes on there with all that was said, and the client hears nothing of it', () => {
    const talk = greeted([RCPT_OF_OTHERS]);
    talk.client(MAIL);
    talk.server('250 sender\r\n');
    expect(talk.client(RCPT)).toEqual({ server: 'QUIT\r\n' });
    expect(talk.server('221 bye\r\n')).toEqual({});
    expect(connections(talk)).toEqual([null, { host: 'mx.other.example', port: 2525 }]);
    talk.relay.on(serverConnected);
    expect(talk.server('220 hello\r\n')).toEqual({ server: 'EHLO me\r\n' });
    expect(talk.server(OFFER)).toEqual({ server: MAIL });
    expect(talk.server('250 2.1.0\r\n')).toEqual({ server: RCPT });
    expect(talk.server('250 2.1.5 mine\r\n')).toEqual({ client: '250 2.1.5 mine\r\n' });
    expect(talk.client('DATA\r\n')).toEqual({ server: 'DATA\r\n' });
  });

  test('tells what the spy said and what it kept for itself', () => {
    const talk = diverted();
    for (const words of ['220 hello\r\n', OFFER, '250 2.1.0\r\n', '250 mine\r\n']) talk.server(words);
    const from = talk.record.indexOf('c> QUIT (injected)');
    expect(talk.record.slice(from)).toEqual([
      'c> QUIT (injected)',
      's< 221 bye (withheld)',
      's< 220 hello (withheld)',
      'c> EHLO me (injected)',
      's< 250-mx.other.example (withheld)',
      's< 250 PIPELINING (withheld)',
      'c> MAIL FROM:<a@x> (injected)',
      's< 250 2.1.0 (withheld)',
      'c> RCPT TO:<b@other.example>',
      '# others: divert at 16',
      's< 250 mine',
    ]);
    expect(talk.relay.events).toContainEqual({
      event: 'diverted',
      from: { host: 'mx.example', port: 25 },
      to: { host: 'mx.other.example', port: 2525 },
    });
  });

  test('tells the other server of recipients that were accepted, those of rules included, and of no others', () => {
    const more = {
      name: 'more',
      when: 'cmd:RCPT to:one@x',
      do: [{ action: 'add-recipient', path: 'two@x' }],
    };
    const talk = greeted([RCPT_OF_OTHERS, more]);
    talk.client(`${MAIL}RCPT TO:<one@x>\r\nRCPT TO:<no@x>\r\n${RCPT}`);
    for (const words of ['250 a', '250 one', '250 two', '550 no', '221 bye']) talk.server(`${words}\r\n`);
    talk.relay.on(serverConnected);
    talk.server('220 hello\r\n');
    talk.server(OFFER);
    const said = ['250 a', '250 one', '250 two'].map((words) => talk.server(`${words}\r\n`).server);
    expect(said).toEqual(['RCPT TO:<one@x>\r\n', 'RCPT TO:<two@x>\r\n', RCPT]);
  });

  test('stays where it is when it is there already', () => {
    const talk = diverted();
    for (const words of ['220 hello\r\n', OFFER, '250 a\r\n', '250 b\r\n']) talk.server(words);
    expect(talk.client(RCPT)).toEqual({ server: RCPT });
    expect(connections(talk)).toHaveLength(2);
  });

  test('hears EHLO answered by the server that it goes on with', () => {
    const talk = new RuledConversation(() =>
      ruleSet([{ name: 'all', when: 'cmd:EHLO', do: [{ action: 'divert', to: '[::1]:26' }] }]),
    );
    talk.server('220 first\r\n');
    expect(talk.client('EHLO me\r\n')).toEqual({ server: 'QUIT\r\n' });
    talk.server('221 bye\r\n');
    talk.relay.on(serverConnected);
    expect(talk.server('220 second\r\n')).toEqual({ server: 'EHLO me\r\n' });
    expect(talk.server('250 second\r\n')).toEqual({ client: '250 second\r\n' });
  });

  test('leaves out parameters that the other server would not understand', () => {
    const talk = greeted([RCPT_OF_OTHERS]);
    talk.client('MAIL FROM:<a@x> SIZE=100 RET=HDRS BODY=8BITMIME\r\n');
    talk.server('250 a\r\n');
    talk.client('RCPT TO:<b@other.example> NOTIFY=NEVER\r\n');
    talk.server('221 bye\r\n');
    talk.relay.on(serverConnected);
    talk.server('220 hello\r\n');
    expect(talk.server('250-x\r\n250 8BITMIME\r\n')).toEqual({ server: 'MAIL FROM:<a@x> BODY=8BITMIME\r\n' });
    expect(talk.server('250 a\r\n')).toEqual({ server: RCPT });
    expect(talk.record.slice(-3)).toEqual([
      '# as: RCPT TO:<b@other.example>',
      'c> RCPT TO:<b@other.example> NOTIFY=NEVER',
      '# others: divert at 16',
    ]);
  });

  test('does not wait for ever for the server that it leaves, and takes its end for an answer', () => {
    for (const leave of [
      (talk: RuledConversation) => void talk.wait(),
      (talk: RuledConversation) => void talk.relay.on(ended('server')),
      (talk: RuledConversation) => void talk.relay.on(closed('server', 'ECONNRESET')),
    ]) {
      const talk = greeted([RCPT_OF_OTHERS]);
      talk.client(MAIL);
      talk.server('250 a\r\n');
      talk.client(RCPT);
      leave(talk);
      expect(connections(talk)).toHaveLength(2);
      talk.wait();
      expect(connections(talk)).toHaveLength(2);
      talk.relay.on(serverConnected);
      expect(talk.server('220 hello\r\n')).toEqual({ server: 'EHLO me\r\n' });
    }
  });
});

describe('where the other server cannot take over', () => {
  test.each([
    ['because it cannot be reached', (talk: RuledConversation) => talk.relay.on(unreachable('ECONNREFUSED'))],
    ['because it closes', (talk: RuledConversation) => talk.relay.on(serverConnected).on(closed('server'))],
    ['because it ends', (talk: RuledConversation) => talk.relay.on(serverConnected).on(ended('server'))],
    [
      'because it says nothing',
      (talk: RuledConversation) =>
        talk.relay.on(serverConnected).on({ type: 'greeting-timeout', afterMs: 1 }),
    ],
  ])('%s, the client is told 421 4.4.1, and what it said last stands in the record', (_, happen) => {
    const talk = greeted([RCPT_OF_OTHERS]);
    talk.client(MAIL);
    talk.server('250 a\r\n');
    talk.client(RCPT);
    talk.server('221 bye\r\n');
    happen(talk);
    expect(talk.relay.saidTo('client')).toMatch(
      /421 4\.4\.1 SMTP Spy: [^\r]*mx\.other\.example:2525[^\r]*\r\n$/,
    );
    expect(talk.record).toContain('c> RCPT TO:<b@other.example> (withheld)');
    talk.relay.on(closed('client'));
    if (talk.relay.commands.at(-1)?.type !== 'finish') talk.relay.on(closed('server'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'finish' });
    expect(talk.relay.events.at(-1)).toMatchObject({ event: 'closed', by: 'spy' });
  });

  test('because it refuses what the first one had accepted, nothing is lost in silence', () => {
    const talk = diverted();
    talk.server('220 hello\r\n');
    talk.server(OFFER);
    expect(talk.server('550 5.1.8 not you\r\n').client).toMatch(
      /^421 4\.4\.1 .*it said 550 5\.1\.8 not you\r\n$/,
    );
    expect(talk.relay.events.at(-1)).toMatchObject({ event: 'injected', to: 'client' });
  });

  test('since the message has begun, the rule is told to be too late, and all goes on', () => {
    const talk = greeted([
      { name: 'late', when: 'cmd:DATA', do: [{ action: 'divert', to: 'mx.other.example' }] },
    ]);
    talk.client(`${MAIL}RCPT TO:<b@x>\r\n`);
    talk.server('250 a\r\n');
    talk.server('250 b\r\n');
    expect(talk.client('DATA\r\n')).toEqual({ server: 'DATA\r\n' });
    expect(talk.relay.events).toContainEqual(expect.objectContaining({ code: 'divert-too-late' }));
  });

  test('a client that goes away meanwhile ends it all', () => {
    const talk = diverted();
    talk.relay.on(closed('client', 'ECONNRESET'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'close', side: 'server', reset: true });
    talk.relay.on(closed('server'));
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'finish' });
    expect(talk.record).toContain('c> RCPT TO:<b@other.example> (withheld)');
  });
});

describe('the side of the other server', () => {
  const auto: RelaySecurity = { ...PASS_THROUGH, client: 'auto', server: 'auto' };

  function toBeSecured(security: RelaySecurity): RuledConversation {
    const set = ruleSet([RCPT_OF_OTHERS]);
    const talk = new RuledConversation(() => set, security);
    talk.server('220 first\r\n');
    talk.client('EHLO me\r\n');
    talk.server('250-mx\r\n250 STARTTLS\r\n');
    talk.client('STARTTLS\r\n');
    talk.server('220 go\r\n');
    talk.relay.on(secured('server')).on(secured('client'));
    talk.client('EHLO me\r\n');
    talk.server('250 mx\r\n');
    talk.client(MAIL);
    talk.server('250 a\r\n');
    talk.client(RCPT);
    talk.server('221 bye\r\n');
    talk.relay.on(serverConnected);
    return talk;
  }

  test('is secured where that of the first one was', () => {
    const talk = toBeSecured(auto);
    expect(talk.server('220 second\r\n')).toEqual({ server: 'EHLO [127.0.0.1]\r\n' });
    expect(talk.server('250-x\r\n250 STARTTLS\r\n')).toEqual({ server: 'STARTTLS\r\n' });
    talk.server('220 go\r\n');
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'secure', side: 'server', early: null });
    talk.relay.on(secured('server'));
    expect(talk.relay.saidTo('server')).toMatch(/STARTTLS\r\nEHLO me\r\n$/);
    expect(talk.server('250 x\r\n')).toEqual({ server: MAIL });
    expect(talk.server('250 a\r\n')).toEqual({ server: RCPT });
    expect(talk.server('250 b\r\n')).toEqual({ client: '250 b\r\n' });
  });

  test('is not left in the clear where it should not be', () => {
    const talk = toBeSecured(auto);
    talk.server('220 second\r\n');
    expect(talk.server('250 x\r\n').client).toMatch(/^421 4\.7\.0 /);
  });

  test('is secured from the first byte on at port 465', () => {
    const rule = { name: 'all', when: 'cmd:EHLO', do: [{ action: 'divert', to: 'mx.other.example:465' }] };
    const talk = new RuledConversation(() => ruleSet([rule]), auto);
    talk.server('220 first\r\n');
    talk.client('EHLO me\r\n');
    talk.server('221 bye\r\n');
    talk.relay.on(serverConnected);
    expect(talk.relay.commands.at(-1)).toEqual({ type: 'secure', side: 'server', early: null });
    talk.relay.on(secured('server'));
    expect(talk.server('220 second\r\n')).toEqual({ server: 'EHLO me\r\n' });
    expect(talk.server('250 second\r\n')).toEqual({ client: '250 second\r\n' });
  });
});
