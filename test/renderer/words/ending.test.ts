import { describe, expect, it } from 'vitest';
import type { LastTurn } from '../../../app/transcript/details.ts';
import type { SessionSummary } from '../../../app/transcript/row.ts';
import { endingWords, failedTlsWord } from '../../../renderer/words/ending.ts';
import { makeSummary } from '../support/make.ts';

const SECOND = 1_000_000;

function title(change: Partial<SessionSummary>, turn: Partial<LastTurn> | null = null): string | undefined {
  const lastTurn =
    turn === null
      ? null
      : { of: 'server' as const, asked: 'RCPT', line: 6, row: 7, waited: 3 * SECOND, ...turn };
  return endingWords(makeSummary(change), lastTurn)?.title;
}

describe('why a conversation came to nothing', () => {
  const client = { outcome: 'aborted-by-client' } as const;
  const server = { outcome: 'aborted-by-server' } as const;

  it.each<[Partial<SessionSummary>, Partial<LastTurn> | null, string]>([
    [client, {}, 'The client gave up waiting for the answer to RCPT'],
    [client, { asked: 'content' }, 'The client gave up waiting for the answer to the message'],
    [client, { asked: 'greeting', line: 0 }, 'The client gave up: the server never greeted it'],
    [client, { waited: 400_000 }, 'The client hung up before the answer to RCPT came'],
    [client, { of: 'client', asked: '' }, 'The client hung up in the middle'],
    [server, {}, 'The server hung up instead of sending the answer to RCPT'],
    [server, { of: 'client', asked: '', waited: 300 * SECOND }, 'The server hung up on a silent client'],
    [server, { of: 'client', asked: '', waited: 5_000 }, 'The server hung up in the middle'],
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
    const turn = { of: 'server', asked: 'DATA', line: 9, row: 10, waited: 3.2 * SECOND } as const;
    const words = endingWords(makeSummary(client), turn);
    expect(words?.text).toBe('It had waited 3.20 s, from line 9 on.');
    expect(words?.attempt).toContain('2 minutes');
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
