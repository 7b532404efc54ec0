import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../app/smtp/exchange.ts';
import {
  formatJsonEvent,
  formatJsonExchange,
  formatJsonFinding,
  formatJsonLine,
  formatJsonMessage,
  formatJsonSession,
} from '../../../app/transcript/json-format.ts';
import { event, line, reply, session } from './rows.ts';

/** 2026-11-21T03:40:00.123456Z */
const MOMENT = Date.UTC(2026, 10, 21, 3, 40, 0, 123) * 1_000 + 456;

describe('JSON lines', () => {
  it('give a line', () => {
    expect(formatJsonLine(reply('550 5.7.1 No', { at: MOMENT, n: 30, tls: true }), 12)).toBe(
      '{"type":"line","session":12,"n":30,"at":"2026-11-21T03:40:00.123456Z","from":"server","text":"550 5.7.1 No","ending":"crlf","phase":"envelope","tls":true}\n',
    );
  });

  it('give the exact bytes where the text cannot, and what is special about a line', () => {
    const strange = line({ text: 'Grüße', bytes: 'R3L832U=', injected: true });
    expect(JSON.parse(formatJsonLine(strange, 1))).toMatchObject({ bytes: 'R3L832U=', injected: true });
    const masked = line({ text: '****', masked: true });
    expect(JSON.parse(formatJsonLine(masked, 1))).toMatchObject({ text: '****', masked: true });
  });

  it('give an event with its details', () => {
    const closed = event({ event: 'closed', by: 'client', how: 'reset', text: 'It broke.' });
    expect(formatJsonEvent({ ...closed, at: MOMENT }, 12)).toBe(
      '{"type":"event","session":12,"at":"2026-11-21T03:40:00.123456Z","event":"closed","by":"client","how":"reset","text":"It broke."}\n',
    );
  });

  it('give a session', () => {
    const summary = session({ started: MOMENT, ended: MOMENT + 1, reason: 'Done.' });
    expect(formatJsonSession(summary)).toBe(
      '{"type":"session","session":12,"client":{"address":"127.0.0.1","port":51234},' +
        '"server":{"host":"mx.example.net","address":"192.0.2.10","port":25},"listener":"127.0.0.1:2525",' +
        '"started":"2026-11-21T03:40:00.123456Z","ended":"2026-11-21T03:40:00.123457Z","lines":20,' +
        '"bytesFromClient":50000,"bytesFromServer":900,"outcome":"completed","reason":"Done."}\n',
    );
  });

  it('say null for the end of a session that is open', () => {
    expect(JSON.parse(formatJsonSession(session({ ended: null })))).toMatchObject({ ended: null });
  });

  it('hold nothing that a terminal obeys or that turns the reading direction, and lose nothing', () => {
    const text = 'a\x1b[2J\x7f\x9b\u202e\u2028b\ud800';
    const json = formatJsonLine(line({ text }), 1);
    expect(json.slice(0, -1)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(json)).toMatchObject({ text });
  });
});

describe('what follows from lines', () => {
  const login: Exchange = {
    n: 2,
    verb: 'AUTH',
    argument: 'PLAIN AGJvYgBzM2NyZXQ=',
    parameters: [],
    code: 235,
    enhanced: '2.7.0',
    reply: ['yes'],
    tookMs: 1.5,
    commandLine: 4,
    replyLine: 5,
  };

  it('an exchange, in the order of its fields', () => {
    const { parameters } = { parameters: [{ keyword: 'SIZE', value: '5' }] };
    const mail = { ...login, verb: 'MAIL', argument: 'FROM:<a@b> SIZE=5', parameters };
    expect(formatJsonExchange(mail, 7, false)).toBe(
      '{"type":"exchange","session":7,"n":2,"verb":"MAIL","argument":"FROM:<a@b> SIZE=5","parameters":[{"keyword":"SIZE","value":"5"}],"code":235,"enhanced":"2.7.0","reply":["yes"],"tookMs":1.5,"commandLine":4,"replyLine":5}\n',
    );
  });

  it.each([
    ['AUTH', 'PLAIN AGJvYgBzM2NyZXQ=', 'PLAIN ****'],
    ['AUTH', 'AGJvYgBzM2NyZXQ=', '****'],
    ['PASS', 's3cret', '****'],
    ['', 'auth plain AGJvYgBzM2NyZXQ=', 'auth plain ****'],
    ['NOOP', 'AGJvYgBzM2NyZXQ=', 'AGJvYgBzM2NyZXQ='],
  ])('%s %s stands as %s unless it is revealed', (verb, argument, masked) => {
    const exchange = { ...login, verb, argument };
    expect(JSON.parse(formatJsonExchange(exchange, 7, false))).toMatchObject({ argument: masked });
    expect(JSON.parse(formatJsonExchange(exchange, 7, true))).toMatchObject({ argument });
  });

  it('what was never answered', () => {
    const unanswered = { ...login, code: 0, enhanced: '', reply: [], tookMs: 0, replyLine: 0 };
    const exchange = JSON.parse(formatJsonExchange(unanswered, 7, false));
    expect(exchange).toMatchObject({ code: null, reply: [], tookMs: null, commandLine: 4, replyLine: null });
  });

  it('a message and a finding, harmless to a terminal', () => {
    const message = {
      n: 1,
      mailFrom: 'a@b',
      rcptTo: [{ address: 'c@d', code: 250 }],
      size: 3,
      sha256: 'ab',
      code: 250,
      accepted: true,
      via: 'data' as const,
      subject: 'x\u202ey',
      from: '',
      to: '',
      messageId: '',
    };
    const text = formatJsonMessage({ ...message, commandLine: 5, isWhole: true }, 7);
    expect(text).not.toContain('\u202e');
    expect(JSON.parse(text)).toEqual({ type: 'message', session: 7, ...message });
    const finding = {
      line: 3,
      code: 'bare-lf' as const,
      severity: 'warning' as const,
      text: 'so',
      reference: 'RFC 5321',
    };
    expect(JSON.parse(formatJsonFinding(finding, 7))).toEqual({ type: 'finding', session: 7, ...finding });
  });
});
