import { answer, commandWithoutArgument, wrongSyntax, type Command, type Dialogue } from './dialogue.ts';
import { data, LARGEST_MESSAGE, mail, rcpt, rset } from './mail-transaction.ts';
import { reply, type Reply } from './reply.ts';

/** The name under which the server speaks. */
export const SERVER_NAME = 'localhost';

/** What the server says it can do (RFC 5321 section 4.1.1.1). It does each of these. */
export const CAPABILITIES = [
  'PIPELINING',
  `SIZE ${LARGEST_MESSAGE}`,
  '8BITMIME',
  'SMTPUTF8',
  'ENHANCEDSTATUSCODES',
  'HELP',
] as const;

const ehlo = hello('EHLO', reply(250, null, SERVER_NAME, ...CAPABILITIES));
const helo = hello('HELO', reply(250, null, SERVER_NAME));

const noop: Command = {
  syntax: 'NOOP [text]',
  answer: (dialogue) => answer(reply(250, '2.0.0', 'OK'), dialogue),
};

const vrfy: Command = {
  syntax: 'VRFY name',
  answer: (dialogue, argument) =>
    answer(
      argument === ''
        ? wrongSyntax('VRFY name')
        : reply(252, '2.0.0', 'Cannot verify the user, but mail for anybody is accepted here'),
      dialogue,
    ),
};

const help: Command = {
  syntax: 'HELP [command]',
  answer: (dialogue, argument) => answer(helpOn(argument.toUpperCase()), dialogue),
};

const quit: Command = commandWithoutArgument('QUIT', (dialogue) =>
  answer(reply(221, '2.0.0', `${SERVER_NAME} closes the connection. Goodbye`), dialogue, 'nothing'),
);

/** The commands that the server knows, by their verbs in capitals. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['EHLO', ehlo],
  ['HELO', helo],
  ['MAIL', mail],
  ['RCPT', rcpt],
  ['DATA', data],
  ['RSET', rset],
  ['NOOP', noop],
  ['VRFY', vrfy],
  ['HELP', help],
  ['QUIT', quit],
]);

/** Commands that the server recognises and does not have: 502 rather than 500 (RFC 5321 section 4.2.4). */
const NOT_OFFERED: ReadonlySet<string> = new Set(['EXPN', 'STARTTLS', 'AUTH', 'BDAT', 'ETRN', 'TURN']);

/** The refusal of a verb that is not among the commands. */
export function refuseVerb(verb: string): Reply {
  if (verb === '') return reply(500, '5.5.2', 'Empty command');
  if (NOT_OFFERED.has(verb)) return reply(502, '5.5.1', `${verb} is not offered here`);
  return reply(500, '5.5.1', 'Unknown command; HELP lists the commands');
}

/** EHLO and HELO give up a mail transaction that is under way (RFC 5321 section 4.1.4). */
function hello(verb: 'EHLO' | 'HELO', welcome: Reply): Command {
  const syntax = `${verb} name`;
  const greeted: Dialogue = { hello: verb, transaction: null };
  // Section 4.1.4: the name may be wrong, it may not be refused for that. One word is all that is asked of it.
  const refusal: Reply = { ...wrongSyntax(syntax), enhanced: null };
  return {
    syntax,
    answer: (dialogue, argument) =>
      /^\S+$/.test(argument) ? answer(welcome, greeted) : answer(refusal, dialogue),
  };
}

function helpOn(verb: string): Reply {
  if (verb === '') {
    const syntaxes = [...COMMANDS.values()].map(({ syntax }) => syntax);
    return reply(214, '2.0.0', 'SMTP Spy built-in server. It keeps no mail. Commands:', ...syntaxes);
  }
  const command = COMMANDS.get(verb);
  return command === undefined ? reply(504, '5.5.4', 'No help on that') : reply(214, '2.0.0', command.syntax);
}
