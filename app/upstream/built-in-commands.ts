import { EXTENSIONS } from '../contract/built-in-settings.ts';
import { beginLogin } from './authentication.ts';
import { answer, commandWithoutArgument, wrongSyntax, type Command, type Hello } from './dialogue.ts';
import { bdat, data, mail, rcpt, rset } from './mail-transaction.ts';
import { reply, type Reply } from './reply.ts';
import type { Logins, ServerProfile } from './server-profile.ts';

/** What a server of this profile says it can do (RFC 5321 section 4.1.1.1). It does each of these. */
function capabilitiesOf({ extensions, logins, sizeLimit }: ServerProfile): readonly string[] {
  const offered = EXTENSIONS.filter((extension) => extensions.has(extension));
  const written = offered.map((extension) => (extension === 'SIZE' ? `SIZE ${sizeLimit}` : extension));
  return logins === null ? written : [...written, `AUTH ${logins.mechanisms.join(' ')}`];
}

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

/** The commands of a server, by their verbs in capitals. */
export type Commands = ReadonlyMap<string, Command>;

/** The commands that a server of this profile knows. `makeChallenge`: for CRAM-MD5, each time another. */
export function commandsOf(profile: ServerProfile, makeChallenge: () => string): Commands {
  const { name, extensions, logins } = profile;
  const begin = mail(profile);
  const commands: Map<string, Command> = new Map<string, Command>([
    ...hellos(profile),
    ['MAIL', logins?.required === true ? behindLogin(begin) : begin],
    ['RCPT', rcpt(profile)],
    ['DATA', data(profile)],
    ['RSET', rset],
    ['NOOP', noop],
    ['VRFY', vrfy],
    [
      'HELP',
      {
        syntax: 'HELP [command]',
        answer: (dialogue, argument) => answer(helpOn(commands, argument.toUpperCase()), dialogue),
      },
    ],
    [
      'QUIT',
      commandWithoutArgument('QUIT', (dialogue) =>
        answer(reply(221, '2.0.0', `${name} closes the connection. Goodbye`), dialogue, 'nothing'),
      ),
    ],
  ]);
  if (extensions.has('CHUNKING')) commands.set('BDAT', bdat(profile));
  if (logins !== null) commands.set('AUTH', auth(logins, makeChallenge));
  return commands;
}

/** LMTP has a hello of its own, and no other (RFC 2033 section 4.1). */
function hellos(profile: ServerProfile): readonly (readonly [Hello, Command])[] {
  const { name, protocol } = profile;
  const welcome = reply(250, null, name, ...capabilitiesOf(profile));
  if (protocol === 'LMTP') return [['LHLO', hello('LHLO', welcome)]];
  return [
    ['EHLO', hello('EHLO', welcome)],
    ['HELO', hello('HELO', reply(250, null, name))],
  ];
}

function auth(logins: Logins, makeChallenge: () => string): Command {
  return {
    syntax: 'AUTH mechanism [initial-response]',
    answer: (dialogue, argument) => beginLogin(logins, dialogue, argument, makeChallenge()),
  };
}

/** A command that is refused before the client has logged in. */
function behindLogin(command: Command): Command {
  return {
    syntax: command.syntax,
    answer: (dialogue, argument) =>
      dialogue.user === null
        ? answer(reply(530, '5.7.0', 'Authentication required'), dialogue)
        : command.answer(dialogue, argument),
  };
}

/** Commands that the server recognises and does not have: 502 rather than 500 (RFC 5321 section 4.2.4). */
const NOT_OFFERED: ReadonlySet<string> = new Set(['EXPN', 'STARTTLS', 'AUTH', 'BDAT', 'ETRN', 'TURN']);

/** Ways to say hello that a server of the other protocol does not know (RFC 2033 section 4.1). */
const HELLOS: ReadonlySet<string> = new Set<Hello>(['EHLO', 'HELO', 'LHLO']);

/** The refusal of a verb that is not among the commands. */
export function refuseVerb(verb: string, { protocol }: ServerProfile): Reply {
  if (verb === '') return reply(500, '5.5.2', 'Empty command');
  if (HELLOS.has(verb)) {
    return reply(500, '5.5.1', `${protocol} is spoken here: say ${protocol === 'LMTP' ? 'LHLO' : 'EHLO'}`);
  }
  if (NOT_OFFERED.has(verb)) return reply(502, '5.5.1', `${verb} is not offered here`);
  return reply(500, '5.5.1', 'Unknown command; HELP lists the commands');
}

/** EHLO and HELO give up a mail transaction that is under way (RFC 5321 section 4.1.4). */
function hello(verb: Hello, welcome: Reply): Command {
  const syntax = `${verb} name`;
  // Section 4.1.4: the name may be wrong, it may not be refused for that. One word is all that is asked of it.
  const refusal: Reply = { ...wrongSyntax(syntax), enhanced: null };
  return {
    syntax,
    answer: (dialogue, argument) =>
      /^\S+$/.test(argument)
        ? answer(welcome, { ...dialogue, hello: verb, client: argument, transaction: null })
        : answer(refusal, dialogue),
  };
}

function helpOn(commands: Commands, verb: string): Reply {
  if (verb === '') {
    const syntaxes = [...commands.values()].map(({ syntax }) => syntax);
    return reply(214, '2.0.0', 'SMTP Spy built-in server. It delivers no mail. Commands:', ...syntaxes);
  }
  const command = commands.get(verb);
  return command === undefined ? reply(504, '5.5.4', 'No help on that') : reply(214, '2.0.0', command.syntax);
}
