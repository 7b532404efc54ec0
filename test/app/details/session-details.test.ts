import { describe, expect, test } from 'vitest';
import { SessionDetails } from '../../../app/details/session-details.ts';
import { TurnGatherer } from '../../../app/details/turn-gatherer.ts';
import type { Step } from '../../../app/transcript/step.ts';
import type { TimedGroup } from '../../../app/transcript/timing.ts';
import { GREETED, IN_CONTENT, type ConversationScript } from '../../support/conversation-script.ts';
import { withRecord } from '../capture/recorded.ts';

const SERVER = { host: 'mx.example', port: 25, address: '192.0.2.1' };

function detailsOf(
  script: ConversationScript,
  tls?: (piece: number) => boolean,
  slowAfter?: number,
): Promise<SessionDetails> {
  return withRecord(
    script,
    async (source) => {
      const details = new SessionDetails(source);
      await details.readOn(10_000);
      expect(details.isCaughtUp).toBe(true);
      return details;
    },
    { ...(tls !== undefined && { tls }), ...(slowAfter !== undefined && { slowAfter }) },
  );
}

/** `3 c> EHLO a · greeting → hello`, with the rows that it consists of in front. */
function inShort(step: Step): string {
  const rows = step.row === step.lastRow ? `${step.row}` : `${step.row}-${step.lastRow}`;
  switch (step.type) {
    case 'event':
      return `${rows} # ${step.event.event}`;
    case 'content':
    case 'opaque':
      return `${rows} ${step.from} ${step.type}, ${step.lines} lines · ${step.before} → ${step.after}`;
    case 'command':
    case 'reply':
    case 'response':
      return `${rows} ${step.from} ${step.text} · ${step.before} → ${step.after}`;
  }
}

/** `message 1: mail client 10, mail server 10`, in milliseconds. */
function spent({ message, bars }: TimedGroup): string {
  const words = bars.map(({ part, side, begin, end }) => `${part} ${side} ${(end - begin) / 1_000}`);
  return `${message === 0 ? 'session' : `message ${message}`}: ${words.join(', ')}`;
}

const WHOLE: ConversationScript = [
  ...GREETED,
  ['c', 'MAIL FROM:<a@b>\r\n'],
  ['s', '250 ok\r\n'],
  ['c', 'RCPT TO:<c@d>\r\n'],
  ['s', '250 ok\r\n'],
  ['c', 'DATA\r\n'],
  ['s', '354 go\r\n'],
  ['c', 'Subject: x\r\n\r\n'],
  ['c', 'one\r\n.\r\n'],
  ['s', '250 ok\r\n'],
  ['c', 'QUIT\r\n'],
  ['s', '221 bye\r\n'],
];

describe('whose turn it was at the end', () => {
  const GOES: ConversationScript = [...GREETED, ['c', 'MAIL FROM:<a@b>\r\n']];

  test('the server’s, of which the first answer that lacks is told', async () => {
    const { turns } = await detailsOf([...GOES, ['c', 'RCPT TO:<c@d>\r\n']]);
    expect(turns.turn).toMatchObject({ of: 'server', asked: 'MAIL', line: 4 });
    expect(turns.turn?.waited).toBeGreaterThanOrEqual(0);
  });

  test('the server’s, which has not greeted', async () => {
    expect((await detailsOf([])).turns.turn).toMatchObject({ of: 'server', asked: 'greeting', line: 0 });
  });

  test('the client’s, who had been answered', async () => {
    const { turns } = await detailsOf([...GOES, ['s', '250 ok\r\n']]);
    expect(turns.turn).toMatchObject({ of: 'client', asked: '', line: 0 });
  });
});

describe('whose turn it is', () => {
  const GOES: ConversationScript = [...GREETED, ['c', 'MAIL FROM:<a@b>\r\n']];

  test('is known while it goes on, and since when', () => {
    const turns = new TurnGatherer({ unanswered: [] });
    expect(turns.turn).toBeNull();
    turns.event(1, 200, { event: 'upstream-connected', server: SERVER, tookMs: 0.1 });
    expect(turns.turn).toMatchObject({ of: 'client', row: 1, since: 200, waited: null, held: false });
    turns.event(2, 900, { event: 'ended', by: 'client' });
    turns.event(3, 950, { event: 'closed', by: 'client', how: 'end', text: '' });
    expect(turns.turn).toMatchObject({ since: 200, waited: 700 });
  });

  test('is a person’s, while something is held', () => {
    const turns = new TurnGatherer({ unanswered: [] });
    turns.event(1, 0, { event: 'upstream-connected', server: SERVER, tookMs: 0.1 });
    turns.event(2, 0, { event: 'held', from: 'client', what: 'command', line: 3, rule: '' });
    expect(turns.turn?.held).toBe(true);
    turns.event(3, 0, { event: 'released', from: 'client', line: 3, how: 'let-go', heldMs: 4 });
    expect(turns.turn?.held).toBe(false);
    turns.event(4, 0, { event: 'held', from: 'client', what: 'command', line: 4, rule: '' });
    turns.event(5, 9, { event: 'released', from: 'client', line: 4, how: 'left', heldMs: 4 });
    turns.event(6, 9, { event: 'closed', by: 'client', how: 'reset', text: '' });
    expect(turns.turn?.held).toBe(true);
  });

  test('is told apart where the server never heard what it owes the answer to', () => {
    const asked = {
      what: 'command',
      verb: 'RCPT',
      argument: 'TO:<a@b>',
      phase: 'envelope',
      exchange: 2,
      line: 3,
      time: 0,
    } as const;
    const turns = new TurnGatherer({ unanswered: [asked] });
    const said = (withheld: boolean) =>
      turns.line({
        from: 'client',
        bytes: Buffer.from('RCPT TO:<a@b>'),
        start: 0,
        end: 13,
        row: 3,
        time: 9,
        origin: { from: 'client', tls: false, injected: false, withheld },
      });
    said(true);
    expect(turns.turn?.kept).toBe(true);
    said(false);
    expect(turns.turn?.kept).toBe(false);
  });

  test('is told so where the record has the end in front of what was said, as in step', () => {
    const asked = {
      what: 'greeting',
      verb: '',
      argument: '',
      phase: 'greeting',
      exchange: 0,
      line: 0,
      time: 0,
    } as const;
    const turns = new TurnGatherer({ unanswered: [asked] });
    const bytes = Buffer.from('SSH-2.0-OpenSSH_9.6');
    const origin = { from: 'server', tls: false, injected: false, withheld: false } as const;
    turns.event(1, 5, { event: 'upstream-connected', server: SERVER, tookMs: 0.1 });
    turns.event(2, 6, { event: 'ended', by: 'server' });
    turns.line({ from: 'server', bytes, start: 0, end: bytes.length, row: 3, time: 6, origin });
    expect(turns.turn).toMatchObject({ asked: 'greeting', instead: 'SSH-2.0-OpenSSH_9.6', waited: 1 });
  });

  test('is told with what the server said in its greeting’s place, if anything', async () => {
    const instead = async (...script: ConversationScript) => (await detailsOf(script)).turns.turn?.instead;
    expect(await instead(['s', 'HTTP/1.1 400 Bad Request\r\n'], ['s', 'Connection: close\r\n'])).toBe(
      'HTTP/1.1 400 Bad Request',
    );
    expect(await instead(['s', '220-one\r\n'])).toBe('');
    expect(await instead(...GOES)).toBe('');
    expect(await instead()).toBe('');
  });
});

describe('steps', () => {
  test('a whole conversation, each with the way that it leads', async () => {
    const { steps } = await detailsOf(WHOLE);
    expect(steps.steps.map(inShort)).toEqual([
      '0 server 220 a · greeting → hello',
      '1 client EHLO b · hello → hello',
      '2 server 250 a · hello → ready',
      '3 client MAIL FROM:<a@b> · ready → envelope',
      '4 server 250 ok · envelope → envelope',
      '5 client RCPT TO:<c@d> · envelope → envelope',
      '6 server 250 ok · envelope → envelope',
      '7 client DATA · envelope → data',
      '8 server 354 go · data → content',
      '9-12 client content, 4 lines · content → delivered',
      '13 server 250 ok · delivered → ready',
      '14 client QUIT · ready → closing',
      '15 server 221 bye · closing → closing',
      '16 # closed',
    ]);
    expect(steps.ways).toContainEqual({ from: 'ready', to: 'envelope', by: 'client', times: 1 });
    expect(steps.ways).toContainEqual({ from: 'envelope', to: 'envelope', by: 'server', times: 2 });
  });

  test('a reply of several lines is one; between them the client may speak', async () => {
    const { steps } = await detailsOf([
      ['s', '220 a\r\n'],
      ['c', 'EHLO b\r\n'],
      ['s', '250-a\r\n250-SIZE\r\n'],
      ['s', '250 PIPELINING\r\n'],
      ['c', 'NOOP\r\nNOOP\r\n'],
      ['s', '250 ok\r\n250 ok\r\n'],
    ]);
    expect(steps.steps.slice(2, 7).map(inShort)).toEqual([
      '2-4 server 250-a · hello → ready',
      '5 client NOOP · ready → ready',
      '6 client NOOP · ready → ready',
      '7 server 250 ok · ready → ready',
      '8 server 250 ok · ready → ready',
    ]);
    expect(steps.steps[2]).toMatchObject({ tookMs: 20, at: 30_000, until: 40_000 });
  });

  test('secrets are masked, and long lines cut', async () => {
    const { steps } = await detailsOf([
      ...GREETED,
      ['c', 'AUTH LOGIN\r\n'],
      ['s', '334 VXNlcm5hbWU6\r\n'],
      ['c', 'Ym9i\r\n'],
      ['s', `250 ${'x'.repeat(500)}\r\n`],
    ]);
    const texts = steps.steps.slice(3, 7).map((step) => ('text' in step ? step.text : ''));
    expect(texts.slice(0, 3)).toEqual(['AUTH LOGIN', '334 VXNlcm5hbWU6', '****']);
    expect(texts[3]).toBe(`250 ${'x'.repeat(156)}…`);
  });
});

describe('where the time went', () => {
  test('each moment is one side’s, and the sum is the whole', async () => {
    const { timing } = await detailsOf(WHOLE);
    expect(timing.groups.map(spent)).toEqual([
      'session: greeting server 10, hello client 10, hello server 10',
      'message 1: mail client 10, mail server 10, recipients client 10, recipients server 10, ' +
        'data client 10, data server 10, content client 20, verdict server 10',
      'session: quit client 10, quit server 10, close client 10',
    ]);
    const { client, server, both } = timing.shares;
    expect(client + server + both).toBe(timing.end);
    expect(timing.end).toBe((WHOLE.length + 1) * 10_000);
  });

  test('slow replies are marked, counted, and led to', async () => {
    const pipelined: ConversationScript = [
      ...GREETED,
      ['c', 'NOOP\r\n'],
      ['c', 'RSET\r\n'],
      ['s', '250 ok\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '250 ok\r\n221 bye\r\n'],
    ];
    const { timing } = await detailsOf(pipelined, undefined, 15_000);
    const bars = timing.groups.flatMap((group) => group.bars);
    const slow = bars.filter((bar) => bar.slow);
    expect(slow.map(({ part, side, row }) => `${part} ${side} ${row}`)).toEqual(['other server 7']);
    expect(timing.slow).toEqual({ count: 2, slowest: { row: 7, took: 30_000 } });
    expect((await detailsOf(WHOLE)).timing.slow).toEqual({ count: 0, slowest: null });
  });

  test('of pipelined commands the server takes what lies between them and their replies', async () => {
    const { timing } = await detailsOf(IN_CONTENT);
    expect(timing.groups.map(spent)).toEqual([
      'session: greeting server 10, hello client 10, hello server 10',
      'message 1: mail client 10, mail server 10',
      'session: close client 10',
    ]);
  });

  test('messages on one connection have a group each', async () => {
    const twice = [...WHOLE.slice(0, -2), ...WHOLE.slice(3)];
    const { timing, allMessages, messages } = await detailsOf(twice);
    expect(timing.groups.map(({ message }) => message)).toEqual([0, 1, 2, 0]);
    expect(allMessages).toBe(2);
    expect(messages.map(({ row }) => row)).toEqual([7, 18]);
  });
});

describe('what else is known', () => {
  test('what the server offered, before TLS and behind it', async () => {
    const { offers } = await detailsOf(
      [
        ['s', '220 a\r\n'],
        ['c', 'EHLO b\r\n'],
        ['s', '250-mx\r\n250-SIZE 100\r\n250 STARTTLS\r\n'],
        ['c', 'STARTTLS\r\n'],
        ['s', '220 go\r\n'],
        ['c', 'EHLO b\r\n'],
        ['s', '250-mx\r\n250 AUTH PLAIN\r\n'],
      ],
      (piece) => piece > 4,
    );
    expect(offers).toEqual([
      {
        row: 4,
        line: 3,
        protocol: 'EHLO',
        greeting: 'mx',
        capabilities: [
          { keyword: 'SIZE', parameters: ['100'] },
          { keyword: 'STARTTLS', parameters: [] },
        ],
        tls: false,
      },
      {
        row: 9,
        line: 9,
        protocol: 'EHLO',
        greeting: 'mx',
        capabilities: [{ keyword: 'AUTH', parameters: ['PLAIN'] }],
        tls: true,
      },
    ]);
  });

  test('who logged in', async () => {
    const { logins } = await detailsOf([
      ...GREETED,
      ['c', 'AUTH PLAIN AGJvYgBzZWNyZXQ=\r\n'],
      ['s', '235 2.7.0 ok\r\n'],
    ]);
    const [login] = logins.logins;
    expect(login).toMatchObject({ row: 3, exchange: 2 });
    expect(login?.authentication).toMatchObject({ mechanism: 'PLAIN', user: 'bob', outcome: 'accepted' });
  });

  test('findings with the rows where they stand', async () => {
    const { findings } = await detailsOf([...GREETED, ['c', 'RCPT TO:<a@b>\r\n']]);
    expect(findings.map(({ row, finding }) => `${finding.code} ${row}`)).toEqual([
      'rcpt-before-mail 3',
      'closed-without-quit 4',
    ]);
  });

  test('the rows of messages in chunks: where the first chunk is announced', async () => {
    const { messages } = await detailsOf([
      ...GREETED,
      ['c', 'MAIL FROM:<a@b>\r\n'],
      ['s', '250 ok\r\n'],
      ['c', 'RCPT TO:<c@d>\r\n'],
      ['s', '250 ok\r\n'],
      ['c', 'BDAT 3\r\na\r\nBDAT 3 LAST\r\nb\r\n'],
      ['s', '250 ok\r\n250 ok\r\n'],
    ]);
    expect(messages).toMatchObject([{ row: 7, message: { size: 6, commandLine: 8, via: 'bdat' } }]);
  });
});

test('a message that was cut off is known once all is said to be read, in however short turns', async () => {
  await withRecord([...IN_CONTENT, ['c', 'Subject: broken off\r\n']], async (source) => {
    const details = new SessionDetails(source);
    for (let turn = 0; turn < 20 && !details.isCaughtUp; turn += 1) await details.readOn(-1);
    expect(details.isCaughtUp).toBe(true);
    expect(details.messages).toHaveLength(1);
  });
});
