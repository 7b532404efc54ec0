import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';

/** What clients say, well and badly. */
const SAYINGS = [
  'EHLO client.example\r\n',
  'HELO client.example\r\n',
  'MAIL FROM:<anna@example.org>\r\n',
  'MAIL FROM:<ännä@example.org> SMTPUTF8 BODY=8BITMIME\r\n',
  'RCPT TO:<ben@example.net>\r\n',
  'RCPT TO:<>\r\n',
  'DATA\r\n',
  'DATA\n',
  'Subject: hello\r\n\r\nHello\r\n',
  '..dot\r\n.',
  '\r\n.\r\n',
  '.\r\n',
  '\n.\n',
  '\r.\r',
  'RSET\r\n',
  'NOOP\n',
  'HELP\r\n',
  'nonsense\r\n',
  '\r',
  '\r\n',
  `${'x'.repeat(2_047)}\r`,
  `${'x'.repeat(5_000)}\r\n`,
  'QUIT\r\n',
].map((saying) => Buffer.from(saying));

const sayings = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...SAYINGS) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  ),
  { maxLength: 40 },
);

test('how the bytes are cut into pieces makes no difference', () => {
  const conversations = fc.property(
    sayings.map((said) => Buffer.concat(said)),
    fc.array(fc.nat(), { maxLength: 20 }),
    (bytes, cuts) => {
      expect(heardInPieces(bytes, cuts)).toEqual(heardInPieces(bytes, []));
    },
  );
  fc.assert(conversations, { numRuns: 500 });
});

test('a conversation byte by byte is the same conversation', () => {
  const bytes = Buffer.concat(SAYINGS.filter((saying) => saying.length < 1_000));
  const everywhere = Array.from(bytes, (_, place) => place);
  const heard = heardInPieces(bytes, everywhere);
  expect(heard).toEqual(heardInPieces(bytes, []));
  expect(heard.over).toBe(true);
});

function heardInPieces(bytes: Buffer, cuts: readonly number[]): { replies: string; over: boolean } {
  const conversation = new BuiltInConversation();
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((left, right) => left - right);
  let replies = '';
  let from = 0;
  for (const to of [...places, bytes.length]) {
    replies += conversation.receive(bytes.subarray(from, to));
    from = to;
  }
  return { replies, over: conversation.over };
}
