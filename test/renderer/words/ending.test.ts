import { describe, expect, it } from 'vitest';
import type { ServerOffer, TlsEvent, Turn } from '../../../app/transcript/details.ts';
import { BUILT_IN } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { endingWords, failedTlsWord } from '../../../renderer/words/ending.ts';
import { makeSummary } from '../support/make.ts';

const SECOND = 1_000_000;

const TURN: Turn = {
  of: 'server',
  asked: 'RCPT',
  line: 6,
  row: 7,
  since: SECOND,
  waited: 3 * SECOND,
  instead: '',
  held: false,
  kept: false,
};

const CLIENT_SECURED: TlsEvent = {
  event: 'tls',
  side: 'client',
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  alpn: '',
  serverName: '',
  chain: [],
  clientChain: [],
  verified: 'not-asked',
  reason: '',
  tookMs: 3,
  resumed: false,
};

function offering(...keywords: string[]): ServerOffer {
  const capabilities = keywords.map((keyword) => ({ keyword, parameters: [] }));
  return { row: 3, line: 3, protocol: 'EHLO', greeting: 'mx.example', capabilities, tls: false };
}

function title(change: Partial<SessionSummary>, turn: Partial<Turn> | null = null): string | undefined {
  const known = turn === null ? null : { turn: { ...TURN, ...turn }, offers: [], tls: [] };
  return endingWords(makeSummary(change), known)?.title;
}

describe('why a conversation came to nothing', () => {
  const client = { outcome: 'aborted-by-client' } as const;
  const server = { outcome: 'aborted-by-server' } as const;
  const nothing = { outcome: 'completed', accepted: 0, messages: 0, mailFrom: null } as const;

  it.each<[Partial<SessionSummary>, Partial<Turn> | null, string]>([
    [client, {}, 'The client gave up waiting for the answer to RCPT'],
    [client, { asked: 'content' }, 'The client gave up waiting for the answer to the message'],
    [client, { asked: 'greeting', line: 0 }, 'The client gave up: the server never greeted it'],
    [client, { waited: 400_000 }, 'The client hung up before the answer to RCPT came'],
    [client, { of: 'client', asked: '' }, 'The client hung up in the middle'],
    [server, {}, 'The server hung up instead of sending the answer to RCPT'],
    [server, { of: 'client', asked: '', waited: 300 * SECOND }, 'The server hung up on a silent client'],
    [server, { of: 'client', asked: '', waited: 5_000 }, 'The server hung up in the middle'],
    [
      { ...client, phase: 'content' },
      { of: 'client', asked: '' },
      'The client hung up in the middle of the message',
    ],
    [
      { ...server, phase: 'content' },
      { of: 'client', asked: '' },
      'The server hung up in the middle of the message',
    ],
    [{ ...nothing, bytesFromServer: 0 }, null, 'The server never said a word'],
    [client, { asked: 'greeting', instead: '* OK IMAP4rev1' }, 'What answered is no mail server'],
    [server, { asked: 'greeting', instead: 'HTTP/1.1 400 Bad Request' }, 'What answered is no mail server'],
    [
      client,
      { asked: 'greeting', instead: '\u0015\u0003\u0003\0\u0002' },
      'The server speaks TLS from the first byte',
    ],
    [
      client,
      { of: 'client', asked: '', held: true, waited: 9 * SECOND },
      'The client hung up while a person was to decide',
    ],
    [client, { kept: true, waited: 9 * SECOND }, 'The client gave up: what it said was not passed on'],
    [{ outcome: 'unreachable' }, null, 'There was no server to speak to'],
    [{ outcome: 'failed' }, null, 'The conversation was broken off'],
    [
      { outcome: 'failed', failedTls: { side: 'server', code: 'CERT_HAS_EXPIRED' } },
      null,
      'SMTP Spy does not trust the server’s certificate',
    ],
    [
      { outcome: 'failed', failedTls: { side: 'client', code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' } },
      null,
      'The mail client does not trust SMTP Spy’s certificate',
    ],
  ])('%j, %j: %s', (change, turn, words) => expect(title(change, turn)).toBe(words));

  it('is said by the refusal where there is one, and not at all where all is well', () => {
    const refusal = { verb: 'RCPT', code: 550, text: 'no', line: 9 };
    expect(title({ ...client, refusal }, {})).toBeUndefined();
    expect(title({ outcome: 'completed' }, {})).toBeUndefined();
    expect(title({ outcome: 'open' })).toBeUndefined();
    // It is about to be known.
    expect(title(client)).toBeUndefined();
  });

  it('tells how long was waited, from where on, and how long it may take', () => {
    const turn = { ...TURN, asked: 'DATA', line: 9, row: 10, waited: 3.2 * SECOND };
    const words = endingWords(makeSummary(client), { turn, offers: [], tls: [] });
    expect(words?.text).toBe('It had waited 3.20 s, from line 9 on.');
    expect(words?.attempt).toContain('2 minutes');
  });

  it('warns of sending a message twice that the server may have taken', () => {
    const words = endingWords(makeSummary(server), {
      turn: { ...TURN, asked: 'content' },
      offers: [],
      tls: [],
    });
    expect(words?.attempt).toContain('arrives twice');
  });

  describe('where nobody broke it off, nothing was refused, and no message was sent', () => {
    const left = { outcome: 'completed', accepted: 0, messages: 0, mailFrom: null } as const;

    function likely(change: Partial<SessionSummary>, ...offers: ServerOffer[]): string | undefined {
      return endingWords(makeSummary({ ...left, ...change }), { turn: TURN, offers, tls: [] })?.likely;
    }

    it('names what the client may have missed in what was offered', () => {
      expect(likely({}, offering('SIZE'))).toBe(
        'It is set to encrypt (STARTTLS) or to log in (AUTH) first, and the server does not offer that.',
      );
      expect(likely({}, offering('STARTTLS'))).toContain('to log in (AUTH) first');
      expect(likely({}, offering('STARTTLS'))).toContain('on encrypted connections only');
      expect(likely({}, offering('AUTH'))).toContain('to encrypt (STARTTLS) first');
    });

    it('looks at what was offered last, and at what the client had by then', () => {
      const offers = [offering('STARTTLS'), offering('AUTH')];
      const tls = [{ row: 5, event: CLIENT_SECURED }];
      const words = endingWords(makeSummary(left), { turn: TURN, offers, tls });
      expect(words?.likely).toContain('only looked');
    });

    it('says of the built-in server what can be set', () => {
      const server = { host: BUILT_IN, port: 2525, address: '127.0.0.1' };
      const words = endingWords(makeSummary({ ...left, server }), {
        turn: TURN,
        offers: [offering()],
        tls: [],
      });
      expect(words?.attempt).toContain('Name your mail server');
    });

    it('takes an envelope without a message for a question about the address', () => {
      expect(likely({ mailFrom: 'a@b.example' }, offering())).toContain('for this address');
    });

    it('says nothing of a conversation that nobody could read, or that came to its end before EHLO', () => {
      expect(likely({ phase: 'tls' }, offering())).toBeUndefined();
      expect(likely({})).toBeUndefined();
    });
  });

  it.each([
    ['server', 'SELF_SIGNED_CERT_IN_CHAIN', 'server’s certificate not trusted'],
    ['server', 'ERR_TLS_CERT_ALTNAME_INVALID', 'server’s certificate not trusted'],
    ['server', 'ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS with the server'],
    ['client', 'ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA', 'client does not trust the certificate'],
    ['client', 'closed', 'no TLS with the client'],
  ] as const)('in a word, of the %s’s handshake, %s: %s', (side, code, word) => {
    expect(failedTlsWord({ side, code })).toBe(word);
  });
});
