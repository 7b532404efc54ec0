import * as fc from 'fast-check';
import type { ConversationScript, Said } from '../../support/conversation-script.ts';
import { HANDSHAKE, tlsRecord } from './recorded-conversations.ts';

/** Pieces of conversations that mean something, and bytes that mean nothing. */
const words = fc.oneof(
  fc.constantFrom(
    'EHLO a\r\n',
    'MAIL FROM:<a@b>\r\n',
    'RCPT TO:<a@b>',
    'DATA\r\n',
    'DATA\n',
    'AUTH LOGIN\r\n',
    'AUTH PLAIN AA==\r\n',
    'STARTTLS\r\n',
    'BDAT 7\r\n',
    'BDAT 3 LAST\r\n',
    'BDAT 0 LAST\r\n',
    'RSET\r\n',
    'QUIT\r\n',
    'LHLO a\r\n',
    'BURL imap://a LAST\r\n',
    'XCLIENT NAME=a\r\n',
    'ATRN\r\n',
    'PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n',
    '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x03abc',
    '\r\n\r\n\0\r\nQU',
    '.\r\n',
    '\n.\n',
    '\r.\r\n',
    '\r\n',
    '\r',
    '\n',
    tlsRecord(HANDSHAKE, 'hello'),
    '\x16\x03',
  ),
  fc.constantFrom(
    '220 a\r\n',
    '250 ok\r\n',
    '250-ok\r\n',
    '334 x\r\n',
    '354 go\r\n',
    '235 yes\r\n',
    '503 no\r\n',
    '421 bye\r\n',
    '250-a\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 10\r\n',
  ),
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
    maxLength: 12,
  }),
);

const said: fc.Arbitrary<Said> = fc.tuple(fc.constantFrom('c' as const, 's' as const), words);
/** Any conversation: much of it means something. */
export const anyConversation: fc.Arbitrary<ConversationScript> = fc.array(said, { maxLength: 30 });

/** The same bytes in other pieces: those of one side that follow one another are joined, and cut anew. */
export function cutAnew(script: ConversationScript, cuts: readonly number[]): ConversationScript {
  const joined: [Said[0], string][] = [];
  for (const [who, more] of script) {
    const last = joined.at(-1);
    if (last?.[0] === who) last[1] += more;
    else joined.push([who, more]);
  }
  let cut = 0;
  return joined.flatMap(([who, whole]) => {
    const pieces: Said[] = [];
    for (let at = 0; at < whole.length;) {
      const length = 1 + (cuts[cut % cuts.length] ?? 0);
      pieces.push([who, whole.slice(at, at + length)]);
      cut += 1;
      at += length;
    }
    return pieces;
  });
}
