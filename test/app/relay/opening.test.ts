import { describe, expect, test } from 'vitest';
import type { RelaySecurity } from '../../../app/relay/security.ts';
import {
  byteByByte,
  speakerOf,
  splitAnywhere,
  type ConversationScript,
} from '../../support/conversation-script.ts';
import {
  clientConnected,
  closed,
  data,
  ended,
  PlayedRelay,
  secured,
  secureFailed,
  serverConnected,
  type Step,
} from './relay-script.ts';

function relay(security: Partial<RelaySecurity>): PlayedRelay {
  const everything = { insecure: false, stripStarttls: false, hidePlus: true };
  return new PlayedRelay({ client: 'auto', server: 'auto', ...everything, ...security }).on(clientConnected);
}

/** What either side hears when the conversation arrives in these pieces. */
function heard(security: Partial<RelaySecurity>, script: ConversationScript) {
  const played = relay(security).on(serverConnected);
  for (const [who, words] of script) played.on(data(speakerOf(who), words));
  return { client: played.saidTo('client'), server: played.saidTo('server') };
}

describe('what the two hear is the same wherever the network splits what they say', () => {
  const CASES: readonly (readonly [string, Partial<RelaySecurity>, ConversationScript])[] = [
    [
      'STARTTLS refused, with commands behind it',
      {},
      [
        ['s', '220 a\r\n'],
        ['c', 'EHLO c\r\n'],
        ['s', '250-a\r\n250 STARTTLS\r\n'],
        ['c', 'STARTTLS\r\nNOOP\r\n'],
        ['s', '454 no\r\n250 ok\r\n'],
      ],
    ],
    [
      'STARTTLS added',
      { client: 'starttls', server: 'plain' },
      [
        ['s', '220 a\r\n'],
        ['c', 'EHLO c\r\n'],
        ['s', '250-a\r\n250 SIZE 10\r\n'],
        ['c', 'RSET\r\nehlo d\r\n'],
        ['s', '250 ok\r\n250 a\r\n'],
      ],
    ],
    [
      'STARTTLS hidden, and refused',
      { client: 'plain', server: 'plain' },
      [
        ['s', '220 a\r\n'],
        ['c', 'EHLO c\r\n'],
        ['s', '250-a\r\n250-SIZE 10\r\n250 STARTTLS\r\n'],
        ['c', 'STARTTLS\r\n'],
        ['c', 'MAIL FROM:<a>\r\n'],
        ['s', '250 ok\r\n'],
      ],
    ],
    [
      'the spy’s own STARTTLS',
      { client: 'plain', server: 'starttls' },
      [
        ['s', '220-a\r\n220 b\r\n'],
        ['s', '250-a\r\n250 STARTTLS\r\n'],
      ],
    ],
  ];

  test.each(CASES)('%s', (_name, security, script) => {
    const whole = heard(security, script);
    for (const split of [...splitAnywhere(script), byteByByte(script)]) {
      expect(heard(security, split)).toEqual(whole);
    }
  });

  test('STARTTLS hidden: what that comes to', () => {
    const [, , [, security, script] = ['', {}, []]] = CASES;
    expect(heard(security, script)).toEqual({
      client: '220 a\r\n250-a\r\n250 SIZE 10\r\n502 5.5.1 STARTTLS is not offered here\r\n250 ok\r\n',
      server: 'EHLO c\r\nMAIL FROM:<a>\r\n',
    });
  });

  test('STARTTLS added: what that comes to', () => {
    const [, [, security, script] = ['', {}, []]] = CASES;
    expect(heard(security, script)).toEqual({
      client: '220 a\r\n250-a\r\n250-STARTTLS\r\n250 SIZE 10\r\n250 ok\r\n250-a\r\n250 STARTTLS\r\n',
      server: 'EHLO c\r\nRSET\r\nehlo d\r\n',
    });
  });
});

describe('a client that may secure its side and does not', () => {
  test('has the server’s side secured for it, before its mail goes out', () => {
    const played = relay({ client: 'starttls', server: 'starttls' }).on(serverConnected);
    const script: Step[] = [
      [
        data('server', '220 a\r\n'),
        'send to client "220 a\\r\\n"',
        'record server "220 a\\r\\n"',
        'greeting came',
      ],
      [data('client', 'EHLO c\r\n'), 'send to server "EHLO c\\r\\n"', 'record client "EHLO c\\r\\n"'],
      [
        data('server', '250-a\r\n250 STARTTLS\r\n'),
        'send to client "250-a\\r\\n250 STARTTLS\\r\\n"',
        'record server "250-a\\r\\n250 STARTTLS\\r\\n"',
      ],
      [
        data('client', 'MAIL FROM:<a>\r\n'),
        'note injected',
        'send to server "STARTTLS\\r\\n"',
        'record client "STARTTLS\\r\\n", injected',
      ],
      [data('server', '220 go\r\n'), 'record server "220 go\\r\\n", withheld', 'secure server'],
      [
        secured('server'),
        'note tls with server',
        'note injected',
        'send to server "EHLO c\\r\\n"',
        'record client "EHLO c\\r\\n", tls, injected',
      ],
      [
        data('server', '250 a\r\n'),
        'record server "250 a\\r\\n", tls, withheld',
        'send to server "MAIL FROM:<a>\\r\\n"',
        'record client "MAIL FROM:<a>\\r\\n"',
      ],
    ];
    expect(played.play(script)).toEqual(script);
  });
});

describe('a server’s side that has to be secured', () => {
  test('is never spoken to in the clear about mail, not even by a client that said all at once', () => {
    const played = relay({ client: 'starttls', server: 'starttls' })
      .on(serverConnected)
      .on(data('client', 'EHLO c\r\nMAIL FROM:<a>\r\nQUIT\r\n'))
      .on(ended('client'))
      .on(data('server', '220 a\r\n'))
      .on(data('server', '250-a\r\n250 STARTTLS\r\n'));
    expect(played.saidTo('server')).toBe('EHLO c\r\nSTARTTLS\r\n');
    played.on(data('server', '220 go\r\n')).on(secured('server')).on(data('server', '250 a\r\n'));
    expect(played.saidTo('server')).toBe('EHLO c\r\nSTARTTLS\r\nEHLO c\r\nMAIL FROM:<a>\r\nQUIT\r\n');
  });

  test('a load balancer’s header goes on before the server has greeted, however it is cut', () => {
    const headers = [
      'PROXY TCP4 192.0.2.1 192.0.2.2 5000 25\r\n',
      '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c123456789012',
    ];
    for (const header of headers) {
      for (let at = 1; at <= header.length; at += 1) {
        const played = relay({ client: 'plain', server: 'starttls' }).on(serverConnected);
        played.on(data('client', header.slice(0, at))).on(data('client', `${header.slice(at)}EHLO c\r\n`));
        expect([at, played.saidTo('server')]).toEqual([at, header]);
        played.on(data('server', '220 a\r\n'));
        // The spy greets the server first, in its own name.
        expect(played.saidTo('server')).toBe(`${header}EHLO [127.0.0.1]\r\n`);
      }
    }
  });

  test('a client that goes on speaking meanwhile has to wait', () => {
    const played = relay({ client: 'plain', server: 'starttls' }).on(serverConnected);
    played.on(data('client', 'NOOP\r\n'.repeat(10_923)));
    expect(played.commands.at(-1)).toEqual({ type: 'pause', side: 'client' });
  });
});

describe('while a side is being secured', () => {
  const securing = (): PlayedRelay =>
    relay({})
      .on(serverConnected)
      .on(data('server', '220 a\r\n'))
      .on(data('client', 'STARTTLS\r\n'))
      .on(data('server', '220 go\r\n'));

  test('what the other says already waits, and is passed on in order', () => {
    const script: Step[] = [
      [secured('client'), 'note tls with client'],
      [data('client', 'EHLO c\r\n')],
      [ended('client'), 'note ended by client'],
      [
        secured('server'),
        'note tls with server',
        'send to server "EHLO c\\r\\n"',
        'record client "EHLO c\\r\\n", tls',
      ],
      [
        data('server', '250 a\r\n'),
        'send to client "250 a\\r\\n"',
        'record server "250 a\\r\\n", tls',
        'end server',
      ],
    ];
    expect(securing().play(script)).toEqual(script);
  });

  test('the server fails: the client hears of it inside TLS', () => {
    const script: Step[] = [
      [secureFailed('server', 'ECONNRESET'), 'note tls with server failed: ECONNRESET'],
      [
        secured('client'),
        'note tls with client',
        'note injected',
        `send to client "421 4.7.0 SMTP Spy: mx.example:25 closed the connection in the TLS handshake\\r\\n"`,
        `record server "421 4.7.0 SMTP Spy: mx.example:25 closed the connection in the TLS handshake\\r\\n", tls, injected`,
        'close client',
      ],
      [closed('client'), 'note closed by spy: tls-failed', 'finish'],
    ];
    expect(securing().play(script)).toEqual(script);
  });

  test('both fail', () => {
    const script: Step[] = [
      [secureFailed('client', 'closed'), 'note tls with client failed: closed', 'close server'],
      [secureFailed('server', 'closed'), 'note closed by spy: tls-failed', 'finish'],
    ];
    expect(securing().play(script)).toEqual(script);
  });
});
