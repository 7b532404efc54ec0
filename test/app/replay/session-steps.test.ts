import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSteps, type SessionStep } from '../../../app/replay/session-steps.ts';
import { byteByByte, type ConversationScript } from '../../support/conversation-script.ts';
import { scriptBytes } from '../capture/recording.ts';
import { withRecord } from '../capture/recorded.ts';
import { anyConversation } from '../smtp/any-conversation.ts';

/** A session's steps, and what the client said, as they are read. */
function stepsOf(script: ConversationScript, options: { reveal?: boolean; crlf?: boolean } = {}) {
  return withRecord(script, async (source) => {
    const said: Buffer[] = [];
    const onBytes = (bytes: Uint8Array) => said.push(Buffer.from(bytes));
    const steps = await readSteps(source, { reveal: false, ...options, onBytes });
    return { steps, said: Buffer.concat(said) };
  });
}

/** A step in a line: what was said, with its bytes, and the codes of its replies. */
function inShort(said: Buffer, { kind, words, from, to, replies }: SessionStep): string {
  const bytes = JSON.stringify(said.subarray(from, to).toString('latin1'));
  return `${kind} ${words === '' ? '' : `${words} `}${bytes} → ${replies.map(({ code }) => code).join(' ')}`;
}

const LOGIN: ConversationScript = [
  ['s', '220 mx\r\n'],
  ['c', 'EHLO a\r\n'],
  ['s', '250-mx\r\n250 AUTH LOGIN\r\n'],
  ['c', 'AUTH LOGIN\r\n'],
  ['s', '334 VXNlcm5hbWU6\r\n'],
  ['c', 'dXNlcg==\r\n'],
  ['s', '334 UGFzc3dvcmQ6\r\n'],
  ['c', 'c2VjcmV0\r\n'],
  ['s', '235 2.7.0 welcome\r\n'],
];

const PIPELINED: ConversationScript = [
  ['s', '220 mx\r\n'],
  ['c', 'EHLO a\r\n'],
  ['s', '250-mx\r\n250 PIPELINING\r\n'],
  ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n'],
  ['s', '250 ok\r\n250 ok\r\n550 5.1.1 no\r\n354 go\r\n'],
  ['c', 'a\r\n..\r\n.\r\nQUIT\r\n'],
  ['s', '250 ok\r\n221 bye\r\n'],
];

describe('the steps of a session', () => {
  test.each([
    ['as they came', PIPELINED],
    ['byte by byte', byteByByte(PIPELINED)],
  ])(
    'are what the client said, with their replies, also where they were pipelined, %s',
    async (_how, script) => {
      const { steps, said } = await stepsOf(script);
      expect(steps.map((step) => inShort(said, step))).toEqual([
        'greeting "" → 220',
        String.raw`command EHLO a "EHLO a\r\n" → 250`,
        String.raw`command MAIL FROM:<a@b> "MAIL FROM:<a@b>\r\n" → 250`,
        String.raw`command RCPT TO:<c@d> "RCPT TO:<c@d>\r\n" → 250`,
        String.raw`command RCPT TO:<e@f> "RCPT TO:<e@f>\r\n" → 550`,
        String.raw`command DATA "DATA\r\n" → 354`,
        String.raw`content [message content: 10 bytes, sha256 be5f886112683a6e…] "a\r\n..\r\n.\r\n" → 250`,
        String.raw`command QUIT "QUIT\r\n" → 221`,
      ]);
      expect(steps[1]?.replies[0]?.lines).toEqual(['250-mx', '250 PIPELINING']);
      expect(steps[4]?.replies[0]?.enhanced).toBe('5.1.1');
    },
  );

  test('of a login are masked, and each answer has its own reply', async () => {
    const { steps } = await stepsOf(LOGIN);
    expect(steps.slice(2).map(({ kind, words, replies }) => [kind, words, replies[0]?.code])).toEqual([
      ['command', 'AUTH LOGIN', 334],
      ['response', '****', 334],
      ['response', '****', 235],
    ]);
    const revealed = await stepsOf(LOGIN, { reveal: true });
    expect(revealed.steps.at(-1)?.words).toBe('c2VjcmV0');
  });

  test('have what was answered in the server’s place for the reply that the client heard', async () => {
    const script: ConversationScript = [
      ['s', '220 mx\r\n'],
      ['c', 'HELO a\r\n'],
      ['s', '250 mx\r\n'],
      ['c', 'MAIL FROM:<a@b>\r\n'],
      ['s', '450 not now\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ];
    const steps = await withRecord(script, (source) => readSteps(source, { reveal: false }), {
      injected: (piece) => piece === 4,
    });
    expect(steps.map(({ words, replies }) => `${words} ${replies[0]?.code ?? '-'}`.trim())).toEqual([
      '220',
      'HELO a 250',
      'MAIL FROM:<a@b> 450',
      'QUIT 221',
    ]);
  });

  test('hold a chunk with its BDAT', async () => {
    const { steps, said } = await stepsOf([
      ['s', '220 mx\r\n'],
      ['c', 'EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 5\r\na\r\n.\rBDAT 1 LAST\r\n\nQUIT\r\n'],
      ['s', '250 mx\r\n250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n221 bye\r\n'],
    ]);
    expect(
      steps.slice(4).map(({ from, to, replies }) => [said.toString('latin1', from, to), replies.length]),
    ).toEqual([
      ['BDAT 5\r\na\r\n.\r', 1],
      ['BDAT 1 LAST\r\n\n', 1],
      ['QUIT\r\n', 1],
    ]);
  });

  test('of LMTP have a reply for each recipient', async () => {
    const { steps } = await stepsOf([
      ['s', '220 mx\r\n'],
      ['c', 'LHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n'],
      ['s', '250 mx\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
      ['c', 'a\r\n.\r\nQUIT\r\n'],
      ['s', '250 ok\r\n452 full\r\n221 bye\r\n'],
    ]);
    expect(steps.slice(-2).map(({ replies }) => replies.map(({ code }) => code))).toEqual([
      [250, 452],
      [221],
    ]);
  });

  test('stand without replies where the conversation broke off, and a load balancer’s header too', async () => {
    const { steps } = await stepsOf([
      ['c', 'PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n'],
      ['s', '220 mx\r\n'],
      ['c', 'EHLO a\r\nNOOP\r\n'],
      ['s', '250 mx\r\n'],
    ]);
    expect(steps.map(({ words, isAnswered, replies }) => [words, isAnswered, replies.length])).toEqual([
      ['', true, 1],
      ['PROXY TCP4 1.2.3.4 5.6.7.8 9 10', false, 0],
      ['EHLO a', true, 1],
      ['NOOP', true, 0],
    ]);
  });

  test('are replies where the sides have changed places', async () => {
    const { steps, said } = await stepsOf([
      ['s', '220 mx\r\n'],
      ['c', 'ATRN b\r\n'],
      ['s', '250 turning\r\n'],
      ['c', '220 b\r\n'],
      ['s', 'EHLO mx\r\n'],
      ['c', '250-b\r\n250 SIZE\r\n'],
      ['s', 'QUIT\r\n'],
      ['c', '221 bye\r\n'],
    ]);
    expect(steps.map((step) => inShort(said, step))).toEqual([
      'greeting "" → 220',
      String.raw`command ATRN b "ATRN b\r\n" → 250`,
      String.raw`response 220 b "220 b\r\n" → `,
      String.raw`response 250-b "250-b\r\n" → `,
      String.raw`response 250 SIZE "250 SIZE\r\n" → `,
      String.raw`response 221 bye "221 bye\r\n" → `,
    ]);
  });

  test('end in CRLF where that is asked for, all but chunks', async () => {
    const script: ConversationScript = [
      ['s', '220 mx\r\n'],
      ['c', 'EHLO a\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\r\nBDAT 3 LAST\na\nb'],
    ];
    expect((await stepsOf(script)).said.toString()).toBe(script[1]?.[1]);
    expect((await stepsOf(script, { crlf: true })).said.toString()).toMatch(
      /^EHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n/,
    );
  });

  test('give back all that the client said, of any conversation', async () => {
    await fc.assert(
      fc.asyncProperty(anyConversation, async (script) => {
        const { steps, said } = await stepsOf(script);
        expect(said.equals(scriptBytes(script, 'client'))).toBe(true);
        let end = 0;
        for (const step of steps) {
          expect(step.from).toBe(end);
          end = step.to;
        }
        expect(end).toBe(said.length);
      }),
      { numRuns: 200 },
    );
  });
});
