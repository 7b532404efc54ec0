import { expect, test } from 'vitest';
import * as v from 'valibot';
import { builtInSettings } from '../../../app/contract/built-in-settings.ts';
import { profileOf, type ServerProfile } from '../../../app/upstream/server-profile.ts';
import { script, spoken } from './spoken.ts';

/** A server that speaks LMTP (RFC 2033), and what else is said of it. */
function lmtp(more: v.InferInput<typeof builtInSettings> = {}): ServerProfile {
  return profileOf(
    v.parse(builtInSettings, { lmtp: true, capabilities: ['PIPELINING', 'CHUNKING'], ...more }),
  );
}

test('LHLO stands for EHLO and HELO, which are unknown', () => {
  const conversation = script`
      s< 220 localhost LMTP SMTP Spy built-in server
      c> EHLO client.example
      s< 500 LMTP is spoken here: say LHLO
      c> HELO client.example
      s< 500 LMTP is spoken here: say LHLO
      c> MAIL FROM:<a@example.com>
      s< 503 Send LHLO first
      c> LHLO client.example
      s< 250-localhost
      s< 250-PIPELINING
      s< 250 CHUNKING
      c> MAIL FROM:<a@example.com>
      s< 250 Sender OK
  `;
  expect(spoken(conversation, lmtp())).toBe(conversation);
});

test('SMTP does not know LHLO', () => {
  expect(spoken('c> LHLO client.example')).toContain('s< 500 5.5.1 SMTP is spoken here: say EHLO');
});

test('a message is answered for each recipient that was accepted, in their order', () => {
  const conversation = script`
      s< 220 localhost LMTP SMTP Spy built-in server
      c> LHLO client.example
      s< 250-localhost
      s< 250 ENHANCEDSTATUSCODES
      c> MAIL FROM:<a@example.com>
      s< 250 2.1.0 Sender OK
      c> RCPT TO:<c@example.com>
      s< 250 2.1.5 Recipient OK
      c> RCPT TO:<nobody>
      s< 501 5.1.3 The recipient must be an address in angle brackets: <name@domain>
      c> RCPT TO:<b@example.com>
      s< 250 2.1.5 Recipient OK
      c> DATA
      s< 354 End the message with <CR><LF>.<CR><LF>
      c> Hello\r\n.
      s< 250 2.0.0 <c@example.com> OK: 7 bytes received; the built-in server delivers nothing
      s< 250 2.0.0 <b@example.com> OK: 7 bytes received; the built-in server delivers nothing
      c> DATA
      s< 503 5.5.1 Send MAIL first
  `;
  expect(spoken(conversation, lmtp({ capabilities: ['ENHANCEDSTATUSCODES'] }))).toBe(conversation);
});

test('a message without recipients is refused with 503', () => {
  const conversation = script`
      s< 220 localhost LMTP SMTP Spy built-in server
      c> LHLO client.example
      s< 250-localhost
      s< 250-PIPELINING
      s< 250 CHUNKING
      c> MAIL FROM:<a@example.com>
      s< 250 Sender OK
      c> DATA
      s< 503 No valid recipients
      c> BDAT 2 LAST\r\nab\
      s< 503 No valid recipients
      c> QUIT
      s< 221 localhost closes the connection. Goodbye
      closed
  `;
  expect(spoken(conversation, lmtp())).toBe(conversation);
});

test('of chunks only the last is answered for each recipient', () => {
  const conversation = script`
      s< 220 localhost LMTP SMTP Spy built-in server
      c> LHLO client.example
      s< 250-localhost
      s< 250-PIPELINING
      s< 250 CHUNKING
      c> MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>
      s< 250 Sender OK
      s< 250 Recipient OK
      s< 250 Recipient OK
      c> BDAT 3\r\nabc\
      s< 250 3 octets received
      c> BDAT 0 LAST
      s< 250 <b@example.com> OK: 3 bytes received; the built-in server delivers nothing
      s< 250 <c@example.com> OK: 3 bytes received; the built-in server delivers nothing
      c> NOOP
      s< 250 OK
  `;
  expect(spoken(conversation, lmtp())).toBe(conversation);
});

test('a message that is too large is refused for each recipient', () => {
  const said = spoken(
    script`
      c> LHLO a
      c> MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA
      c> 0123456789\r\n.
    `,
    lmtp({ sizeLimit: 11 }),
  );
  expect(said.match(/^s< 552 <[bc]@example\.com> 12 bytes exceed the limit of 11$/gm)).toHaveLength(2);
});

test('a login comes behind LHLO', () => {
  const said = spoken(
    'c> LHLO a\nc> AUTH PLAIN AGFubgBzZWNyZXQ=',
    lmtp({ auth: { users: { ann: 'secret' } } }),
  );
  expect(said).toContain('\ns< 235 Authentication succeeded');
});

test('words of one’s own may name the recipient', () => {
  const said = spoken(
    'c> LHLO a\nc> MAIL FROM:<>\\r\\nRCPT TO:<b@example.com>\\r\\nDATA\nc> .',
    lmtp({ SMTP_Response_Codes: { content: 'Put into the box of {address}', EHLO: 'Welcome {client}' } }),
  );
  expect(said).toContain('s< 250 Put into the box of <b@example.com>');
});
