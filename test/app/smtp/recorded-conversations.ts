import type { ConversationScript } from '../../support/conversation-script.ts';

/** A TLS record: its type, the version TLS 1.0 as old clients are greeted with, its length, and so many bytes. */
export function tlsRecord(type: number, payload: string): string {
  const length = String.fromCharCode(payload.length >> 8, payload.length & 0xff);
  return `${String.fromCharCode(type)}\x03\x01${length}${payload}`;
}

/** Types of TLS records (RFC 8446 section 5.1). */
export const HANDSHAKE = 22;
const APPLICATION_DATA = 23;

/** Conversations of every kind that the relay meets, as they were recorded: each piece is one read of a socket. */
export const RECORDED: Readonly<Record<string, ConversationScript>> = {
  plain: [
    ['s', '220 mx.example ESMTP\r\n'],
    ['c', 'EHLO client.example\r\n'],
    ['s', '250-mx.example\r\n250-PIPELINING\r\n250 SIZE 1000\r\n'],
    ['c', 'MAIL FROM:<a@client.example>\r\n'],
    ['s', '250 2.1.0 Ok\r\n'],
    ['c', 'RCPT TO:<b@mx.example>\r\n'],
    ['s', '250 2.1.5 Ok\r\n'],
    ['c', 'DATA\r\n'],
    ['s', '354 End data with <CR><LF>.<CR><LF>\r\n'],
    ['c', 'Subject: a\r\n\r\n..stuffed\r\n.\r\n'],
    ['s', '250 2.0.0 Ok: queued\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 2.0.0 Bye\r\n'],
  ],
  pipelined: [
    ['s', '220 a\r\n'],
    ['c', 'EHLO b\r\n'],
    ['s', '250-a\r\n250 PIPELINING\r\n'],
    ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n'],
    ['s', '250 ok\r\n250 ok\r\n550 5.1.1 no\r\n354 go\r\n'],
    ['c', 'body\r\n.\r\nRSET\r\nMAIL FROM:<g@h>\r\n'],
    ['s', '250 kept\r\n250 ok\r\n250 ok\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 bye\r\n'],
  ],
  authenticated: [
    ['s', '220 a\r\n'],
    ['c', 'EHLO b\r\n'],
    ['s', '250-a\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n'],
    ['c', 'AUTH LOGIN\r\n'],
    ['s', '334 VXNlcm5hbWU6\r\n'],
    ['c', 'dXNlcg==\r\n'],
    ['s', '334 UGFzc3dvcmQ6\r\n'],
    ['c', 'cGFzcw==\r\n'],
    ['s', '535 5.7.8 no\r\n'],
    ['c', 'cGFzcw==\r\n'],
    ['s', '500 what?\r\n'],
    ['c', 'AUTH PLAIN AHUAcA==\r\n'],
    ['s', '235 2.7.0 yes\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 bye\r\n'],
  ],
  chunked: [
    ['s', '220 a\r\n'],
    ['c', 'EHLO b\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\n'],
    ['s', '250 a\r\n250 ok\r\n250 ok\r\n'],
    ['c', 'BDAT 12\r\none\r\ntwo\r\nthBDAT 4 LAST\r\nree\r'],
    ['s', '250 12\r\n250 16\r\n'],
    ['c', 'BDAT 0 LAST\r\nQUIT\r\n'],
    ['s', '503 no\r\n221 bye\r\n'],
  ],
  secured: [
    ['s', '220 a\r\n'],
    ['c', 'EHLO b\r\n'],
    ['s', '250-a\r\n250 STARTTLS\r\n'],
    ['c', 'STARTTLS\r\nNOOP\r\n'],
    ['s', '220 go\r\n'],
    ['c', `${tlsRecord(HANDSHAKE, 'hello\nfrom the client')}${tlsRecord(HANDSHAKE, 'finished')}`],
    ['s', tlsRecord(HANDSHAKE, 'hello\nfrom the server')],
    ['c', tlsRecord(APPLICATION_DATA, 'secret')],
    ['s', `${tlsRecord(APPLICATION_DATA, 'secret')}${tlsRecord(21, '\x01\x00')}`],
  ],
  'TLS from the first byte': [
    ['c', tlsRecord(HANDSHAKE, 'client hello')],
    ['s', tlsRecord(HANDSHAKE, 'server hello')],
    ['c', `${tlsRecord(APPLICATION_DATA, 'secret')}what is no TLS\r\nat all`],
  ],
  'bare line feeds': [
    ['c', 'HELO a\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\nbody\n.\nQUIT\n'],
    ['s', '220 a\n250 a\n250 ok\n250 ok\n354 go\n250 kept\n221 bye\n'],
  ],
  'a loose end of data': [
    ['s', '220 a\r\n'],
    ['c', 'HELO b\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
    ['s', '250 a\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
    ['c', 'body\n.\r\n'],
    ['s', '250 kept\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 bye\r\n'],
  ],
  'any bytes': [
    ['s', '220 \xe9\x00\r\n'],
    ['c', 'EHLO \xff\x00\r\rx\r\n\n\r\n'],
    ['s', 'no reply at all\r\n250'],
    ['s', ' a\r\n500 b\n500 c\r\n'],
    ['c', '\x16\x03no TLS here\r\nDATA\r\nx\r.\r\n\x17\r\n.\r\r\n..\r\n.\r\n'],
    ['s', '354 go\r\n550'],
  ],
};
