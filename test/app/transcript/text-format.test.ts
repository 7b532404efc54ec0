import { describe, expect, it, test } from 'vitest';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { formatEvent, formatLine } from '../../../app/transcript/text-format.ts';
import { command, event, line, reply } from './rows.ts';

describe('a line as text', () => {
  test.each([
    ['the client’s', command('EHLO a'), 'c> EHLO a\n'],
    ['the server’s', reply('250-mx.example.net'), 's< 250-mx.example.net\n'],
    ['an empty one, with its trailing blank', line({ text: '' }), 'c> \n'],
    [
      'blanks and hostile bytes exactly as they came',
      line({ text: '  a\r\t\x1b[2J \u202e ' }),
      'c>   a\r\t\x1b[2J \u202e \n',
    ],
    ['a mask', command('AUTH PLAIN ****', { masked: true }), 'c> AUTH PLAIN ****\n'],
  ])('%s', (_, line, text) => {
    expect(formatLine(line)).toBe(text);
  });

  it('carries its session where it is asked for', () => {
    expect(formatLine(command('EHLO a'), { session: 3 })).toBe('3 c> EHLO a\n');
  });

  it('has time, TLS and phase in steady columns', () => {
    const lines = [
      command('EHLO a', { phase: 'hello' }),
      line({ kind: 'authentication', phase: 'authentication', text: '****', tls: true }),
      reply('250 Ok', { phase: 'ready', tls: true }),
    ];
    expect(lines.map((line) => formatLine(line, { marks: true })).join('')).toBe(
      [
        '14:02:11.123 -   hello          c> EHLO a',
        '14:02:11.123 TLS authentication c> ****',
        '14:02:11.123 TLS ready          s< 250 Ok',
        '',
      ].join('\n'),
    );
    expect(formatLine(command('QUIT', { phase: 'closing' }), { marks: true, session: 12 })).toBe(
      '14:02:11.123 -   closing        12 c> QUIT\n',
    );
  });
});

describe('what cannot be read', () => {
  const opaque = (text: string, bytes?: string): string =>
    formatLine(line({ kind: 'opaque', phase: 'tls', text, ...(bytes === undefined ? {} : { bytes }) }));

  it('is described by the kind and the length of the TLS record', () => {
    expect(opaque('\x16\x03\x01\x02\0' + 'x'.repeat(512))).toBe(
      'c> [TLS record: handshake, 517 bytes, passed on unread]\n',
    );
    expect(opaque('\x17\x03\x03\0\x02é\xff', 'FwMDAALp/w==')).toBe(
      'c> [TLS record: application data, 7 bytes, passed on unread]\n',
    );
  });

  it('counts bytes, not characters', () => {
    expect(opaque('\x17\x03\x03\0\x02é')).toBe(
      'c> [TLS record: application data, 7 bytes, passed on unread]\n',
    );
  });

  it('is only counted where it is no TLS', () => {
    expect(opaque('\x99')).toBe('c> [2 bytes, passed on unread]\n');
    expect(opaque('\x99', 'mQ==')).toBe('c> [1 byte, passed on unread]\n');
    expect(opaque('\x17\x02rest')).toBe('c> [6 bytes, passed on unread]\n');
  });
});

describe('an event as text', () => {
  const server = { host: 'mx.example.net', port: 25, address: '192.0.2.10' };
  const events: [SessionEvent, string][] = [
    [
      { event: 'connected', client: { address: '::1', port: 5000 } },
      'Client [::1]:5000 connected on 2026-11-21.',
    ],
    [
      { event: 'upstream-connected', server, tookMs: 38.4 },
      'Server mx.example.net [192.0.2.10]:25 reached in 38 ms.',
    ],
    [
      { event: 'upstream-connected', server: { ...server, host: '192.0.2.10' }, tookMs: 0 },
      'Server 192.0.2.10:25 reached in 0 ms.',
    ],
    [
      { event: 'injected', to: 'client', reason: 'Cannot reach mx.example.net:25.' },
      'SMTP Spy itself speaks to the client: Cannot reach mx.example.net:25.',
    ],
    [{ event: 'opaque' }, 'From here on TLS passes through unread.'],
    [{ event: 'ended', by: 'client' }, 'The client has no more to say.'],
    [{ event: 'gap', from: 'server', size: 1 }, 'The capture lacks 1 byte that the server said here.'],
    [{ event: 'gap', from: 'client', size: 17 }, 'The capture lacks 17 bytes that the client said here.'],
    [
      { event: 'error', code: 'ECONNRESET', side: 'server', text: 'The connection to the server broke' },
      'The connection to the server broke.',
    ],
    [{ event: 'error', code: 'ECONNRESET', side: 'server', text: '' }, 'The server’s side failed.'],
    [{ event: 'error', code: 'ENOSPC', side: 'spy', text: '' }, 'SMTP Spy failed.'],
    [{ event: 'closed', by: 'server', how: 'end', text: '' }, 'The server closed the connection.'],
    [{ event: 'closed', by: 'client', how: 'reset', text: '' }, 'The client broke the connection.'],
    [{ event: 'closed', by: 'spy', how: 'unreachable', text: 'Cannot reach it.' }, 'Cannot reach it.'],
  ];

  test.each(events)('%j', (facts, sentence) => {
    expect(formatEvent(event(facts))).toBe(`# 14:02:11.123 ${sentence}\n`);
  });

  it('carries its session where it is asked for', () => {
    expect(formatEvent(event({ event: 'ended', by: 'server' }), { session: 3 })).toBe(
      '# 14:02:11.123 3 The server has no more to say.\n',
    );
  });

  it('is one harmless line, whatever a peer has put into it', () => {
    const text = 'no\r\nc> QUIT\x1b[2J';
    expect(formatEvent(event({ event: 'error', code: 'X', side: 'client', text }))).toBe(
      '# 14:02:11.123 no␍␊c> QUIT␛[2J.\n',
    );
  });
});
