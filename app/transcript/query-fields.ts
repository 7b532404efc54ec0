import { PHASES, type LineKind, type Phase, type Speaker } from '../smtp/words.ts';
import {
  choiceField,
  lineTextField,
  pathField,
  rangeField,
  sessionTextField,
  wordField,
  type Choice,
  type QueryField,
} from './query-field-kinds.ts';
import { FINDING_FIELDS, isFound, mayHoldFinding } from './query-finding-fields.ts';
import { HEADER_FIELD } from './query-header-field.ts';
import { readCode, readEnhanced, readSizeLimit, readTimeLimit, readVerb } from './query-field-words.ts';
import { tagsOfSession } from './note-tags.ts';
import type { FieldNames } from './query-lexer.ts';
import type { LateTerm, LineTest, Phrase, SessionTest, WordsTest } from './query-syntax.ts';
import type { NumberRange } from './query-values.ts';
import { BUILT_IN, type Endpoint, type Outcome, type SessionSummary } from './row.ts';
import { endpointName } from './text-format.ts';

/** Line and session numbers: from 1, and as many as a number can count. */
const COUNTED: NumberRange = { least: 1, most: Number.MAX_SAFE_INTEGER };

const NUMBERED_LATER = {
  text: 'A conversation gets its number when it is kept, and a rule judges it before that.',
  remedy: 'Choose it by client:, listener:, helo:, user:, from: or to:.',
};

const SAID_LATER = {
  text: 'What you say of a conversation is said of a kept one, and a rule judges it before that.',
  remedy: 'Choose it by client:, listener:, helo:, user:, from: or to:.',
};

const HELD_LATER = {
  text: 'Rules judge a line before anybody is asked about it.',
  remedy: 'Leave the term out: what a rule holds, its “when” says.',
};

const ENDED_LATER = {
  text: 'A rule judges a conversation while it is open: how it will end is not known.',
  remedy: 'Leave the term out, or look at lines: cmd:QUIT, code:421.',
};

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  greeting: 'Up to the end of the greeting',
  hello: 'Up to an accepted EHLO',
  ready: 'Between transactions',
  authentication: 'Within AUTH',
  envelope: 'From MAIL to DATA',
  content: 'The message, and the reply to it',
  tls: 'TLS that passes unread',
  closing: 'From QUIT on',
};

/**
 * Every field of the query language, in the order in which they are offered. An entry here is all that a new field
 * needs: reading, errors, matching, completion and description follow from it.
 */
export const QUERY_FIELDS: readonly QueryField[] = [
  choiceField({ name: 'dir', description: 'Who spoke', alsoCalled: ['direction', 'speaker', 'by', 'side'] }, [
    { ...ofSpeaker('c', 'client'), or: 'client' },
    { ...ofSpeaker('s', 'server'), or: 'server' },
  ]),
  wordField(
    {
      name: 'cmd',
      description: 'The command line of a verb',
      expects: 'a verb such as RCPT, with * for anything',
      alsoCalled: ['command', 'verb'],
    },
    'line',
    [
      ['EHLO', 'The client says who it is'],
      ['STARTTLS', 'The client asks for TLS'],
      ['AUTH', 'The client proves who it is'],
      ['MAIL', 'The sender'],
      ['RCPT', 'A recipient'],
      ['DATA', 'The message follows'],
      ['BDAT', 'A part of the message follows'],
      ['RSET', 'The transaction is given up'],
      ['QUIT', 'The client ends the conversation'],
    ],
    readVerb,
  ),
  wordField(
    {
      name: 'code',
      description: 'Replies with a code',
      expects: 'a reply code such as 550, 55x, 5xx, >=400 or 400-499',
      alsoCalled: ['reply', 'status', 'rc'],
    },
    'line',
    [
      ['2xx', 'Done'],
      ['354', 'The server waits for the message'],
      ['4xx', 'Refused for now'],
      ['5xx', 'Refused for good'],
      ['550', 'No such mailbox, or refused by policy'],
      ['>=400', 'Every refusal'],
    ],
    readCode,
  ),
  wordField(
    {
      name: 'enh',
      description: 'Replies with an enhanced status code',
      expects: 'three numbers such as 5.7.1, with * or x for any: 5.7.*',
      alsoCalled: ['enhanced', 'dsn'],
    },
    'line',
    [
      ['5.1.1', 'No such mailbox'],
      ['5.7.*', 'Security or policy, for good'],
      ['4.*.*', 'Refused for now'],
    ],
    readEnhanced,
  ),
  choiceField(
    { name: 'phase', description: 'Where the dialogue stood', alsoCalled: ['state'] },
    PHASES.map((phase) =>
      onLines(phase, PHASE_WORDS[phase], { tail: `in the phase ${phase}` }, (line) => line.phase === phase),
    ),
  ),
  choiceField({ name: 'kind', description: 'What a line is', alsoCalled: ['type'] }, [
    ofKind('command', 'Commands of the client', 'commands'),
    ofKind('reply', 'Replies of the server', 'replies'),
    ofKind('authentication', 'Answers of the client within AUTH', 'authentication answers'),
    ofKind('content', 'Lines of messages', 'content lines'),
    ofKind('opaque', 'What passed unread', 'unread lines'),
  ]),
  choiceField(
    { name: 'tls', description: 'Whether a line came inside TLS', alsoCalled: ['encrypted', 'ssl'] },
    [
      onLines('yes', 'Inside TLS', { tail: 'inside TLS' }, (line) => line.tls),
      onLines('no', 'In the clear', { tail: 'outside TLS' }, (line) => !line.tls),
    ],
  ),
  lineTextField({ name: 'text', description: 'Words of a line', alsoCalled: ['contains', 'words'] }),
  rangeField(
    {
      name: 'line',
      description: 'Lines by their number',
      expects: 'a line number such as 30, 10-20 or >=1000',
      alsoCalled: ['n', 'number', 'row'],
    },
    COUNTED,
    [
      ['1-20', 'The first twenty'],
      ['>=1000', 'From the thousandth on'],
    ],
    ({ least, most }) => onWords(({ n }) => n >= least && n <= most),
  ),
  choiceField({ name: 'is', description: 'How a line or its conversation turned out', alsoCalled: ['was'] }, [
    onLines(
      'injected',
      'Said by SMTP Spy itself',
      { tail: 'said by SMTP Spy itself' },
      (line) => line.injected,
    ),
    onLines('masked', 'Holds a secret', { tail: 'with a masked secret' }, (line) => line.masked),
    {
      scope: 'line',
      value: 'finding',
      description: 'Worth a look',
      phrase: { tail: 'with a finding' },
      matches: isFound,
      mayBeIn: mayHoldFinding,
    },
    {
      scope: 'line',
      value: 'held',
      description: 'Held for you to decide on, now or before',
      phrase: { tail: 'that were held' },
      matches: ({ held }) => held === true,
      mayBeIn: ({ held }) => held !== false,
      isSurelyIn: ({ held }) => held > 0,
      late: HELD_LATER,
    },
    onSessions('open', 'Conversations under way', 'that are open', isOutcome('open')),
    onSessions(
      'completed',
      'Conversations ended in order',
      'that were completed',
      isOutcome('completed'),
      ENDED_LATER,
    ),
    onSessions(
      'blocked',
      'Clients on the block list',
      'that were blocked',
      isOutcome('blocked'),
      ENDED_LATER,
    ),
    onSessions(
      'rate-limited',
      'Clients that connected too often',
      'that were rate limited',
      isOutcome('rate-limited'),
      ENDED_LATER,
    ),
    onSessions('aborted', 'Conversations broken off', 'that were broken off', isAborted, ENDED_LATER),
    onSessions(
      'error',
      'Conversations that went wrong: unreachable, failed or refused',
      'that went wrong',
      wentWrong,
    ),
    onSessions('refused', 'Conversations with a refusal', 'with a refusal', isRefused),
    onSessions(
      'pinned',
      'Conversations that you have pinned',
      'that are pinned',
      ({ pinned }) => pinned === true,
      SAID_LATER,
    ),
  ]),
  ...FINDING_FIELDS,
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
  sessionTextField(
    { name: 'auth', description: 'How the client logged in', alsoCalled: ['mechanism', 'sasl'] },
    'the mechanism',
    [
      ['PLAIN', 'With a plain password'],
      ['*', 'In any way'],
    ],
    (test) => (session) => session.login !== null && test(session.login.mechanism),
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
      expects: 'a date or a time such as 2026-11-21, 2026-11-21T14:02 or 14:02',
      alsoCalled: ['since', 'date', 'time'],
    },
    'session',
    [
      ['09:00', 'Today from nine on'],
      ['2026-11-21', 'From that day on'],
    ],
    readTimeLimit('after', (started, moment) => started >= moment),
  ),
  wordField(
    {
      name: 'before',
      description: 'Conversations that began before a moment',
      expects: 'a date or a time such as 2026-11-21, 2026-11-21T14:02 or 14:02',
      alsoCalled: ['until'],
    },
    'session',
    [
      ['09:00', 'Today before nine'],
      ['2026-11-21', 'Before that day began'],
    ],
    readTimeLimit('before', (started, moment) => started < moment),
  ),
];

/** The fields by their names. */
export const FIELDS_BY_NAME: ReadonlyMap<string, QueryField> = new Map(
  QUERY_FIELDS.map((field) => [field.name, field]),
);

/** What the lexer has to know of them. */
export const FIELD_NAMES: FieldNames = {
  has: (name) => FIELDS_BY_NAME.has(name),
  takesKey: (name) => FIELDS_BY_NAME.get(name)?.takesKey === true,
};

function onLines(value: string, description: string, phrase: Phrase, matches: LineTest): Choice {
  return { scope: 'line', value, description, phrase, matches };
}

function onSessions(
  value: string,
  description: string,
  tail: string,
  matches: SessionTest,
  late?: LateTerm,
): Choice {
  return { scope: 'session', value, description, phrase: { tail }, matches, ...(late && { late }) };
}

/** For what is known of a line without following the dialogue. */
function onWords(matches: WordsTest) {
  return { scope: 'line', matches, matchesWords: matches } as const;
}

function ofKind(value: LineKind, description: string, head: string): Choice {
  const phrase = { head, tail: '' };
  return { value, description, phrase, ...onWords(({ kind }) => kind === value) };
}

function ofSpeaker(value: string, speaker: Speaker): Choice {
  const phrase = { head: `${speaker} lines`, tail: '' };
  const description = `Lines of the ${speaker}`;
  return { value, description, phrase, ...onWords(({ from }) => from === speaker) };
}

function isOutcome(outcome: SessionSummary['outcome']): SessionTest {
  return (session) => session.outcome === outcome;
}

function testsUser(test: (text: string) => boolean, { login }: SessionSummary): boolean {
  return login !== null && login.user !== null && test(login.user);
}

function isAborted({ outcome }: SessionSummary): boolean {
  return outcome === 'aborted-by-client' || outcome === 'aborted-by-server';
}

/** Outcomes that say so by themselves. */
const WENT_WRONG: ReadonlySet<Outcome> = new Set(['unreachable', 'failed', 'blocked', 'rate-limited']);

function isRefused({ refusal }: SessionSummary): boolean {
  return refusal !== null;
}

function wentWrong(session: SessionSummary): boolean {
  return WENT_WRONG.has(session.outcome) || isRefused(session);
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
