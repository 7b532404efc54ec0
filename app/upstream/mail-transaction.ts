import type { Extension } from '../contract/built-in-settings.ts';
import {
  answer,
  commandWithoutArgument,
  mayUseExtensions,
  wrongSyntax,
  type Answer,
  type Command,
  type Dialogue,
  type Transaction,
} from './dialogue.ts';
import {
  isBeyondAscii,
  isPostmaster,
  readPathArgument,
  type Parameter,
  type PathArgument,
  type PathFault,
} from './envelope-syntax.ts';
import { reply, type Reply } from './reply.ts';
import type { ServerProfile } from './server-profile.ts';

/** Recipients of one message: as many as Postfix takes (smtpd_recipient_limit), and an end to what a client makes it remember. */
const MOST_RECIPIENTS = 1_000;

const MAIL_SYNTAX = 'MAIL FROM:<address> [parameters]';
const RCPT_SYNTAX = 'RCPT TO:<address>';

/** A parameter of MAIL or RCPT: the extension that it goes with, and what its value is refused with, or null where it is fine. */
interface ParameterRule {
  readonly extension: Extension;
  readonly check: (value: string | null, profile: ServerProfile) => Reply | null;
}

const MAIL_PARAMETERS: ReadonlyMap<string, ParameterRule> = new Map<string, ParameterRule>([
  ['SIZE', { extension: 'SIZE', check: checkSize }],
  ['BODY', { extension: '8BITMIME', check: matching('BODY', /^(?:7BIT|8BITMIME|BINARYMIME)$/i) }],
  ['SMTPUTF8', { extension: 'SMTPUTF8', check: (value) => (value === null ? null : wrongValue('SMTPUTF8')) }],
  // RFC 3461 sections 4.3 and 4.4.
  ['RET', { extension: 'DSN', check: matching('RET', /^(?:FULL|HDRS)$/i) }],
  ['ENVID', { extension: 'DSN', check: matching('ENVID', xtext('', 100)) }],
]);

/** RFC 3461 sections 4.1 and 4.2. */
const RCPT_PARAMETERS: ReadonlyMap<string, ParameterRule> = new Map<string, ParameterRule>([
  [
    'NOTIFY',
    {
      extension: 'DSN',
      check: matching('NOTIFY', /^(?:NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2})$/i),
    },
  ],
  ['ORCPT', { extension: 'DSN', check: matching('ORCPT', xtext('[A-Za-z0-9-]+;', 500)) }],
]);

function matching(keyword: string, form: RegExp): ParameterRule['check'] {
  return (value) => (value !== null && form.test(value) ? null : wrongValue(keyword));
}

/** RFC 3461 section 4: printable ASCII, in which `+` and `=` stand as hexadecimal digits. */
function xtext(prefix: string, longest: number): RegExp {
  return new RegExp(`^${prefix}(?:[!-*,-<>-~]|\\+[0-9A-F]{2}){1,${longest}}$`);
}

/** MAIL begins a mail transaction (RFC 5321 section 4.1.1.2). */
export function mail(profile: ServerProfile): Command {
  return {
    syntax: MAIL_SYNTAX,
    answer: (dialogue, argument) => {
      const result = beginTransaction(profile, dialogue, argument);
      if ('code' in result) return answer(result, dialogue);
      return answer(reply(250, '2.1.0', 'Sender OK'), { ...dialogue, transaction: result });
    },
  };
}

/** RCPT names one recipient (RFC 5321 section 4.1.1.3). */
export function rcpt(profile: ServerProfile): Command {
  return {
    syntax: RCPT_SYNTAX,
    answer: (dialogue, argument) => {
      const { transaction } = dialogue;
      if (transaction === null) return answer(mailFirst(), dialogue);
      const result = takeRecipient(profile, dialogue, transaction, argument);
      if (typeof result !== 'string') return answer(result, dialogue);
      const grown = { ...transaction, recipients: [...transaction.recipients, result] };
      return answer(reply(250, '2.1.5', 'Recipient OK'), { ...dialogue, transaction: grown });
    },
  };
}

/** DATA asks for the message content (RFC 5321 section 4.1.1.4). */
export function data(profile: ServerProfile): Command {
  return commandWithoutArgument('DATA', (dialogue) => {
    if (dialogue.transaction === null) return answer(mailFirst(), dialogue);
    // A client that pipelines sends DATA before it has seen its recipients refused (RFC 2920 section 3.1).
    if (dialogue.transaction.recipients.length === 0) return answer(noRecipients(profile), dialogue);
    if (dialogue.transaction.binary || dialogue.transaction.chunked !== null) {
      return answer(reply(503, '5.5.1', 'The content of this message comes by BDAT'), dialogue);
    }
    return answer(reply(354, null, 'End the message with <CR><LF>.<CR><LF>'), dialogue, 'content');
  });
}

const BDAT_SYNTAX = 'BDAT size [LAST]';

/** BDAT brings a chunk of the content (RFC 3030 section 2). It is followed by that, whatever comes of it. */
export function bdat(profile: ServerProfile): Command {
  return {
    syntax: BDAT_SYNTAX,
    answer: (dialogue, argument) => {
      const [, digits, last] = /^(\d{1,15})(\s+LAST)?$/i.exec(argument) ?? [];
      if (digits === undefined) return answer(wrongSyntax(BDAT_SYNTAX), dialogue);
      return answerChunk(profile, dialogue, Number(digits), last !== undefined);
    },
  };
}

function answerChunk(profile: ServerProfile, dialogue: Dialogue, octets: number, isLast: boolean): Answer {
  const { transaction } = dialogue;
  const refused = (said: Reply, where: Dialogue): Answer => ({
    ...answer(said, where),
    chunk: { octets, use: 'refused' },
  });
  if (transaction === null) return refused(mailFirst(), dialogue);
  if (transaction.recipients.length === 0) return refused(noRecipients(profile), dialogue);
  const chunked = (transaction.chunked ?? 0) + octets;
  if (chunked > profile.sizeLimit && !isLast) {
    return refused(tooLarge(chunked, profile), { ...dialogue, transaction: null });
  }
  const said = reply(250, '2.0.0', `${grouped(octets)} octets received`);
  const grown = { ...dialogue, transaction: { ...transaction, chunked } };
  return { ...answer(said, grown), chunk: { octets, use: isLast ? 'last' : 'content' } };
}

/** RSET gives the mail transaction up (RFC 5321 section 4.1.1.5). */
export const rset: Command = commandWithoutArgument('RSET', (dialogue) =>
  answer(reply(250, '2.0.0', 'OK'), { ...dialogue, transaction: null }),
);

/** What became of a message: it was taken, and perhaps kept; there was no keeping it; or it is too large. */
export type MessageFate =
  | { readonly is: 'taken'; readonly bytes: number; readonly keptAs: string | null }
  | { readonly is: 'not-kept'; readonly diskFull: boolean; readonly why: string }
  | { readonly is: 'too-large'; readonly bytes: number };

/** The reply to message content. What could not be kept is not lost: the client still has it (RFC 5321 section 4.2.5). */
export function replyToContent(fate: MessageFate, profile: ServerProfile): Reply {
  switch (fate.is) {
    case 'taken': {
      const received = `OK: ${grouped(fate.bytes)} bytes received`;
      if (fate.keptAs !== null) return reply(250, '2.0.0', `${received} and kept as ${fate.keptAs}`);
      return reply(250, '2.0.0', `${received}; the built-in server delivers nothing`);
    }
    case 'not-kept':
      return fate.diskFull
        ? reply(452, '4.3.1', `The message could not be kept: ${fate.why}`)
        : reply(451, '4.3.0', `The message could not be kept: ${fate.why}`);
    case 'too-large':
      return tooLarge(fate.bytes, profile);
  }
}

/** The transaction that MAIL begins, or the refusal. */
function beginTransaction(profile: ServerProfile, dialogue: Dialogue, argument: string): Transaction | Reply {
  if (dialogue.hello === null) return helloFirst(profile);
  if (dialogue.transaction !== null) return reply(503, '5.5.1', 'Sender already given; RSET starts over');
  const reading = readPathArgument('FROM', argument);
  if (!reading.ok) return refuseFault(reading.fault, MAIL_SYNTAX, senderSyntax());
  const { address, parameters } = reading.argument;
  if (!mayUseExtensions(dialogue) && parameters.length > 0) return noParameters();
  const smtputf8 = parameters.some(({ keyword }) => keyword === 'SMTPUTF8');
  const binary = parameters.some(({ value }) => value?.toUpperCase() === 'BINARYMIME');
  if (binary && !profile.extensions.has('BINARYMIME')) return wrongValue('BODY');
  const begun = { sender: address, smtputf8, recipients: [], binary, chunked: null };
  return (
    checkParameters(MAIL_PARAMETERS, profile, parameters) ?? refuseBeyondAscii(address, smtputf8) ?? begun
  );
}

/** The recipient's address, or the refusal. */
function takeRecipient(
  profile: ServerProfile,
  dialogue: Dialogue,
  transaction: Transaction,
  argument: string,
): string | Reply {
  const reading = readPathArgument('TO', argument);
  if (!reading.ok) return refuseFault(reading.fault, RCPT_SYNTAX, recipientSyntax());
  const { address, parameters }: PathArgument = reading.argument;
  if (address === '') return recipientSyntax();
  if (!mayUseExtensions(dialogue) && parameters.length > 0) return noParameters();
  const refusal = checkParameters(RCPT_PARAMETERS, profile, parameters);
  if (refusal !== null) return refusal;
  if (transaction.recipients.length >= MOST_RECIPIENTS) return tooManyRecipients();
  return (isPostmaster(address) ? null : refuseBeyondAscii(address, transaction.smtputf8)) ?? address;
}

function refuseFault(fault: PathFault, syntax: string, wrongAddress: Reply): Reply {
  const refusals: Record<PathFault, Reply> = {
    form: wrongSyntax(syntax),
    address: wrongAddress,
    parameter: reply(501, '5.5.4', 'Parameters are KEYWORD or KEYWORD=value, each of them once'),
  };
  return refusals[fault];
}

function checkParameters(
  rules: ReadonlyMap<string, ParameterRule>,
  profile: ServerProfile,
  parameters: readonly Parameter[],
): Reply | null {
  for (const parameter of parameters) {
    const rule = rules.get(parameter.keyword);
    const known = rule !== undefined && profile.extensions.has(rule.extension) ? rule : undefined;
    const refusal = known === undefined ? unknownParameter(parameter) : known.check(parameter.value, profile);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** RFC 1870 section 4: up to 20 digits. */
function checkSize(value: string | null, profile: ServerProfile): Reply | null {
  if (value === null || !/^\d{1,20}$/.test(value)) return wrongValue('SIZE');
  return Number(value) > profile.sizeLimit ? tooLarge(Number(value), profile) : null;
}

/** RFC 6531 section 3.5. */
function refuseBeyondAscii(address: string, smtputf8: boolean): Reply | null {
  if (smtputf8 || !isBeyondAscii(address)) return null;
  return reply(553, '5.6.7', 'A non-ASCII address needs SMTPUTF8 in the MAIL command');
}

const helloFirst = ({ protocol }: ServerProfile) =>
  reply(503, '5.5.1', protocol === 'LMTP' ? 'Send LHLO first' : 'Send EHLO or HELO first');
/** LMTP has its own code for this (RFC 2033 section 4.2). */
const noRecipients = ({ protocol }: ServerProfile) =>
  reply(protocol === 'LMTP' ? 503 : 554, '5.5.1', 'No valid recipients');
const tooManyRecipients = () =>
  reply(452, '4.5.3', `At most ${grouped(MOST_RECIPIENTS)} recipients for one message`);
const mailFirst = () => reply(503, '5.5.1', 'Send MAIL first');
const senderSyntax = () =>
  reply(501, '5.1.7', 'The sender must be an address in angle brackets: <name@domain> or <>');
const recipientSyntax = () =>
  reply(501, '5.1.3', 'The recipient must be an address in angle brackets: <name@domain>');
const noParameters = () => reply(555, '5.5.4', 'Parameters need EHLO instead of HELO');
const wrongValue = (keyword: string) => reply(501, '5.5.4', `Invalid value for the parameter ${keyword}`);
const unknownParameter = ({ keyword }: Parameter) =>
  reply(555, '5.5.4', `Parameter ${keyword} is not supported`);
const tooLarge = (bytes: number, { sizeLimit }: ServerProfile) =>
  reply(552, '5.3.4', `${grouped(bytes)} bytes exceed the limit of ${grouped(sizeLimit)}`);

/** A count as people write it: `1,234`. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
