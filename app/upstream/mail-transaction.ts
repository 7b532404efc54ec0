import {
  answer,
  commandWithoutArgument,
  wrongSyntax,
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

/** The largest message that is taken, in bytes: 50 MiB, more than most servers take. Announced as SIZE (RFC 1870). */
export const LARGEST_MESSAGE = 52_428_800;

const MAIL_SYNTAX = 'MAIL FROM:<address> [parameters]';
const RCPT_SYNTAX = 'RCPT TO:<address>';

/** What a parameter of MAIL is refused with, or null where it is fine. */
type ParameterCheck = (value: string | null) => Reply | null;

/** The parameters of MAIL that go with the capabilities announced. */
const MAIL_PARAMETERS: ReadonlyMap<string, ParameterCheck> = new Map<string, ParameterCheck>([
  ['SIZE', checkSize],
  ['BODY', (value) => (/^(?:7BIT|8BITMIME)$/i.test(value ?? '') ? null : wrongValue('BODY'))],
  ['SMTPUTF8', (value) => (value === null ? null : wrongValue('SMTPUTF8'))],
]);

/** MAIL begins a mail transaction (RFC 5321 section 4.1.1.2). */
export const mail: Command = {
  syntax: MAIL_SYNTAX,
  answer: (dialogue, argument) => {
    const result = beginTransaction(dialogue, argument);
    if ('code' in result) return answer(result, dialogue);
    return answer(reply(250, '2.1.0', 'Sender OK'), { ...dialogue, transaction: result });
  },
};

/** RCPT names one recipient (RFC 5321 section 4.1.1.3). */
export const rcpt: Command = {
  syntax: RCPT_SYNTAX,
  answer: (dialogue, argument) => {
    const { transaction } = dialogue;
    if (transaction === null) return answer(mailFirst(), dialogue);
    const refusal = refuseRecipient(transaction, argument);
    if (refusal !== null) return answer(refusal, dialogue);
    const grown = { ...transaction, recipients: transaction.recipients + 1 };
    return answer(reply(250, '2.1.5', 'Recipient OK'), { ...dialogue, transaction: grown });
  },
};

/** DATA asks for the message content (RFC 5321 section 4.1.1.4). */
export const data: Command = commandWithoutArgument('DATA', (dialogue) => {
  if (dialogue.transaction === null) return answer(mailFirst(), dialogue);
  // A client that pipelines sends DATA before it has seen its recipients refused (RFC 2920 section 3.1).
  if (dialogue.transaction.recipients === 0) {
    return answer(reply(554, '5.5.1', 'No valid recipients'), dialogue);
  }
  return answer(reply(354, null, 'End the message with <CR><LF>.<CR><LF>'), dialogue, 'content');
});

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
function beginTransaction(dialogue: Dialogue, argument: string): Transaction | Reply {
  if (dialogue.hello === null) return reply(503, '5.5.1', 'Send EHLO or HELO first');
  if (dialogue.transaction !== null) return reply(503, '5.5.1', 'Sender already given; RSET starts over');
  const reading = readPathArgument('FROM', argument);
  if (!reading.ok) return refuseFault(reading.fault, MAIL_SYNTAX, senderSyntax());
  const { address, parameters } = reading.argument;
  if (dialogue.hello === 'HELO' && parameters.length > 0) return noParameters();
  const smtputf8 = parameters.some(({ keyword }) => keyword === 'SMTPUTF8');
  return (
    checkMailParameters(parameters) ?? refuseBeyondAscii(address, smtputf8) ?? { smtputf8, recipients: 0 }
  );
}

function refuseRecipient(transaction: Transaction, argument: string): Reply | null {
  const reading = readPathArgument('TO', argument);
  if (!reading.ok) return refuseFault(reading.fault, RCPT_SYNTAX, recipientSyntax());
  const { address, parameters }: PathArgument = reading.argument;
  if (address === '') return recipientSyntax();
  const [parameter] = parameters;
  if (parameter !== undefined) return unknownParameter(parameter);
  return isPostmaster(address) ? null : refuseBeyondAscii(address, transaction.smtputf8);
}

function refuseFault(fault: PathFault, syntax: string, wrongAddress: Reply): Reply {
  const refusals: Record<PathFault, Reply> = {
    form: wrongSyntax(syntax),
    address: wrongAddress,
    parameter: reply(501, '5.5.4', 'Parameters are KEYWORD or KEYWORD=value, each of them once'),
  };
  return refusals[fault];
}

function checkMailParameters(parameters: readonly Parameter[]): Reply | null {
  for (const parameter of parameters) {
    const check = MAIL_PARAMETERS.get(parameter.keyword);
    const refusal = check === undefined ? unknownParameter(parameter) : check(parameter.value);
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
