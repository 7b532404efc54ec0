import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { SessionRecorder } from '../../../app/capture/recorder.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { HANDSHAKE, tlsRecord } from '../smtp/recorded-conversations.ts';
import { beginRecording, closedBy, openCaptures, ORIGIN, said, summaryOf } from './recording.ts';

/** What is known of a conversation that was recorded so. */
async function summaryAfter(
  script: ConversationScript,
  end: (recorder: SessionRecorder) => void = (recorder) => recorder.event(closedBy('client')),
): Promise<SessionSummary> {
  const captures = await openCaptures(await temporaryFolder());
  const recorder = beginRecording(captures, script);
  end(recorder);
  await captures.close();
  return summaryOf(await openCaptures(captures.directory), 1);
}

function closed(how: Extract<SessionEvent, { event: 'closed' }>['how'], by: 'client' | 'server' | 'spy') {
  return (recorder: SessionRecorder): void => recorder.event({ event: 'closed', by, how, text: 'in words' });
}

const ENVELOPE: ConversationScript = [
  ['s', '220 a\r\n'],
  ['c', 'EHLO client.example\r\n'],
  ['s', '250 a\r\n'],
  ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'],
  ['s', '250 ok\r\n250 ok\r\n'],
];
const MESSAGE: ConversationScript = [
  ...ENVELOPE,
  ['c', 'DATA\r\n'],
  ['s', '354 go\r\n'],
  ['c', 'x\r\n.\r\n'],
  ['s', '250 kept\r\n'],
];
const QUIT: ConversationScript = [
  ['c', 'QUIT\r\n'],
  ['s', '221 bye\r\n'],
];

describe('what is known of a session', () => {
  test('is who said what to whom, and how much', async () => {
    const summary = await summaryAfter([...MESSAGE, ...QUIT], (recorder) => {
      const server = { ...ORIGIN.server, address: '192.0.2.1' };
      recorder.event({ event: 'upstream-connected', server, tookMs: 3 });
      recorder.event(closedBy('client'));
    });
    expect(summary).toMatchObject({
      session: 1,
      client: ORIGIN.client,
      server: { host: 'mx.example', port: 25, address: '192.0.2.1' },
      listener: '127.0.0.1:2525',
      lines: 14,
      rows: 17,
      bytesFromClient: 71,
      bytesFromServer: 57,
      phase: 'closing',
      outcome: 'completed',
      reason: '',
      hello: 'client.example',
      mailFrom: 'a@b',
      rcptTo: ['c@d'],
      recipients: 1,
      accepted: 1,
      refusal: null,
    });
    expect(summary.ended ?? 0).toBeGreaterThanOrEqual(summary.started);
  });

  test('names few of many recipients, and those of the last message', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `RCPT TO:<${at}@d>\r\n`).join('');
    const summary = await summaryAfter([...ENVELOPE, ['c', `RSET\r\nMAIL FROM:<>\r\n${many}`]]);
    expect(summary).toMatchObject({ mailFrom: '', recipients: 50 });
    expect(summary.rcptTo).toEqual(['0@d', '1@d', '2@d', '3@d', '4@d']);
  });

  test('leaves the spy’s own words out of the server’s', async () => {
    const summary = await summaryAfter([], (recorder) => {
      recorder.bytes({ ...said('server'), injected: true }, Buffer.from('421 4.4.1 no server\r\n'));
      recorder.event({ event: 'closed', by: 'spy', how: 'unreachable', text: 'no server' });
    });
    expect(summary).toMatchObject({ bytesFromServer: 0, lines: 1, refusal: null });
  });

  test.each([
    ['BDAT 3 LAST\r\nx\r\n', 1],
    ['BDAT 3\r\nx\r\nBDAT 0 LAST\r\n', 1],
    ['BDAT 3\r\nx\r\n', 0],
  ])('counts messages that came by %j', async (chunks, accepted) => {
    const summary = await summaryAfter([...ENVELOPE, ['c', chunks], ['s', '250 ok\r\n250 ok\r\n']]);
    expect(summary.accepted).toBe(accepted);
  });
});

describe('how a session ended', () => {
  const gone = (recorder: SessionRecorder): void => {
    recorder.event({ event: 'ended', by: 'server' });
    recorder.bytes(said('client'), Buffer.from('QUIT\r\n'));
    closed('end', 'server')(recorder);
  };

  test.each([
    ['the client closed after QUIT', [...MESSAGE, ...QUIT], closed('end', 'client'), 'completed'],
    ['the client reset after QUIT', [...MESSAGE, ...QUIT], closed('reset', 'client'), 'completed'],
    ['the client closed without QUIT, its message accepted', MESSAGE, closed('end', 'client'), 'completed'],
    ['the client closed', ENVELOPE, closed('end', 'client'), 'aborted-by-client'],
    ['the client reset', ENVELOPE, closed('reset', 'client'), 'aborted-by-client'],
    ['the server closed', ENVELOPE, closed('end', 'server'), 'aborted-by-server'],
    ['the server closed, and the client said QUIT then', ENVELOPE, gone, 'aborted-by-server'],
    ['the same, its message accepted', MESSAGE, gone, 'completed'],
    ['no server', [], closed('unreachable', 'spy'), 'unreachable'],
    ['no server for all that was said', [['c', 'QUIT\r\n']], closed('unreachable', 'spy'), 'unreachable'],
    ['a client on the block list', [], closed('blocked', 'spy'), 'blocked'],
    ['a client that connected too often', [], closed('rate-limited', 'spy'), 'rate-limited'],
    ['no greeting', [['c', 'QUIT\r\n']], closed('timeout', 'spy'), 'failed'],
    ['the program ended', [...MESSAGE, ...QUIT], closed('stopped', 'spy'), 'failed'],
    ['closed within TLS', [['c', tlsRecord(HANDSHAKE, 'x')]], closed('end', 'client'), 'completed'],
    ['reset within TLS', [['c', tlsRecord(HANDSHAKE, 'x')]], closed('reset', 'server'), 'aborted-by-server'],
    ['nothing was seen of it', MESSAGE, () => {}, 'failed'],
  ] as [string, ConversationScript, (recorder: SessionRecorder) => void, string][])(
    '%s',
    async (_name, script, end, outcome) => {
      expect(await summaryAfter(script, end)).toMatchObject({ outcome });
    },
  );

  test('says the words of the record, or its own', async () => {
    expect(await summaryAfter(ENVELOPE, closed('reset', 'client'))).toMatchObject({ reason: 'in words' });
    expect(await summaryAfter(ENVELOPE)).toMatchObject({
      reason: 'The client closed the connection without saying QUIT.',
    });
    const byServer = await summaryAfter(ENVELOPE, (recorder) => recorder.event(closedBy('server')));
    expect(byServer.reason).toBe('The server closed the connection before the client had said QUIT.');
  });
});

describe('the refusal that matters', () => {
  test.each([
    ['the greeting', [['s', '554 5.3.2 not today\r\n']], 'greeting', 554],
    ['a recipient', [...ENVELOPE, ['c', 'RCPT TO:<no@d>\r\n'], ['s', '550 5.1.1 no\r\n']], 'RCPT', 550],
    [
      'the sender, which explains the others',
      [
        ...ENVELOPE.slice(0, 3),
        ['c', 'MAIL FROM:<no@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
        ['s', '550 5.7.1 no\r\n503 5.5.1 no sender\r\n503 5.5.1 no sender\r\n'],
      ],
      'MAIL',
      550,
    ],
    ['the message', [...MESSAGE.slice(0, -1), ['s', '554 5.7.1 spam\r\n']], 'content', 554],
    ['an end that nobody asked for', [...ENVELOPE, ['s', '421 4.4.2 idle\r\n']], 'closing', 421],
  ] as [string, ConversationScript, string, number][])('%s', async (_name, script, verb, code) => {
    expect((await summaryAfter(script)).refusal).toMatchObject({ verb, code });
  });

  test.each([
    ['a mere probe', [...ENVELOPE, ['c', 'VRFY a\r\n'], ['s', '502 no\r\n']]],
    [
      'a hello in the newer way',
      [
        ['s', '220 a\r\n'],
        ['c', 'EHLO b\r\n'],
        ['s', '502 no\r\n'],
      ],
    ],
    [
      'a password that was right at last',
      [
        ...ENVELOPE.slice(0, 3),
        ['c', 'AUTH PLAIN AA==\r\n'],
        ['s', '535 no\r\n'],
        ['c', 'AUTH PLAIN AB==\r\n'],
        ['s', '235 yes\r\n'],
      ],
    ],
  ] as [string, ConversationScript][])('is not %s', async (_name, script) => {
    expect((await summaryAfter(script)).refusal).toBeNull();
  });

  const RECIPIENT: ConversationScript = [...ENVELOPE, ['c', 'RCPT TO:<no@d>\r\n']];

  test('may be what a rule answers in the server’s place', async () => {
    const { refusal } = await summaryAfter(RECIPIENT, spySays('550 5.7.1 a rule\r\n'));
    expect(refusal).toMatchObject({ verb: 'RCPT', code: 550, text: 'a rule' });
  });

  test.each([
    ['before a server is reached', [], '554 5.7.1 not you\r\n'],
    ['in the middle', RECIPIENT, '421 4.3.2 stopping\r\n'],
  ] as [string, ConversationScript, string][])('is not the spy’s leave, %s', async (_name, script, words) => {
    expect((await summaryAfter(script, spySays(words))).refusal).toBeNull();
  });
});

function spySays(words: string): (recorder: SessionRecorder) => void {
  return (recorder) => {
    recorder.event({ event: 'injected', to: 'client', reason: 'a reason' });
    recorder.bytes({ ...said('server'), injected: true }, Buffer.from(words));
    recorder.event(closedBy('client'));
  };
}
