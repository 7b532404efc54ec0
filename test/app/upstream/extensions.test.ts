import { describe, expect, test } from 'vitest';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import { EXTENSIONS } from '../../../app/contract/built-in-settings.ts';
import { DEFAULT_PROFILE, type ServerProfile } from '../../../app/upstream/server-profile.ts';
import { script, spoken, spokenAfterHello } from './spoken.ts';

const ALL: ServerProfile = { ...DEFAULT_PROFILE, extensions: new Set(EXTENSIONS) };
const NONE: ServerProfile = { ...DEFAULT_PROFILE, extensions: new Set() };

describe('delivery status notifications (RFC 3461)', () => {
  test('may be asked for where they are offered', () => {
    const conversation = script`
      c> MAIL FROM:<a@example.com> RET=HDRS ENVID=QQ314159+2B
      s< 250 2.1.0 Sender OK
      c> RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob@example.com
      s< 250 2.1.5 Recipient OK
      c> RCPT TO:<b@example.com> NOTIFY=NEVER,DELAY
      s< 501 5.5.4 Invalid value for the parameter NOTIFY
      c> RCPT TO:<b@example.com> ORCPT=Bob@example.com
      s< 501 5.5.4 Invalid value for the parameter ORCPT
      c> RSET
      s< 250 2.0.0 OK
      c> MAIL FROM:<a@example.com> RET=SOME
      s< 501 5.5.4 Invalid value for the parameter RET
      c> MAIL FROM:<a@example.com> ENVID=a+zz
      s< 501 5.5.4 Invalid value for the parameter ENVID
    `;
    expect(spokenAfterHello(conversation, ALL)).toBe(conversation);
  });

  test('are unknown elsewhere', () => {
    const conversation = script`
      c> MAIL FROM:<a@example.com> RET=HDRS
      s< 555 5.5.4 Parameter RET is not supported
    `;
    expect(spokenAfterHello(conversation)).toBe(conversation);
  });
});

describe('chunks (RFC 3030)', () => {
  const ENVELOPE = 'EHLO a\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\n';

  /** What is said behind the envelope, however the words come. */
  function said(words: string, pieces = 1, envelope = ENVELOPE): string {
    const conversation = new BuiltInConversation(ALL);
    conversation.receive(Buffer.from(envelope));
    const bytes = Buffer.from(words, 'latin1');
    let replies = '';
    for (let from = 0; from < bytes.length; from += pieces) {
      replies += conversation.receive(bytes.subarray(from, from + pieces));
    }
    return replies;
  }

  test.each([1, 2, 3, 7, 1_000])('bring content octet by octet, in pieces of %i', (pieces) => {
    expect(said('BDAT 7\r\nQUIT\r\n.BDAT 3 LAST\r\n\0\r\nNOOP\r\n', pieces)).toBe(
      '250 2.0.0 7 octets received\r\n' +
        '250 2.0.0 OK: 10 bytes received; the built-in server delivers nothing\r\n' +
        '250 2.0.0 OK\r\n',
    );
  });

  test('may end with nothing', () => {
    expect(said('BDAT 2\r\nabBDAT 0 LAST\r\n')).toMatch(
      /^250 2\.0\.0 2 octets received\r\n250 2\.0\.0 OK: 2 bytes/,
    );
  });

  test('are taken off the wire also where they are refused', () => {
    expect(said('BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n', 1, 'EHLO a\r\n')).toBe(
      '503 5.5.1 Send MAIL first\r\n250 2.0.0 OK\r\n',
    );
    expect(said('BDAT 1\r\nxBDAT 99999999 LAST\r\n')).toBe('250 2.0.0 1 octets received\r\n');
    expect(said('BDAT x\r\n')).toBe('501 5.5.4 Syntax: BDAT size [LAST]\r\n');
  });

  test('do not go with DATA in one message', () => {
    expect(said('BDAT 1\r\nxDATA\r\n')).toMatch(
      /\r\n503 5\.5\.1 The content of this message comes by BDAT\r\n$/,
    );
    const binary = 'EHLO a\r\nMAIL FROM:<a@example.com> BODY=BINARYMIME\r\nRCPT TO:<b@example.com>\r\n';
    expect(said('DATA\r\n', 1, binary)).toBe('503 5.5.1 The content of this message comes by BDAT\r\n');
  });

  test('are not offered by default', () => {
    expect(spokenAfterHello('c> BDAT 0 LAST')).toContain('s< 502 5.5.1 BDAT is not offered here');
    expect(spokenAfterHello('c> MAIL FROM:<a@example.com> BODY=BINARYMIME')).toContain('s< 501 5.5.4');
  });
});

test('a server with no extensions offers none, and has no enhanced codes', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> EHLO client.example
    s< 250 localhost
    c> MAIL FROM:<a@example.com> SIZE=3
    s< 555 Parameter SIZE is not supported
    c> MAIL FROM:<a@example.com>
    s< 250 Sender OK
  `;
  expect(spoken(conversation, NONE)).toBe(conversation);
});
