/** The subject of the test message. */
const TEST_SUBJECT = 'A test message from SMTP Spy';

/** What the test message says of itself. */
export interface TestMessageDetails {
  readonly from: string;
  readonly to: string;
  /** Where the message is handed in, and where the reader's own mail program can be pointed to. */
  readonly host: string;
  readonly port: number;
  readonly date: Date;
  /** The part of the Message-ID in front of the at sign: nobody else's. */
  readonly id: string;
}

/** The test message as it stands in a mailbox (RFC 5322): ASCII, lines of at most 78 characters that end in CRLF. */
export function composeTestMessage({ from, to, host, port, date, id }: TestMessageDetails): string {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const lines = [
    `Date: ${mailDate(date)}`,
    `From: SMTP Spy <${from}>`,
    `To: <${to}>`,
    `Message-ID: <${id}@${domain}>`,
    `Subject: ${TEST_SUBJECT}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
    '',
    'Hello,',
    '',
    'this message was sent with "Send a test message" in SMTP Spy. It went through',
    'the spy to the mail server behind it, and all that the two said to each other',
    'now stands in the list of conversations.',
    '',
    '  c>  is what the mail client said. Here that was SMTP Spy itself.',
    '  s<  is what the mail server replied.',
    '',
    'What you are reading is the message content: it follows the command DATA, and',
    'a line with nothing but a dot ends it.',
    '',
    'To watch a mail program of your own, give it these settings for outgoing mail:',
    '',
    `  server    ${host}`,
    `  port      ${port}`,
    '',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The content as it goes over the wire: dots in front of lines doubled, and the end (RFC 5321 section 4.5.2). */
export function contentForTheWire(content: string): string {
  return `${content.replace(/^\./gm, '..')}.\r\n`;
}

/** `Fri, 21 Nov 2025 03:35:00 +0000` (RFC 5322 section 3.3). */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}
