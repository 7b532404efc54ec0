import { STAGE_NAMES, type Stage } from './stages.ts';

/** What a client can do that moves a dialogue. Verbs stand for their commands; alike ones share an event. */
export type ClientEvent =
  | 'PROXY'
  | 'EHLO'
  | 'HELO'
  | 'LHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'response'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'end of content'
  | 'BDAT'
  | 'BDAT 0'
  | 'BDAT LAST'
  | 'BDAT 0 LAST'
  | 'BURL'
  | 'BURL LAST'
  | 'end of chunk'
  | 'RSET'
  | 'NOOP, HELP, VRFY, EXPN'
  | 'ETRN'
  | 'XCLIENT'
  | 'XFORWARD'
  | 'TURN, ATRN'
  | 'unknown command'
  | 'QUIT';

/** What a server can do: each is a reply to something. */
export type ServerEvent =
  | 'greeted'
  | 'greeting refused'
  | 'hello accepted'
  | 'hello refused'
  | 'STARTTLS accepted'
  | 'challenge'
  | 'AUTH accepted'
  | 'AUTH refused'
  | 'MAIL accepted'
  | 'MAIL refused'
  | 'RCPT accepted'
  | 'RCPT refused'
  | 'DATA accepted'
  | 'DATA refused'
  | 'DATA refused, no sender'
  | 'chunk accepted'
  | 'chunk refused'
  | 'message accepted'
  | 'message refused'
  | 'XCLIENT accepted'
  | 'TURN accepted'
  | '421';

/** What both sides do together: TLS that the spy reads, and TLS that passes it unread. */
export type SharedEvent = 'TLS begins' | 'TLS passes unread';

/** Whatever moves a dialogue. */
export type DialogueEvent = ClientEvent | ServerEvent | SharedEvent;

/** A row of the table: in these stages, this event leads there. */
export interface Transition {
  readonly by: 'client' | 'server' | 'both';
  readonly on: DialogueEvent;
  readonly in: readonly Stage[];
  /** `same`: it stays where it is. */
  readonly to: Stage | 'same';
  /** False: nobody should do that there, and it is followed all the same. */
  readonly expected: boolean;
  /** It comes about only where the client does not wait for replies (RFC 2920): pictures leave it out. */
  readonly pipelined: boolean;
  /** Where it is written. */
  readonly reference: string;
}

/** Between transactions, also behind a refused AUTH. */
const BETWEEN: readonly Stage[] = ['ready', 'authentication-refused'];
/** A pipelining client does not await the reply to its message. */
const AHEAD: readonly Stage[] = ['delivered'];
const GREETED: readonly Stage[] = ['hello', ...BETWEEN, ...AHEAD, 'envelope', 'between-chunks'];
const MAIL_REFERENCE = 'RFC 5321 section 4.1.4';

function client(
  on: ClientEvent,
  stages: readonly Stage[],
  to: Stage | 'same',
  reference = MAIL_REFERENCE,
): Transition {
  return { by: 'client', on, in: stages, to, expected: true, pipelined: false, reference };
}

/** The same while replies are still to come. */
function ahead(
  by: 'client' | 'server',
  on: ClientEvent | ServerEvent,
  stages: readonly Stage[],
  to: Stage | 'same',
  reference: string,
): Transition {
  return { by, on, in: stages, to, expected: true, pipelined: true, reference };
}

/** Out of order: in all stages for which no row above says otherwise. */
function elsewhere(on: ClientEvent, to: Stage | 'same', reference = MAIL_REFERENCE): Transition {
  return { by: 'client', on, in: STAGE_NAMES, to, expected: false, pipelined: false, reference };
}

function server(
  on: ServerEvent,
  stages: readonly Stage[],
  to: Stage | 'same',
  reference = 'RFC 5321 section 4.3.2',
): Transition {
  return { by: 'server', on, in: stages, to, expected: true, pipelined: false, reference };
}

function both(on: SharedEvent, stages: readonly Stage[], to: Stage | 'same', reference: string): Transition {
  return { by: 'both', on, in: stages, to, expected: true, pipelined: false, reference };
}

function anywhere(on: SharedEvent, to: Stage, reference: string): Transition {
  return { ...both(on, STAGE_NAMES, to, reference), expected: false };
}

/**
 * The whole of how a dialogue moves. The first row that names the stage and the event holds; where none does, the
 * dialogue stays where it is. The client's words move it at once, since pipelined commands do not wait for replies
 * (RFC 2920); a reply moves it only from where the command had led.
 */
export const TRANSITIONS: readonly Transition[] = [
  client('PROXY', ['greeting'], 'same', 'The PROXY protocol, section 2'),
  server('greeted', ['greeting'], 'hello', 'RFC 5321 section 3.1'),
  server('greeting refused', ['greeting'], 'closing', 'RFC 5321 section 3.1'),

  client('EHLO', GREETED, 'hello', 'RFC 5321 section 4.1.1.1'),
  client('HELO', GREETED, 'hello', 'RFC 5321 section 4.1.1.1'),
  client('LHLO', GREETED, 'hello', 'RFC 2033 section 4.1'),
  elsewhere('EHLO', 'hello'),
  elsewhere('HELO', 'hello'),
  elsewhere('LHLO', 'hello'),
  server('hello accepted', ['hello'], 'ready'),
  server('hello refused', ['hello'], 'same'),

  client('STARTTLS', ['authentication-refused'], 'ready', 'RFC 3207 section 4'),
  client('STARTTLS', ['ready'], 'same', 'RFC 3207 section 4'),
  ahead('client', 'STARTTLS', AHEAD, 'same', 'RFC 3207 section 4'),
  elsewhere('STARTTLS', 'same', 'RFC 3207 section 4'),
  server('STARTTLS accepted', ['ready'], 'securing', 'RFC 3207 section 4'),
  ahead(
    'server',
    'STARTTLS accepted',
    STAGE_NAMES.filter((stage) => stage !== 'tls'),
    'securing',
    'RFC 3207 section 4',
  ),
  both('TLS passes unread', ['greeting'], 'tls', 'RFC 8314 section 3.3'),
  both('TLS passes unread', ['securing'], 'tls', 'RFC 3207 section 4'),
  anywhere('TLS passes unread', 'tls', 'RFC 3207 section 4'),
  both('TLS begins', ['greeting'], 'same', 'RFC 8314 section 3.3'),
  both('TLS begins', ['securing'], 'hello', 'RFC 3207 section 4.2'),
  anywhere('TLS begins', 'hello', 'RFC 3207 section 4.2'),

  client('AUTH', BETWEEN, 'authentication', 'RFC 4954 section 4'),
  ahead('client', 'AUTH', AHEAD, 'authentication', 'RFC 4954 section 4'),
  elsewhere('AUTH', 'authentication', 'RFC 4954 section 4'),
  client('response', ['authentication'], 'same', 'RFC 4954 section 4'),
  elsewhere('response', 'same', 'RFC 4954 section 4'),
  server('challenge', ['authentication'], 'same', 'RFC 4954 section 4'),
  server('AUTH accepted', ['authentication'], 'ready', 'RFC 4954 section 4'),
  server('AUTH refused', ['authentication'], 'authentication-refused', 'RFC 4954 section 4'),

  client('MAIL', BETWEEN, 'envelope', 'RFC 5321 section 3.3'),
  ahead('client', 'MAIL', AHEAD, 'envelope', 'RFC 5321 section 3.3'),
  elsewhere('MAIL', 'envelope'),
  server('MAIL accepted', ['envelope'], 'same'),
  server('MAIL refused', ['envelope'], 'ready'),
  client('RCPT', ['envelope'], 'same', 'RFC 5321 section 3.3'),
  elsewhere('RCPT', 'envelope'),
  server('RCPT accepted', ['envelope'], 'same'),
  server('RCPT refused', ['envelope'], 'same'),

  client('DATA', ['envelope'], 'data', 'RFC 5321 section 4.1.1.4'),
  elsewhere('DATA', 'data', 'RFC 5321 section 4.1.1.4'),
  server('DATA accepted', ['data'], 'content'),
  server('DATA refused', ['data'], 'envelope'),
  server('DATA refused, no sender', ['data'], 'ready'),
  ahead('server', 'DATA refused', AHEAD, 'envelope', 'RFC 2920 section 3.1'),
  ahead('server', 'DATA refused, no sender', AHEAD, 'ready', 'RFC 2920 section 3.1'),
  client('end of content', ['content'], 'delivered', 'RFC 5321 section 4.1.1.4'),
  elsewhere('end of content', 'delivered', 'RFC 5321 section 4.1.1.4'),

  client('BDAT', ['envelope', 'between-chunks'], 'chunk', 'RFC 3030 section 2'),
  client('BDAT 0', ['envelope', 'between-chunks'], 'between-chunks', 'RFC 3030 section 2'),
  client('BDAT LAST', ['envelope', 'between-chunks'], 'last-chunk', 'RFC 3030 section 2'),
  client('BDAT 0 LAST', ['envelope', 'between-chunks'], 'delivered', 'RFC 3030 section 2'),
  client('BURL', ['envelope', 'between-chunks'], 'between-chunks', 'RFC 4468 section 3'),
  client('BURL LAST', ['envelope', 'between-chunks'], 'delivered', 'RFC 4468 section 3'),
  elsewhere('BDAT', 'chunk', 'RFC 3030 section 2'),
  elsewhere('BDAT 0', 'between-chunks', 'RFC 3030 section 2'),
  elsewhere('BDAT LAST', 'last-chunk', 'RFC 3030 section 2'),
  elsewhere('BDAT 0 LAST', 'delivered', 'RFC 3030 section 2'),
  elsewhere('BURL', 'between-chunks', 'RFC 4468 section 3'),
  elsewhere('BURL LAST', 'delivered', 'RFC 4468 section 3'),
  client('end of chunk', ['chunk'], 'between-chunks', 'RFC 3030 section 2'),
  client('end of chunk', ['last-chunk'], 'delivered', 'RFC 3030 section 2'),
  server('chunk accepted', ['between-chunks'], 'same', 'RFC 3030 section 2'),
  server('chunk refused', ['between-chunks'], 'ready', 'RFC 3030 section 2'),

  server('message accepted', ['delivered'], 'ready'),
  server('message refused', ['delivered'], 'ready'),

  client('RSET', ['hello', 'ready'], 'same', 'RFC 5321 section 4.1.1.5'),
  ahead('client', 'RSET', AHEAD, 'same', 'RFC 5321 section 4.1.1.5'),
  client(
    'RSET',
    ['authentication-refused', 'envelope', 'between-chunks'],
    'ready',
    'RFC 5321 section 4.1.1.5',
  ),
  elsewhere('RSET', 'same', 'RFC 5321 section 4.1.1.5'),
  client('NOOP, HELP, VRFY, EXPN', ['authentication-refused'], 'ready'),
  client('NOOP, HELP, VRFY, EXPN', GREETED, 'same'),
  elsewhere('NOOP, HELP, VRFY, EXPN', 'same'),
  client('ETRN', ['authentication-refused'], 'ready', 'RFC 1985 section 5'),
  client('ETRN', ['ready'], 'same', 'RFC 1985 section 5'),
  ahead('client', 'ETRN', AHEAD, 'same', 'RFC 1985 section 5'),
  elsewhere('ETRN', 'same', 'RFC 1985 section 5'),
  client('XCLIENT', ['authentication-refused'], 'ready', 'Postfix XCLIENT'),
  client('XCLIENT', ['ready'], 'same', 'Postfix XCLIENT'),
  ahead('client', 'XCLIENT', AHEAD, 'same', 'Postfix XCLIENT'),
  elsewhere('XCLIENT', 'same', 'Postfix XCLIENT'),
  server('XCLIENT accepted', ['ready'], 'hello', 'Postfix XCLIENT'),
  ahead('server', 'XCLIENT accepted', [...AHEAD, 'authentication-refused'], 'hello', 'Postfix XCLIENT'),
  client('XFORWARD', ['authentication-refused'], 'ready', 'Postfix XFORWARD'),
  client('XFORWARD', ['ready'], 'same', 'Postfix XFORWARD'),
  ahead('client', 'XFORWARD', AHEAD, 'same', 'Postfix XFORWARD'),
  elsewhere('XFORWARD', 'same', 'Postfix XFORWARD'),
  client('TURN, ATRN', ['authentication-refused'], 'ready', 'RFC 2645 section 5.2'),
  client('TURN, ATRN', ['ready'], 'same', 'RFC 2645 section 5.2'),
  ahead('client', 'TURN, ATRN', AHEAD, 'same', 'RFC 2645 section 5.2'),
  elsewhere('TURN, ATRN', 'same', 'RFC 2645 section 5.2'),
  server('TURN accepted', ['ready'], 'greeting', 'RFC 2645 section 5.2'),
  ahead('server', 'TURN accepted', AHEAD, 'greeting', 'RFC 2645 section 5.2'),
  client('unknown command', GREETED, 'same', 'RFC 5321 section 4.2.4'),
  elsewhere('unknown command', 'same', 'RFC 5321 section 4.2.4'),

  client('QUIT', ['greeting', ...GREETED, 'closing'], 'closing', 'RFC 5321 section 4.1.1.10'),
  elsewhere('QUIT', 'closing', 'RFC 5321 section 4.1.1.10'),
  // Not behind a refused AUTH: a client that did not notice may still say its secrets.
  server(
    '421',
    ['greeting', 'hello', 'ready', 'securing', 'envelope', 'between-chunks', 'delivered', 'closing'],
    'closing',
    'RFC 5321 section 3.8',
  ),
];

/** What an event comes to. */
export interface Turn {
  readonly to: Stage;
  readonly expected: boolean;
}

const TURNS: Readonly<Record<Stage, ReadonlyMap<DialogueEvent, Turn>>> = compile();

/** Where an event leads from a stage, and whether it may happen there; null where it means nothing. */
export function turnOn(stage: Stage, event: DialogueEvent): Turn | null {
  return TURNS[stage].get(event) ?? null;
}

/** The rows as a lookup: what comes over the wire is met there line by line. */
function compile(): Record<Stage, Map<DialogueEvent, Turn>> {
  const turnsOf = (stage: Stage): Map<DialogueEvent, Turn> => {
    const turns = new Map<DialogueEvent, Turn>();
    for (const { in: stages, on, to, expected } of TRANSITIONS) {
      if (!stages.includes(stage) || turns.has(on)) continue;
      turns.set(on, { to: to === 'same' ? stage : to, expected });
    }
    return turns;
  };
  return {
    greeting: turnsOf('greeting'),
    hello: turnsOf('hello'),
    ready: turnsOf('ready'),
    securing: turnsOf('securing'),
    authentication: turnsOf('authentication'),
    'authentication-refused': turnsOf('authentication-refused'),
    envelope: turnsOf('envelope'),
    data: turnsOf('data'),
    content: turnsOf('content'),
    chunk: turnsOf('chunk'),
    'between-chunks': turnsOf('between-chunks'),
    'last-chunk': turnsOf('last-chunk'),
    delivered: turnsOf('delivered'),
    tls: turnsOf('tls'),
    closing: turnsOf('closing'),
  };
}
