import type { ReplyTexts } from './reply-texts.ts';

/** How well-known servers put things: only the words, what they do is the built-in server's own. */
const PERSONALITY_TEXTS = {
  postfix: {
    greeting: '{name} ESMTP Postfix',
    MAIL: '2.1.0 Ok',
    RCPT: '2.1.5 Ok',
    DATA: 'End data with <CR><LF>.<CR><LF>',
    content: '2.0.0 Ok: queued as {id}',
    RSET: '2.0.0 Ok',
    NOOP: '2.0.0 Ok',
    QUIT: '2.0.0 Bye',
    'AUTH 235': '2.7.0 Authentication successful',
    'AUTH 535': '5.7.8 Error: authentication failed: authentication failure',
    'MAIL 503': '5.5.1 Error: send HELO/EHLO first',
    'RCPT 503': '5.5.1 Error: need MAIL command',
    'DATA 503': '5.5.1 Error: need RCPT command',
    '500': '5.5.2 Error: command not recognized',
  },
  exim: {
    greeting: '{name} ESMTP Exim 4.98 {date}',
    EHLO: '{name} Hello {client}',
    HELO: '{name} Hello {client}',
    MAIL: 'OK',
    RCPT: 'Accepted',
    DATA: 'Enter message, ending with "." on a line by itself',
    content: 'OK id={id}',
    RSET: 'Reset OK',
    NOOP: 'OK',
    QUIT: '{name} closing connection',
    'AUTH 235': 'Authentication succeeded',
    'AUTH 535': 'Incorrect authentication data',
    'RCPT 503': 'sender not yet given',
    'DATA 503': 'valid RCPT command must precede DATA',
    '500': 'unrecognized command',
  },
  sendmail: {
    greeting: '{name} ESMTP Sendmail 8.18.1/8.18.1; {date}',
    EHLO: '{name} Hello {client}, pleased to meet you',
    HELO: '{name} Hello {client}, pleased to meet you',
    MAIL: '2.1.0 {address}... Sender ok',
    RCPT: '2.1.5 {address}... Recipient ok',
    DATA: 'Enter mail, end with "." on a line by itself',
    content: '2.0.0 {id} Message accepted for delivery',
    RSET: '2.0.0 Reset state',
    NOOP: '2.0.0 OK',
    QUIT: '2.0.0 {name} closing connection',
    'AUTH 235': '2.0.0 OK Authenticated',
    'AUTH 535': '5.7.0 authentication failed',
    'RCPT 503': '5.0.0 Need MAIL before RCPT',
    'DATA 503': '5.0.0 Need MAIL command',
    '500': '5.5.1 Command unrecognized',
  },
  exchange: {
    greeting: '{name} Microsoft ESMTP MAIL Service ready at {date}',
    EHLO: '{name} Hello [{client}]',
    HELO: '{name} Hello [{client}]',
    MAIL: '2.1.0 Sender OK',
    RCPT: '2.1.5 Recipient OK',
    DATA: 'Start mail input; end with <CRLF>.<CRLF>',
    content: '2.6.0 <{id}@{name}> Queued mail for delivery',
    RSET: '2.0.0 Resetting',
    NOOP: '2.0.0 OK',
    QUIT: '2.0.0 Service closing transmission channel',
    'AUTH 235': '2.7.0 Authentication successful',
    'AUTH 535': '5.7.3 Authentication unsuccessful',
    'RCPT 503': '5.5.2 Need mail command',
    'DATA 503': '5.5.2 Need rcpt command',
    '500': '5.3.3 Unrecognized command',
  },
  gmail: {
    greeting: '{name} ESMTP {id} - gsmtp',
    EHLO: '{name} at your service, [{client}]',
    HELO: '{name} at your service',
    MAIL: '2.1.0 OK {id} - gsmtp',
    RCPT: '2.1.5 OK {id} - gsmtp',
    DATA: 'Go ahead {id} - gsmtp',
    content: '2.0.0 OK {id} - gsmtp',
    RSET: '2.1.5 Flushed {id} - gsmtp',
    NOOP: '2.0.0 OK {id} - gsmtp',
    QUIT: '2.0.0 closing connection {id} - gsmtp',
    'AUTH 235': '2.7.0 Accepted',
    'AUTH 535': '5.7.8 Username and Password not accepted. {id} - gsmtp',
    'RCPT 503': '5.5.1 MAIL first. {id} - gsmtp',
    'DATA 503': '5.5.1 RCPT first. {id} - gsmtp',
    '500': '5.5.1 Unrecognized command. {id} - gsmtp',
  },
} as const;

/** A server whose words can be borrowed. */
export type Personality = keyof typeof PERSONALITY_TEXTS;

/** All of them, by their names in a settings file. */
export const PERSONALITIES = [
  'postfix',
  'exim',
  'sendmail',
  'exchange',
  'gmail',
] as const satisfies readonly Personality[];

/** How this server puts things. */
export function textsOf(personality: Personality): ReplyTexts {
  return new Map(Object.entries(PERSONALITY_TEXTS[personality]));
}
