import { expect, test } from 'vitest';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import { script, spoken, spokenAfterHello } from './spoken.ts';

test('a message, from the greeting to QUIT', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> EHLO client.example
    s< 250-localhost
    s< 250-PIPELINING
    s< 250-SIZE 52428800
    s< 250-8BITMIME
    s< 250-SMTPUTF8
    s< 250-ENHANCEDSTATUSCODES
    s< 250 HELP
    c> MAIL FROM:<anna@example.org> SIZE=1000 BODY=8BITMIME
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<ben@example.net>
    s< 250 2.1.5 Recipient OK
    c> RCPT TO:<"carla > o'hara"@[192.0.2.1]>
    s< 250 2.1.5 Recipient OK
    c> DATA
    s< 354 End the message with <CR><LF>.<CR><LF>
    c> Subject: a test
    c>
    c> Hello
    c> .
    s< 250 2.0.0 OK: 26 bytes received; the built-in server delivers nothing
    c> QUIT
    s< 221 2.0.0 localhost closes the connection. Goodbye
    closed
  `;
  expect(spoken(conversation)).toBe(conversation);
});

test('HELO has no extensions', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> HELO client.example
    s< 250 localhost
    c> MAIL FROM:<anna@example.org> SIZE=1000
    s< 555 5.5.4 Parameters need EHLO instead of HELO
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
  `;
  expect(spoken(conversation)).toBe(conversation);
});

test('EHLO and HELO want a name, whichever', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> EHLO
    s< 501 Syntax: EHLO name
    c> HELO two words
    s< 501 Syntax: HELO name
    c> HELO [IPv6:::1]
    s< 250 localhost
    c> helo my_machine
    s< 250 localhost
  `;
  expect(spoken(conversation)).toBe(conversation);
});

test('what comes out of order is refused as such', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> MAIL FROM:<anna@example.org>
    s< 503 5.5.1 Send EHLO or HELO first
    c> RCPT TO:<ben@example.net>
    s< 503 5.5.1 Send MAIL first
    c> DATA
    s< 503 5.5.1 Send MAIL first
    c> HELO client.example
    s< 250 localhost
    c> RCPT TO:<ben@example.net>
    s< 503 5.5.1 Send MAIL first
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> MAIL FROM:<anna@example.org>
    s< 503 5.5.1 Sender already given; RSET starts over
    c> DATA
    s< 554 5.5.1 No valid recipients
  `;
  expect(spoken(conversation)).toBe(conversation);
});

test('RSET gives the envelope up, and so does another EHLO', () => {
  const conversation = script`
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RSET
    s< 250 2.0.0 OK
    c> RCPT TO:<ben@example.net>
    s< 503 5.5.1 Send MAIL first
    c> MAIL FROM:<>
    s< 250 2.1.0 Sender OK
    c> HELO client.example
    s< 250 localhost
    c> RCPT TO:<ben@example.net>
    s< 503 5.5.1 Send MAIL first
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('a second message needs an envelope of its own', () => {
  const conversation = script`
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<Postmaster>
    s< 250 2.1.5 Recipient OK
    c> DATA
    s< 354 End the message with <CR><LF>.<CR><LF>
    c> .
    s< 250 2.0.0 OK: 0 bytes received; the built-in server delivers nothing
    c> DATA
    s< 503 5.5.1 Send MAIL first
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('the sender has to be an address, or nobody', () => {
  const conversation = script`
    c> MAIL anna@example.org
    s< 501 5.5.4 Syntax: MAIL FROM:<address> [parameters]
    c> MAIL FROM:anna@example.org
    s< 501 5.5.4 Syntax: MAIL FROM:<address> [parameters]
    c> MAIL FROM:<anna@example.org> trailing="
    s< 555 5.5.4 Parameter TRAILING is not supported
    c> MAIL FROM:<anna@example.org>SIZE=1
    s< 501 5.5.4 Syntax: MAIL FROM:<address> [parameters]
    c> MAIL FROM:<anna>
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> MAIL FROM:<anna@>
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> MAIL FROM:<anna@-example.org>
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> MAIL FROM:<anna..b@example.org>
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> MAIL FROM:<an\0na@example.org>
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> MAIL FROM:<an\xffna@example.org> SMTPUTF8
    s< 501 5.1.7 The sender must be an address in angle brackets: <name@domain> or <>
    c> mail from: <anna+tag@example.org>
    s< 250 2.1.0 Sender OK
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('a recipient has to be an address, and the old source routes count for nothing', () => {
  const conversation = script`
    c> MAIL FROM:<@relay.example:anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<>
    s< 501 5.1.3 The recipient must be an address in angle brackets: <name@domain>
    c> RCPT TO:<ben>
    s< 501 5.1.3 The recipient must be an address in angle brackets: <name@domain>
    c> RCPT FROM:<ben@example.net>
    s< 501 5.5.4 Syntax: RCPT TO:<address>
    c> RCPT TO:<ben@example.net> NOTIFY=NEVER
    s< 555 5.5.4 Parameter NOTIFY is not supported
    c> RCPT TO:<@a.example,@b.example:ben@example.net>
    s< 250 2.1.5 Recipient OK
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('parameters of MAIL are those of the capabilities', () => {
  const conversation = script`
    c> MAIL FROM:<anna@example.org> SIZE=52428801
    s< 552 5.3.4 52,428,801 bytes exceed the limit of 52,428,800
    c> MAIL FROM:<anna@example.org> SIZE=many
    s< 501 5.5.4 Invalid value for the parameter SIZE
    c> MAIL FROM:<anna@example.org> BODY=BINARYMIME
    s< 501 5.5.4 Invalid value for the parameter BODY
    c> MAIL FROM:<anna@example.org> SMTPUTF8=yes
    s< 501 5.5.4 Invalid value for the parameter SMTPUTF8
    c> MAIL FROM:<anna@example.org> RET=HDRS
    s< 555 5.5.4 Parameter RET is not supported
    c> MAIL FROM:<anna@example.org> SIZE=1 size=2
    s< 501 5.5.4 Parameters are KEYWORD or KEYWORD=value, each of them once
    c> MAIL FROM:<anna@example.org> SIZE=
    s< 501 5.5.4 Parameters are KEYWORD or KEYWORD=value, each of them once
    c> MAIL FROM:<anna@example.org> size=52428800  body=7bit
    s< 250 2.1.0 Sender OK
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('addresses beyond ASCII need SMTPUTF8', () => {
  const conversation = script`
    c> MAIL FROM:<änna@example.org>
    s< 553 5.6.7 A non-ASCII address needs SMTPUTF8 in the MAIL command
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<ben@bücher.example>
    s< 553 5.6.7 A non-ASCII address needs SMTPUTF8 in the MAIL command
    c> RSET
    s< 250 2.0.0 OK
    c> MAIL FROM:<änna@example.org> SMTPUTF8
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<用户@例子.广告>
    s< 250 2.1.5 Recipient OK
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('only CRLF.CRLF ends a message', () => {
  const conversation = script`
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<ben@example.net>
    s< 250 2.1.5 Recipient OK
    c> DATA
    s< 354 End the message with <CR><LF>.<CR><LF>
    c> bare line feeds\n.\n\
    c> line feed first\n.
    c> line feed last\r\n.\n\
    c> bare carriage returns\r.
    c> carriage return behind the dot\r\n.\r\r\n\
    c> a dot, and more\r\n. \r\n\
    c> .
    s< 250 2.0.0 OK: 134 bytes received; the built-in server delivers nothing
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('the dots in front of lines are not counted', () => {
  const conversation = script`
    c> MAIL FROM:<anna@example.org>
    s< 250 2.1.0 Sender OK
    c> RCPT TO:<ben@example.net>
    s< 250 2.1.5 Recipient OK
    c> DATA
    s< 354 End the message with <CR><LF>.<CR><LF>
    c> ..
    c> ..two dots
    c> one. two.
    c> .
    s< 250 2.0.0 OK: 25 bytes received; the built-in server delivers nothing
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('what needs no envelope', () => {
  const conversation = script`
    s< 220 localhost ESMTP SMTP Spy built-in server
    c> NOOP
    s< 250 2.0.0 OK
    c> noop with some text
    s< 250 2.0.0 OK
    c> VRFY ben
    s< 252 2.0.0 Cannot verify the user, but mail for anybody is accepted here
    c> VRFY
    s< 501 5.5.4 Syntax: VRFY name
    c> HELP
    s< 214-2.0.0 SMTP Spy built-in server. It delivers no mail. Commands:
    s< 214-2.0.0 EHLO name
    s< 214-2.0.0 HELO name
    s< 214-2.0.0 MAIL FROM:<address> [parameters]
    s< 214-2.0.0 RCPT TO:<address>
    s< 214-2.0.0 DATA
    s< 214-2.0.0 RSET
    s< 214-2.0.0 NOOP [text]
    s< 214-2.0.0 VRFY name
    s< 214-2.0.0 HELP [command]
    s< 214 2.0.0 QUIT
    c> HELP rcpt
    s< 214 2.0.0 RCPT TO:<address>
    c> HELP yourself
    s< 504 5.5.4 No help on that
  `;
  expect(spoken(conversation)).toBe(conversation);
});

test('what is no command, or none of this server', () => {
  const conversation = script`
    c> EXPN staff
    s< 502 5.5.1 EXPN is not offered here
    c> STARTTLS
    s< 502 5.5.1 STARTTLS is not offered here
    c> AUTH PLAIN AGEAYg==
    s< 502 5.5.1 AUTH is not offered here
    c> HELLO client.example
    s< 500 5.5.1 Unknown command; HELP lists the commands
    c> MAILFROM:<anna@example.org>
    s< 500 5.5.1 Unknown command; HELP lists the commands
    c> toString
    s< 500 5.5.1 Unknown command; HELP lists the commands
    c>
    s< 500 5.5.2 Empty command
    c> \x16\x03\x01\0\xa5
    s< 500 5.5.1 Unknown command; HELP lists the commands
    c> RSET now
    s< 501 5.5.4 Syntax: RSET
    c> DATA now
    s< 501 5.5.4 Syntax: DATA
    c> QUIT now
    s< 501 5.5.4 Syntax: QUIT
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test('blanks behind a command and a bare line feed do no harm', () => {
  const conversation = script`
    c> rset   \t
    s< 250 2.0.0 OK
    c> noop\n\
    s< 250 2.0.0 OK
    c> quit \n\
    s< 221 2.0.0 localhost closes the connection. Goodbye
    closed
  `;
  expect(spokenAfterHello(conversation)).toBe(conversation);
});

test.each([
  [12_286, '250 2.0.0 OK\r\n'],
  [12_288, '250 2.0.0 OK\r\n'],
  [12_289, '500 5.5.2 line too long\r\n'],
  [1_000_000, '500 5.5.2 line too long\r\n'],
])('a command line of %i bytes', (length, expected) => {
  const conversation = new BuiltInConversation();
  const line = `NOOP ${'x'.repeat(length - 5)}\r\n`;
  expect(conversation.receive(Buffer.from(line))).toBe(expected);
  expect(conversation.receive(Buffer.from('NOOP\r\n'))).toBe('250 2.0.0 OK\r\n');
});

test('everything in one go is answered in order, and nothing after QUIT is heard', () => {
  const conversation = new BuiltInConversation();
  const pipelined = [
    'EHLO a',
    'MAIL FROM:<a@example.org>',
    'RCPT TO:<b@example.org>',
    'RCPT TO:<>',
    'DATA',
    'QUIT',
    '.',
    'QUIT',
    'NOOP',
    '',
  ].join('\r\n');
  const codes = conversation
    .receive(Buffer.from(pipelined))
    .split('\r\n')
    .map((line) => line.slice(0, 4));
  const expected = [
    '250-',
    '250-',
    '250-',
    '250-',
    '250-',
    '250-',
    '250 ',
    '250 ',
    '250 ',
    '501 ',
    '354 ',
    '250 ',
  ];
  expect(codes).toEqual([...expected, '221 ', '']);
  expect(conversation.over).toBe(true);
  expect(conversation.receive(Buffer.from('NOOP\r\n'))).toBe('');
});

test('a message past the limit is refused at its end', () => {
  const conversation = new BuiltInConversation();
  conversation.receive(Buffer.from('HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nDATA\r\n'));
  const megabyte = Buffer.from(`${'x'.repeat(1_048_574)}\r\n`);
  for (let sent = 0; sent < 50; sent += 1) expect(conversation.receive(megabyte)).toBe('');
  expect(conversation.receive(Buffer.from('x\r\n.\r\n'))).toBe(
    '552 5.3.4 52,428,803 bytes exceed the limit of 52,428,800\r\n',
  );
  expect(conversation.receive(Buffer.from('NOOP\r\n'))).toBe('250 2.0.0 OK\r\n');
});

test('who is refused again and again is hung up on', () => {
  const conversation = new BuiltInConversation();
  const nineteen = 'nonsense\r\n'.repeat(19);
  conversation.receive(Buffer.from(`${nineteen}NOOP\r\n${nineteen}`));
  expect(conversation.over).toBe(false);
  expect(conversation.receive(Buffer.from('nonsense\r\nNOOP\r\n'))).toBe(
    '500 5.5.1 Unknown command; HELP lists the commands\r\n' +
      '421 4.7.0 Too many errors; localhost closes the connection\r\n',
  );
  expect(conversation.over).toBe(true);
});

test.each([
  ['timeout', '421 4.4.2 localhost timed out waiting for a command and closes the connection\r\n'],
  ['shutdown', '421 4.3.2 localhost is shutting down\r\n'],
] as const)('the server ends it: %s', (interruption, lastWords) => {
  const conversation = new BuiltInConversation();
  expect(conversation.interrupt(interruption)).toBe(lastWords);
  expect(conversation.over).toBe(true);
  expect(conversation.interrupt(interruption)).toBe('');
  expect(conversation.receive(Buffer.from('NOOP\r\n'))).toBe('');
});
