import { PHASES, type LineKind, type Phase, type Speaker } from '../smtp/words.ts';
import {
  choiceField,
  COUNTED,
  lineChoice,
  lineTextField,
  rangeField,
  wordField,
  type Choice,
  type QueryField,
} from './query-field-kinds.ts';
import { readAnswered, readCode, readEnhanced, readVerb } from './query-field-words.ts';
import { shareWithTrait } from './query-hints.ts';
import type { ShareTest, WordsTest } from './query-syntax.ts';

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

/** The fields that look at a line by itself: who spoke, what was said, and where the dialogue stood. */
export const LINE_FIELDS: readonly QueryField[] = [
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
  wordField(
    {
      name: 'answers',
      description: 'Replies to a verb, to a message or to the connection',
      expects: 'a verb such as RCPT, content or greeting, with * for anything',
      alsoCalled: ['re', 'answer', 'answered', 'replyto'],
    },
    'line',
    [
      ['EHLO', 'What the server offers'],
      ['MAIL', 'Whether the sender is accepted'],
      ['RCPT', 'Whether a recipient is accepted'],
      ['DATA', 'Whether the message may come'],
      ['content', 'Whether the message is accepted'],
      ['AUTH', 'Challenges, and whether the login is accepted'],
      ['greeting', 'The first words of the server'],
    ],
    readAnswered,
  ),
  choiceField(
    { name: 'phase', description: 'Where the dialogue stood', alsoCalled: ['state'] },
    PHASES.map((phase) =>
      lineChoice(
        phase,
        PHASE_WORDS[phase],
        { tail: `in the phase ${phase}` },
        (line) => line.phase === phase,
        shareWithTrait(`phase:${phase}`),
      ),
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
      lineChoice('yes', 'Inside TLS', { tail: 'inside TLS' }, (line) => line.tls, shareWithTrait('tls:yes')),
      lineChoice(
        'no',
        'In the clear',
        { tail: 'outside TLS' },
        (line) => !line.tls,
        shareWithTrait('tls:no'),
      ),
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
    ({ least, most }) => ({
      ...onWords(({ n }) => n >= least && n <= most),
      share: shareOfNumbers(least, most),
    }),
  ),
];

/** For what is known of a line without following the dialogue. */
function onWords(matches: WordsTest) {
  return { scope: 'line', matches, matchesWords: matches } as const;
}

function ofKind(value: LineKind, description: string, head: string): Choice {
  const phrase = { head, tail: '' };
  const share = shareWithTrait(`kind:${value}`);
  return { value, description, phrase, ...onWords(({ kind }) => kind === value), share };
}

function ofSpeaker(value: 'c' | 's', speaker: Speaker): Choice {
  const phrase = { head: `${speaker} lines`, tail: '' };
  const description = `Lines of the ${speaker}`;
  const share = shareWithTrait(`dir:${value}`);
  return { value, description, phrase, ...onWords(({ from }) => from === speaker), share };
}

/** Lines are numbered from 1 on: how many there are tells which numbers there are. */
function shareOfNumbers(least: number, most: number): ShareTest {
  return (_facets, session) => {
    if (session === undefined) return 'unknown';
    if (session.lines < least) return 'none';
    return least <= 1 && session.lines <= most ? 'all' : 'some';
  };
}
