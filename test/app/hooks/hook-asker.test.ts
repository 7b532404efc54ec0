import { describe, expect, test } from 'vitest';
import { eventPayload } from '../../../app/capture/event-payload.ts';
import { LineFollower } from '../../../app/capture/line-follower.ts';
import { HookAsker } from '../../../app/hooks/hook-asker.ts';
import type { AskedConversation, Inquiry, Matter } from '../../../app/relay/inquiry.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { makeSummary } from '../../renderer/support/make.ts';
import { openHooks } from './hook-files.ts';

/** A conversation that is asked about with hooks of this text, what is noted in its record, and what failed, as it is told. */
async function askerWith(text: string) {
  const { client } = await openHooks(text, 50);
  const noted: SessionEvent[] = [];
  const failed: string[] = [];
  const conversation: AskedConversation = {
    origin: {
      listener: '127.0.0.1:2525',
      client: { address: '127.0.0.1', port: 50_000 },
      server: { host: 'mx.example', port: 25, address: null },
    },
    session: () => 7,
    started: 0,
    note: (event) => noted.push(event),
  };
  const asker = new HookAsker(client, 1, conversation, {
    failed: (hook, text) => failed.push(`${hook} ${text.split('\n')[0] ?? ''}`),
    ended: () => {},
  });
  const decide = (matter: Matter) => asker.decide(inquiryAbout(matter));
  return { asker, noted, failed, decide };
}

function inquiryAbout(matter: Matter): Inquiry {
  return {
    matter,
    from: 'client',
    line: null,
    verb: '',
    command: null,
    hold: null,
    end: null,
    waits: { client: null, server: null },
    session: () => makeSummary({}),
    envelope: () => ({ from: 'a@x', to: [] }),
  };
}

/** What the list shows of a conversation in which that was noted. */
function summaryOf(noted: readonly SessionEvent[]): SessionSummary {
  const { session, started, listener, client, server } = makeSummary({});
  const follower = new LineFollower(
    { session, started, listener, client, server, writer: { process: 1, version: '' } },
    false,
  );
  for (const event of noted) {
    follower.skip({ kind: 'event', time: 0, payload: Buffer.from(eventPayload(event)) });
  }
  return follower.session();
}

const contentLine = (sent: string): Matter => ({
  type: 'content-line',
  said: Buffer.from(sent),
  sent: Buffer.from(sent),
});

const command = (words: string): Matter => ({
  type: 'command',
  said: Buffer.from(words),
  sent: Buffer.from(words),
});

describe('one who asks hooks about a conversation', () => {
  test('asks about each line that rules made of one, and puts together what comes of them', async () => {
    const { decide } = await askerWith(`
      export function onContentLine({ text }) {
        if (text === 'out') return { drop: true };
        if (text === 'two') return { line: ['two', 'three'] };
        if (text === 'same') return { line: text };
      }
    `);
    expect(await decide(contentLine('one\r\nout\r\ntwo\r\n'))).toMatchObject({
      type: 'instead',
      bytes: Buffer.from('one\r\ntwo\r\nthree\r\n'),
      events: [{ event: 'hook', hook: 'onContentLine', text: 'left a line of the message out' }],
    });
    expect(await decide(contentLine('out\r\n'))).toMatchObject({ type: 'instead', bytes: Buffer.alloc(0) });
    expect(await decide(contentLine('same\r\n\r\n'))).toEqual({ type: 'go-on' });
  });

  test('leaves alone what a hook gives back as it was, and pieces of lines', async () => {
    const { asker, decide } = await askerWith(`
      export const onCommand = ({ text }) => ({ command: text });
      export const onContentLine = () => {};
    `);
    expect(await decide(command('NOOP \xe9\r\n'))).toEqual({ type: 'go-on' });
    expect(asker.wants(inquiryAbout(contentLine('a\r\n')))).toBe(true);
    expect(asker.wants(inquiryAbout(contentLine('a piece')))).toBe(false);
    expect(asker.wants({ ...inquiryAbout(contentLine('a\r\n')), end: { action: 'drop' } })).toBe(false);
  });

  test('lets a message go on that cannot be given to a hook, and says why', async () => {
    const { noted, decide } = await askerWith('export const onMessage = () => ({ drop: true });');
    const unreadable = function* (): Generator<Buffer> {
      yield Buffer.from('Subject: a\r\n');
      throw new Error('the disk is gone');
    };
    const message = { type: 'message', size: 100, content: unreadable } as const;
    expect(await decide(message)).toEqual({ type: 'go-on' });
    expect(await decide({ ...message, size: 100_000_000 })).toEqual({ type: 'go-on' });
    expect(noted).toMatchObject([
      { event: 'hook-error', hook: 'onMessage', code: 'not-asked', text: 'the disk is gone' },
      { event: 'hook-error', hook: 'onMessage', code: 'not-asked' },
    ]);
  });

  test('asks no more after three in a row that did not answer', async () => {
    const { asker, noted, decide } = await askerWith(`
      export const timeLimit = 30;
      export const onCommand = ({ verb }) => (verb === 'NOOP' ? null : new Promise(() => {}));
    `);
    for (const verb of ['HELO', 'MAIL', 'NOOP', 'RCPT', 'RSET', 'QUIT']) {
      expect(asker.isIdle).toBe(false);
      expect(await decide(command(`${verb}\r\n`))).toEqual({ type: 'go-on' });
    }
    expect(asker.isIdle).toBe(true);
    const codes = noted.map((event) => (event.event === 'hook-error' ? event.code : event.event));
    expect(codes).toEqual(['hung', 'hung', 'hung', 'hung', 'hung', 'off']);
  });

  test('tells of a hook that failed: in the summary as an alert, and at once; of the lines of one message but once', async () => {
    const { noted, failed, decide } = await askerWith(`
      export const onCommand = () => { throw new TypeError('no'); };
      export const onContentLine = ({ text }) => { throw new Error(text); };
    `);
    for (const line of ['same\r\n', 'same\r\n', 'other\r\n']) await decide(contentLine(line));
    await decide(command('NOOP\r\n'));
    await decide(contentLine('other\r\n'));
    expect(failed).toEqual([
      'onContentLine failed in conversation 7: Error: same',
      'onContentLine failed in conversation 7: Error: other',
      'onCommand failed in conversation 7: TypeError: no',
      'onContentLine failed in conversation 7: Error: other',
    ]);
    expect(noted.map(({ event }) => event)).toEqual(Array(4).fill('hook-error'));
    const { alert, findings } = summaryOf(noted);
    expect(alert).toMatchObject({ severity: 'warning', counts: { warning: 4 } });
    expect(alert?.text).toMatch(/^Hook onContentLine failed: Error: other/);
    expect(findings).toEqual({ note: 0, warning: 4, error: 0 });
  });

  test('writes down the tag that a hook puts on the conversation, so that its summary has it', async () => {
    const { asker, noted } = await askerWith('export const onCommand = () => {};');
    asker.said('onCommand', { kind: 'tag', text: 'seen' });
    expect(noted).toEqual([
      {
        event: 'hook',
        hook: 'onCommand',
        action: 'tag',
        severity: 'note',
        line: 0,
        text: 'tagged the conversation #seen',
        tag: 'seen',
      },
    ]);
    expect(summaryOf(noted).tags).toEqual(['seen']);
  });

  test('writes down what hooks say, up to a limit, and nothing once it is over', async () => {
    const { asker, noted, decide } = await askerWith(`
      export function onCommand() {}
      export async function onClose() { await new Promise((done) => setTimeout(done, 20)); throw new Error('late'); }
    `);
    for (let n = 1; n <= 1_200; n += 1) asker.said('onCommand', { kind: 'log', text: String(n) });
    expect(noted).toHaveLength(1_000);
    expect(noted.at(-1)).toMatchObject({ event: 'hook-log', text: expect.stringContaining('left out') });
    await decide(command('QUIT\r\n'));
    await asker.ended({ event: 'closed', by: 'client', how: 'end', text: '' });
    expect(noted.at(-1)).toMatchObject({ event: 'hook-error', hook: 'onClose', text: 'Error: late' });
    asker.stray('onClose', { code: 'threw', text: 'too late', stack: '' });
    expect(noted).toHaveLength(1_001);
  });
});
