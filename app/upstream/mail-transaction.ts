import {
  answer,
  commandWithoutArgument,
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
import type { Extension } from './server-profile.ts';

/** The largest message that is taken, in bytes: 50 MiB, more than most servers take. Announced as SIZE (RFC 1870). */
export const LARGEST_MESSAGE = 52_428_800;

const MAIL_SYNTAX = 'MAIL FROM:<address> [parameters]';
const RCPT_SYNTAX = 'RCPT TO:<address>';

/** A parameter of MAIL or RCPT: the extension that it goes with, and what its value is refused with, or null where it is fine. */
interface ParameterRule {
  readonly extension: Extension;
  readonly check: (value: string | null) => Reply | null;
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
export function mail(extensions: ReadonlySet<Extension>): Command {
  return {
    syntax: MAIL_SYNTAX,
    answer: (dialogue, argument) => {
      const result = beginTransaction(extensions, dialogue, argument);
      if ('code' in result) return answer(result, dialogue);
      return answer(reply(250, '2.1.0', 'Sender OK'), { ...dialogue, transaction: result });
    },
  };
}

/** RCPT names one recipient (RFC 5321 section 4.1.1.3). */
export function rcpt(extensions: ReadonlySet<Extension>): Command {
  return {
    syntax: RCPT_SYNTAX,
    answer: (dialogue, argument) => {
      const { transaction } = dialogue;
      if (transaction === null) return answer(mailFirst(), dialogue);
      const refusal = refuseRecipient(extensions, dialogue, transaction, argument);
      if (refusal !== null) return answer(refusal, dialogue);
      const grown = { ...transaction, recipients: transaction.recipients + 1 };
      return answer(reply(250, '2.1.5', 'Recipient OK'), { ...dialogue, transaction: grown });
    },
  };
}

/** DATA asks for the message content (RFC 5321 section 4.1.1.4). */
export const data: Command = commandWithoutArgument('DATA', (dialogue) => {
  if (dialogue.transaction === null) return answer(mailFirst(), dialogue);
  // A client that pipelines sends DATA before it has seen its recipients refused (RFC 2920 section 3.1).
  if (dialogue.transaction.recipients === 0) {
    return answer(reply(554, '5.5.1', 'No valid recipients'), dialogue);
  }
  if (dialogue.transaction.binary || dialogue.transaction.chunked !== null) {
    return answer(reply(503, '5.5.1', 'The content of this message comes by BDAT'), dialogue);
  }
  return answer(reply(354, null, 'End the message with <CR><LF>.<CR><LF>'), dialogue, 'content');
});

const BDAT_SYNTAX = 'BDAT size [LAST]';

/** BDAT brings a chunk of the content (RFC 3030 section 2). It is followed by that, whatever comes of it. */
export const bdat: Command = {
  syntax: BDAT_SYNTAX,
  answer: (dialogue, argument) => {
    const [, digits, last] = /^(\d{1,15})(\s+LAST)?$/i.exec(argument) ?? [];
    if (digits === undefined) return answer(wrongSyntax(BDAT_SYNTAX), dialogue);
    const chunk = Number(digits);
    return { ...answerChunk(dialogue, chunk, last !== undefined), chunk };
  },
};

function answerChunk(dialogue: Dialogue, chunk: number, isLast: boolean): Answer {
  const { transaction } = dialogue;
  if (transaction === null) return answer(mailFirst(), dialogue);
  if (transaction.recipients === 0) return answer(reply(554, '5.5.1', 'No valid recipients'), dialogue);
  const chunked = (transaction.chunked ?? 0) + chunk;
  const idle = { ...dialogue, transaction: null };
  if (isLast || chunked > LARGEST_MESSAGE) return answer(replyToContent(chunked), idle);
  const grown = { ...dialogue, transaction: { ...transaction, chunked } };
  return answer(reply(250, '2.0.0', `${grouped(chunk)} octets received`), grown);
}

/** RSET gives the mail transaction up (RFC 5321 section 4.1.1.5). */
export const rset: Command = commandWithoutArgument('RSET', (dialogue) =>
  answer(reply(250, '2.0.0', 'OK'), { ...dialogue, transaction: null }),
);

/** The reply to message content of so many bytes; the mail transaction ends with it. */
export function replyToContent(bytes: number): Reply {
  if (bytes > LARGEST_MESSAGE) return tooLarge(bytes);
  return reply(250, '2.0.0', `OK: ${grouped(bytes)} bytes received; the built-in server delivers nothing`);
}

/** The transaction that MAIL begins, or the refusal. */
function beginTransaction(
  extensions: ReadonlySet<Extension>,
  dialogue: Dialogue,
  argument: string,
): Transaction | Reply {
  if (dialogue.hello === null) return reply(503, '5.5.1', 'Send EHLO or HELO first');
  if (dialogue.transaction !== null) return reply(503, '5.5.1', 'Sender already given; RSET starts over');
  const reading = readPathArgument('FROM', argument);
  if (!reading.ok) return refuseFault(reading.fault, MAIL_SYNTAX, senderSyntax());
  const { address, parameters } = reading.argument;
  if (dialogue.hello === 'HELO' && parameters.length > 0) return noParameters();
  const smtputf8 = parameters.some(({ keyword }) => keyword === 'SMTPUTF8');
  const binary = parameters.some(({ value }) => value?.toUpperCase() === 'BINARYMIME');
  if (binary && !extensions.has('BINARYMIME')) return wrongValue('BODY');
  return (
    checkParameters(MAIL_PARAMETERS, extensions, parameters) ??
    refuseBeyondAscii(address, smtputf8) ?? { smtputf8, recipients: 0, binary, chunked: null }
  );
}

function refuseRecipient(
  extensions: ReadonlySet<Extension>,
  dialogue: Dialogue,
  transaction: Transaction,
  argument: string,
): Reply | null {
  const reading = readPathArgument('TO', argument);
  if (!reading.ok) return refuseFault(reading.fault, RCPT_SYNTAX, recipientSyntax());
  const { address, parameters }: PathArgument = reading.argument;
  if (address === '') return recipientSyntax();
  if (dialogue.hello === 'HELO' && parameters.length > 0) return noParameters();
  const refusal = checkParameters(RCPT_PARAMETERS, extensions, parameters);
  if (refusal !== null || isPostmaster(address)) return refusal;
  return refuseBeyondAscii(address, transaction.smtputf8);
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
  extensions: ReadonlySet<Extension>,
  parameters: readonly Parameter[],
): Reply | null {
  for (const parameter of parameters) {
    const rule = rules.get(parameter.keyword);
    const known = rule !== undefined && extensions.has(rule.extension) ? rule : undefined;
    const refusal = known === undefined ? unknownParameter(parameter) : known.check(parameter.value);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** RFC 1870 section 4: up to 20 digits. */
function checkSize(value: string | null): Reply | null {
  if (value === null || !/^\d{1,20}$/.test(value)) return wrongValue('SIZE');
  return Number(value) > LARGEST_MESSAGE ? tooLarge(Number(value)) : null;
}

/** RFC 6531 section 3.5. */
function refuseBeyondAscii(address: string, smtputf8: boolean): Reply | null {
  if (smtputf8 || !isBeyondAscii(address)) return null;
  return reply(553, '5.6.7', 'A non-ASCII address needs SMTPUTF8 in the MAIL command');
}

const mailFirst = () => reply(503, '5.5.1', 'Send MAIL first');
const senderSyntax = () =>
  reply(501, '5.1.7', 'The sender must be an address in angle brackets: <name@domain> or <>');
const recipientSyntax = () =>
  reply(501, '5.1.3', 'The recipient must be an address in angle brackets: <name@domain>');
const noParameters = () => reply(555, '5.5.4', 'Parameters need EHLO instead of HELO');
const wrongValue = (keyword: string) => reply(501, '5.5.4', `Invalid value for the parameter ${keyword}`);
const unknownParameter = ({ keyword }: Parameter) =>
  reply(555, '5.5.4', `Parameter ${keyword} is not supported`);
const tooLarge = (bytes: number) =>
  reply(552, '5.3.4', `${grouped(bytes)} bytes exceed the limit of ${grouped(LARGEST_MESSAGE)}`);

/** A count as people write it: `1,234`. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
