import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RelayEvent } from '../../../app/relay/relay-events.ts';
import {
  byteByByte,
  splitAnywhere,
  speakerOf,
  type ConversationScript,
} from '../../support/conversation-script.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import {
  clientConnected,
  closed,
  connected,
  connecting,
  data,
  ended,
  greeted,
  PlayedRelay,
  serverConnected,
  unreachable,
  type Step,
} from './relay-script.ts';

describe('a conversation', () => {
  test('begins with the client, for whom the server is connected to, whose greeting is waited for', () => {
    const script: Step[] = [
      [clientConnected, 'note connected', 'connect'],
      [serverConnected, 'note upstream-connected', 'await greeting'],
      [
        data('server', '220 a\r\n'),
        'send to client "220 a\\r\\n"',
        'record server "220 a\\r\\n"',
        'greeting came',
      ],
    ];
    expect(new PlayedRelay().play(script)).toEqual(script);
  });

  test('passes each byte before it is recorded, and waits for nothing', () => {
    const script: Step[] = [
      [
        data('client', 'EHLO a\r\nMAIL FROM:<>'),
        'send to server "EHLO a\\r\\nMAIL FROM:<>"',
        'record client "EHLO a\\r\\nMAIL FROM:<>"',
      ],
      [data('client', '\0\xff\n'), 'send to server "\\u0000ÿ\\n"', 'record client "\\u0000ÿ\\n"'],
      [data('server', '2'), 'send to client "2"', 'record server "2"'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('ends in order: the server first', () => {
    const script: Step[] = [
      [ended('server'), 'note ended by server', 'end client'],
      [ended('client'), 'note ended by client', 'end server'],
      [closed('server'), 'close client'],
      [closed('client'), 'note closed by server: end', 'finish'],
      [data('client', 'too late')],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('goes on in one direction when the other is over: the client has said all', () => {
    const script: Step[] = [
      [data('client', 'QUIT\r\n'), 'send to server "QUIT\\r\\n"', 'record client "QUIT\\r\\n"'],
      [ended('client'), 'note ended by client', 'end server'],
      [data('server', '221 bye\r\n'), 'send to client "221 bye\\r\\n"', 'record server "221 bye\\r\\n"'],
      [ended('server'), 'note ended by server', 'end client'],
      [closed('client'), 'close server'],
      [closed('server'), 'note closed by client: end', 'finish'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('goes on in one direction when the other is over: the server has said all', () => {
    const script: Step[] = [
      [ended('server'), 'note ended by server', 'end client'],
      [data('client', 'NOOP\r\n'), 'send to server "NOOP\\r\\n"', 'record client "NOOP\\r\\n"'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('the record of a server that closes at once says so', () => {
    const script: Step[] = [
      [closed('server'), 'close client'],
      [closed('client'), 'note closed by server: end', 'finish'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });
});

describe('a client that does not wait', () => {
  test('is recorded at once, and passed on when the server is there', () => {
    const script: Step[] = [
      [data('client', 'EHLO a\r\n'), 'record client "EHLO a\\r\\n"'],
      [data('client', 'QUIT\r\n'), 'record client "QUIT\\r\\n"'],
      [
        serverConnected,
        'note upstream-connected',
        'await greeting',
        'send to server "EHLO a\\r\\n"',
        'send to server "QUIT\\r\\n"',
      ],
      [data('client', 'NOOP\r\n'), 'send to server "NOOP\\r\\n"', 'record client "NOOP\\r\\n"'],
    ];
    expect(connecting().play(script)).toEqual(script);
  });

  test('may have said all before the server is there', () => {
    const script: Step[] = [
      [data('client', 'QUIT\r\n'), 'record client "QUIT\\r\\n"'],
      [ended('client'), 'note ended by client'],
      [
        serverConnected,
        'note upstream-connected',
        'await greeting',
        'send to server "QUIT\\r\\n"',
        'end server',
      ],
    ];
    expect(connecting().play(script)).toEqual(script);
  });

  test('has to wait when it says very much', () => {
    const relay = connecting().on(data('client', 'x'.repeat(65_535)));
    const script: Step[] = [[data('client', 'y'), 'pause client', 'record client "y"']];
    expect(relay.play(script)).toEqual(script);
    relay.on(serverConnected);
    expect(relay.saidTo('server')).toBe(`${'x'.repeat(65_535)}y`);
    expect(relay.commands.at(-1)).toEqual({ type: 'resume', side: 'client' });
  });

  test('may be gone before the server is there', () => {
    const script: Step[] = [
      [data('client', 'QUIT\r\n'), 'record client "QUIT\\r\\n"'],
      [closed('client', 'ECONNRESET'), 'note closed by client: reset', 'finish'],
      [serverConnected],
    ];
    expect(connecting().play(script)).toEqual(script);
    const inOrder: Step[] = [[closed('client'), 'note closed by client: end', 'finish']];
    expect(connecting().play(inOrder)).toEqual(inOrder);
  });
});

describe('back-pressure', () => {
  test.each([
    ['client', 'server'],
    ['server', 'client'],
  ] as const)('while the %s takes no more, the %s is not read from', (side, other) => {
    const script: Step[] = [
      [{ type: 'congested', side }, `pause ${other}`],
      [{ type: 'congested', side }],
      [{ type: 'drained', side }, `resume ${other}`],
      [{ type: 'drained', side }],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('while the disk does not keep up, nobody is read from', () => {
    const script: Step[] = [
      [{ type: 'record-full' }, 'pause client', 'pause server'],
      [{ type: 'record-room' }, 'resume client', 'resume server'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('two reasons to wait: both have to pass', () => {
    const script: Step[] = [
      [{ type: 'congested', side: 'client' }, 'pause server'],
      [{ type: 'record-full' }, 'pause client'],
      [{ type: 'drained', side: 'client' }],
      [{ type: 'record-room' }, 'resume client', 'resume server'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('a server that comes while the disk does not keep up has to wait', () => {
    const script: Step[] = [
      [{ type: 'record-full' }, 'pause client'],
      [serverConnected, 'note upstream-connected', 'await greeting', 'pause server'],
      [{ type: 'record-room' }, 'resume client', 'resume server'],
    ];
    expect(connecting().play(script)).toEqual(script);
  });

  test('what has ended is neither paused nor resumed', () => {
    const script: Step[] = [
      [ended('client'), 'note ended by client', 'end server'],
      [{ type: 'record-full' }, 'pause server'],
      [{ type: 'record-room' }, 'resume server'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });
});

describe('a server that cannot be had', () => {
  test.each([
    ['ECONNREFUSED', 'connection refused', /refused the connection.*Check the port/],
    ['ENOTFOUND', 'no such host name', /no host of that name.*Check the spelling/],
    ['EAI_AGAIN', 'the name could not be looked up', /looked up just now.*try again/],
    ['ETIMEDOUT', 'no answer', /did not answer in time.*port 587/],
    ['EHOSTUNREACH', 'no route to it', /no way to it.*Check the address/],
    ['ENETUNREACH', 'no route to it', /no way to it/],
    ['EADDRNOTAVAIL', 'no route to it', /no way to it/],
    ['ELOOP', 'that is SMTP Spy itself', /choose another port/],
    ['EPROTO', 'EPROTO', /words for EPROTO/],
  ])('%s: the client gets a reply that says why, and the person what to do', (code, brief, full) => {
    const reply = `421 4.4.1 SMTP Spy: cannot reach mx.example:25: ${brief}\r\n`;
    const script: Step[] = [
      [
        unreachable(code),
        'note injected',
        `send to client ${JSON.stringify(reply)}`,
        `record server ${JSON.stringify(reply)}, injected`,
        'close client',
      ],
      [closed('client'), 'note closed by spy: unreachable', 'finish'],
    ];
    const relay = connecting();
    expect(relay.play(script)).toEqual(script);
    expect(relay.events.at(-1)).toMatchObject({ how: 'unreachable', text: expect.stringMatching(full) });
  });

  test('what the client still says is recorded as passed on to nobody, and not kept', () => {
    const script: Step[] = [
      [data('client', 'x'.repeat(100_000)), `record client "${'x'.repeat(100_000)}", withheld`],
      [ended('client'), 'note ended by client'],
    ];
    const relay = connecting().on(data('client', 'EHLO a\r\n')).on(unreachable('ECONNREFUSED'));
    expect(relay.play(script)).toEqual(script);
  });

  test('words of the system stay within what a reply may be', () => {
    const long = connecting().on({
      type: 'server-unreachable',
      failure: { code: 'ü'.repeat(1_000), text: '' },
    });
    expect(long.saidTo('client')).toMatch(/^421 4\.4\.1 SMTP Spy: [\x20-\x7e]+\r\n$/);
    expect(long.saidTo('client').length).toBeLessThanOrEqual(512);
  });
});

describe('a server that says nothing', () => {
  const timeout: RelayEvent = { type: 'greeting-timeout', afterMs: 300_000 };

  test('the client gets a reply, and both are let go', () => {
    const relay = connected().on(timeout);
    expect(relay.saidTo('client')).toBe(
      '421 4.4.1 SMTP Spy: mx.example:25 took the connection but sent no greeting within 300 s\r\n',
    );
    const script: Step[] = [
      [data('server', '220 too late\r\n'), 'record server "220 too late\\r\\n", withheld'],
      [closed('server'), 'close client'],
      [closed('client'), 'note closed by spy: timeout', 'finish'],
    ];
    expect(relay.play(script)).toEqual(script);
  });

  test('a part of a greeting is a greeting', () => {
    const script: Step[] = [
      [data('server', '2'), 'send to client "2"', 'record server "2"', 'greeting came'],
      [data('server', '20 a\r\n'), 'send to client "20 a\\r\\n"', 'record server "20 a\\r\\n"'],
    ];
    expect(connected().play(script)).toEqual(script);
  });

  test('a server that hangs up instead of greeting is not waited for', () => {
    const script: Step[] = [
      [ended('server'), 'note ended by server', 'end client'],
      [timeout],
      [closed('server'), 'close client'],
      [closed('client'), 'note closed by server: end', 'finish'],
    ];
    expect(connected().play(script)).toEqual(script);
  });

  test('neither is it for a client that has gone', () => {
    const script: Step[] = [[closed('client', 'ECONNRESET'), 'reset server'], [timeout]];
    expect(connected().play(script)).toEqual(script);
  });
});

describe('a connection that breaks', () => {
  test.each([
    ['client', 'server'],
    ['server', 'client'],
  ] as const)('the reset of the %s is passed on to the %s', (side, other) => {
    const relay = greeted();
    const script: Step[] = [
      [closed(side, 'ECONNRESET'), `reset ${other}`],
      [closed(other), `note closed by ${side}: reset`, 'finish'],
    ];
    expect(relay.play(script)).toEqual(script);
    expect(relay.events.at(-1)).toMatchObject({ text: expect.stringContaining(`the ${side} dropped it`) });
  });

  test('is told of even when the end had begun', () => {
    const script: Step[] = [
      [ended('client'), 'note ended by client', 'end server'],
      [closed('server', 'ETIMEDOUT'), 'note error of server: ETIMEDOUT', 'reset client'],
      [closed('client'), 'note closed by client: end', 'finish'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('what the other side still says is recorded as passed on to nobody', () => {
    const script: Step[] = [
      [closed('server', 'ECONNRESET'), 'reset client'],
      [data('client', 'NOOP\r\n'), 'record client "NOOP\\r\\n", withheld'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });
});

describe('the program ends', () => {
  test('in the middle of a conversation', () => {
    const script: Step[] = [
      [{ type: 'stop' }, 'close client', 'close server', 'note closed by spy: stopped', 'finish'],
    ];
    expect(greeted().play(script)).toEqual(script);
  });

  test('when the spy had given up already, that stays the reason', () => {
    const script: Step[] = [
      [{ type: 'stop' }, 'close client', 'close server', 'note closed by spy: unreachable', 'finish'],
    ];
    expect(connecting().on(unreachable('ECONNREFUSED')).play(script)).toEqual(script);
  });
});

describe('whatever is split', () => {
  /** What each side got of a script, the server being there from the start or only at the end. */
  function relayed(
    script: ConversationScript,
    serverComes: 'first' | 'last',
  ): { client: string; server: string } {
    const relay = serverComes === 'first' ? connected() : connecting();
    const usable = serverComes === 'first' ? script : script.filter(([who]) => who === 'c');
    for (const [who, words] of usable) relay.on(data(speakerOf(who), words));
    if (serverComes === 'last') relay.on(serverConnected);
    return { client: relay.saidTo('client'), server: relay.saidTo('server') };
  }

  test.each(Object.entries(RECORDED))('%s: the same bytes come out', (_name, script) => {
    const whole = relayed(script, 'first');
    const bytes = (from: 'c' | 's') =>
      script.flatMap(([who, words]) => (who === from ? [words] : [])).join('');
    expect(whole).toEqual({ client: bytes('s'), server: bytes('c') });
    for (const split of [...splitAnywhere(script), byteByByte(script)]) {
      expect(relayed(split, 'first')).toEqual(whole);
      expect(relayed(split, 'last')).toEqual({ client: '', server: bytes('c') });
    }
  });

  test('whatever happens in whatever order, it neither throws nor goes on after its end, and records its end once', () => {
    const speaker = fc.constantFrom('client' as const, 'server' as const);
    const event: fc.Arbitrary<RelayEvent> = fc.oneof(
      speaker.map((from) => data(from, 'x')),
      speaker.map(ended),
      speaker.map((side) => closed(side)),
      speaker.map((side) => closed(side, 'ECONNRESET')),
      speaker.map((side): RelayEvent => ({ type: 'congested', side })),
      speaker.map((side): RelayEvent => ({ type: 'drained', side })),
      fc.constantFrom<RelayEvent>(
        serverConnected,
        unreachable('ECONNREFUSED'),
        { type: 'record-full' },
        { type: 'record-room' },
        { type: 'greeting-timeout', afterMs: 1 },
        { type: 'stop' },
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const relay = connecting();
        for (const each of events) relay.on(each);
        const types = relay.commands.map(({ type }) => type);
        const finishes = types.filter((type) => type === 'finish').length;
        expect(finishes).toBeLessThanOrEqual(1);
        expect(types.indexOf('finish')).toBe(finishes === 1 ? types.length - 1 : -1);
        expect(relay.events.filter((each) => each.event === 'closed')).toHaveLength(finishes);
      }),
      { numRuns: 1_000 },
    );
  });
});
