import {
  COUNTED,
  pathField,
  rangeField,
  sessionTextField,
  wordField,
  type QueryField,
} from './query-field-kinds.ts';
import { readSizeLimit, readTimeLimit } from './query-field-words.ts';
import { HEADER_FIELD } from './query-header-field.ts';
import { tagsOfSession } from './note-tags.ts';
import { BUILT_IN, type Endpoint } from './session-event.ts';
import type { SessionSummary } from './session-summary.ts';
import { isAge, shown } from './query-values.ts';
import { endpointName } from './text-format.ts';

const NUMBERED_LATER = {
  text: 'A conversation gets its number when it is kept, and a rule judges it before that.',
  remedy: 'Choose it by client:, listener:, helo:, user:, from: or to:.',
};

/** Why a rule cannot ask for what people say of conversations. */
export const SAID_LATER = {
  text: 'What you say of a conversation is said of a kept one, and a rule judges it before that.',
  remedy: 'Choose it by client:, listener:, helo:, user:, from: or to:.',
};

/** What a field takes for text, and what looks so and never stands there. */
function butNot(field: QueryField, isOther: RegExp, what: string): QueryField {
  return {
    ...field,
    read(value, now) {
      const isWrong = value.form === 'word' && isOther.test(value.text);
      return isWrong ? { ok: false, text: `${shown(value.text)} is ${what}.` } : field.read(value, now);
    },
  };
}

/** The fields that look at a conversation: who took part, the envelope, the message, when, and what people say of it. */
export const CONVERSATION_FIELDS: readonly QueryField[] = [
  rangeField(
    {
      name: 'session',
      description: 'A conversation by its number',
      expects: 'a number such as 12, 10-20 or >=100',
      alsoCalled: ['conversation', 'id', 'connection'],
    },
    COUNTED,
    [
      ['1', 'The first'],
      ['>=100', 'From the hundredth on'],
    ],
    ({ least, most }) => ({
      scope: 'session',
      matches: ({ session }) => session >= least && session <= most,
      late: NUMBERED_LATER,
    }),
  ),
  butNot(
    sessionTextField(
      {
        name: 'client',
        description: 'Address and port of the client',
        alsoCalled: ['ip', 'src', 'source', 'peer'],
      },
      'the client’s address',
      [['127.0.0.1', 'This machine']],
      (test) => (session) => testsEndpoint(test, session.client),
    ),
    /^[\d.]+\/\d+$/,
    'a network, and not a part of an address',
  ),
  sessionTextField(
    {
      name: 'server',
      description: 'Name, address and port of the mail server',
      alsoCalled: ['upstream', 'dst', 'host'],
    },
    'the server’s name or address',
    [[BUILT_IN, 'SMTP Spy’s own server']],
    (test) => (session) => testsServer(test, session),
  ),
  sessionTextField(
    { name: 'listener', description: 'Where the client connected to', alsoCalled: ['port'] },
    'the listener',
    [['2525', 'The usual port']],
    (test) => (session) => test(session.listener),
  ),
  sessionTextField(
    { name: 'helo', description: 'The client’s name for itself', alsoCalled: ['ehlo', 'lhlo', 'hello'] },
    'the client’s name',
    [['localhost', 'A client that says it is localhost']],
    (test) => (session) => test(session.hello),
  ),
  pathField(
    {
      name: 'from',
      description: 'The envelope’s sender',
      alsoCalled: ['sender', 'mail', 'mailfrom', 'return-path'],
    },
    'the sender',
    [
      ['*@example.org', 'Everyone at a domain'],
      ['<>', 'The empty path: bounces'],
    ],
    (test) => (session) => session.mailFrom !== null && test(session.mailFrom),
  ),
  pathField(
    { name: 'to', description: 'The envelope’s recipients', alsoCalled: ['rcpt', 'recipient', 'rcptto'] },
    'a recipient',
    [['*@example.org', 'Everyone at a domain']],
    (test) => (session) => session.rcptTo.some(test),
  ),
  sessionTextField(
    { name: 'subject', description: 'The subject of the last message', alsoCalled: ['title'] },
    'the subject',
    [['invoice', 'A subject with that word']],
    (test) => (session) => test(session.subject),
  ),
  HEADER_FIELD,
  butNot(
    sessionTextField(
      { name: 'auth', description: 'How the client logged in', alsoCalled: ['mechanism', 'sasl'] },
      'the mechanism',
      [
        ['PLAIN', 'With a plain password'],
        ['*', 'In any way'],
      ],
      (test) => (session) => session.login !== null && test(session.login.mechanism),
    ),
    /^(?:failed|failure|no|none|ok|success|yes)$/i,
    'no mechanism',
  ),
  sessionTextField(
    { name: 'user', description: 'Who logged in', alsoCalled: ['login', 'username', 'account'] },
    'the user',
    [['*@example.org', 'Everyone at a domain']],
    (test) => (session) => testsUser(test, session),
  ),
  sessionTextField(
    { name: 'note', description: 'What you have noted', alsoCalled: ['notes', 'comment'], late: SAID_LATER },
    'a note',
    [['*', 'Any note']],
    (test) => (session) => session.note !== undefined && test(session.note),
  ),
  sessionTextField(
    {
      name: 'tag',
      description: 'Tags: of rules, and words with # in your notes',
      alsoCalled: ['tags', 'label'],
      late: SAID_LATER,
    },
    'a tag',
    [['*', 'Any tag']],
    (test) => (session) => tagsOfSession(session).some(test),
  ),
  wordField(
    {
      name: 'larger',
      description: 'Conversations whose client sent more',
      expects: 'a size in bytes such as 500, 10k or 1.5M',
      alsoCalled: ['size', 'bytes', 'bigger', 'greater'],
    },
    'session',
    [
      ['100k', 'More than 100,000 bytes'],
      ['1M', 'More than a million bytes'],
    ],
    readSizeLimit('larger', (bytes, limit) => bytes > limit),
  ),
  wordField(
    {
      name: 'smaller',
      description: 'Conversations whose client sent less',
      expects: 'a size in bytes such as 500, 10k or 1.5M',
      alsoCalled: ['less'],
    },
    'session',
    [['10k', 'Less than 10,000 bytes']],
    readSizeLimit('smaller', (bytes, limit) => bytes < limit),
  ),
  wordField(
    {
      name: 'after',
      description: 'Conversations that began at a moment or later',
      expects: 'a date or a time such as 2026-11-21, 2026-11-21T14:02, 14:02, today or 2h (ago)',
      alsoCalled: ['since', 'date', 'time'],
    },
    'session',
    [
      ['today', 'Since midnight'],
      ['1h', 'In the last hour'],
      ['09:00', 'Today from nine on'],
      ['2026-11-21', 'From that day on'],
    ],
    readTimeLimit(
      (moment) => (isAge(moment) ? `begun in the last ${moment}` : `begun from ${moment} on`),
      (started, moment) => started >= moment,
    ),
  ),
  wordField(
    {
      name: 'before',
      description: 'Conversations that began before a moment',
      expects: 'a date or a time such as 2026-11-21, 2026-11-21T14:02, 14:02, today or 2h (ago)',
      alsoCalled: ['until'],
    },
    'session',
    [
      ['today', 'Before midnight'],
      ['1h', 'More than an hour ago'],
      ['09:00', 'Today before nine'],
      ['2026-11-21', 'Before that day began'],
    ],
    readTimeLimit(
      (moment) => (isAge(moment) ? `begun more than ${moment} ago` : `begun before ${moment}`),
      (started, moment) => started < moment,
    ),
  ),
];

function testsUser(test: (text: string) => boolean, { login }: SessionSummary): boolean {
  return login !== null && login.user !== null && test(login.user);
}

/** An address may be compared as a whole, with its port or without. */
function testsEndpoint(test: (text: string) => boolean, endpoint: Endpoint): boolean {
  return test(endpoint.address) || test(endpointName(endpoint));
}

function testsServer(test: (text: string) => boolean, { server }: SessionSummary): boolean {
  const { host, address, port } = server;
  if (testsEndpoint(test, { address: host, port })) return true;
  return address !== null && testsEndpoint(test, { address, port });
}
