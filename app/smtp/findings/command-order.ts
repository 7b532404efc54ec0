import { offers } from '../capabilities.ts';
import type { Dialogue } from '../dialogue.ts';
import { STAGES } from '../state-machine/stages.ts';
import type { FindingCode } from './registry.ts';
import { inWords } from './replies.ts';
import type { Report } from './finding.ts';
import type { CommandMeaning } from '../dialogue-listener.ts';

/** What is remembered of the order of commands: plain data. */
export interface OrderMemory {
  /** The verb of the last command. */
  lastVerb: string;
  /** The line whose reply the client did not wait for, without having been offered that: once is enough. */
  unawaitedLine: number;
  /** The last EHLO was refused. */
  ehloRefused: boolean;
  /** The server said 421: what was on its way by then is nobody's fault. */
  saidClosing: boolean;
  /** The first line that the client said before the greeting; 0: it waited. */
  earlyLine: number;
  /** A PROXY header was said, and no command behind it was answered yet. */
  proxied: boolean;
}

/** Before anything was said. */
export function noOrder(): OrderMemory {
  return {
    lastVerb: '',
    unawaitedLine: 0,
    ehloRefused: false,
    saidClosing: false,
    earlyLine: 0,
    proxied: false,
  };
}

/**
 * Commands that may only be the last of a group (RFC 2920 section 3.1; AUTH: RFC 4954 section 4; STARTTLS, which has a
 * finding of its own: RFC 3207 section 4).
 */
const LAST_OF_GROUP = new Set([
  'EHLO',
  'HELO',
  'LHLO',
  'VRFY',
  'EXPN',
  'TURN',
  'ATRN',
  'QUIT',
  'NOOP',
  'AUTH',
  'XCLIENT',
]);

/** Looks at where a command stands among the others. */
export function checkCommandOrder(
  command: CommandMeaning,
  dialogue: Dialogue,
  memory: OrderMemory,
  report: Report,
): void {
  const { awaited } = dialogue;
  const { lastVerb } = memory;
  memory.lastVerb = command.command.verb;
  if (command.event === 'PROXY') {
    memory.proxied = true;
    return;
  }
  if (awaited?.what === 'greeting') {
    if (memory.earlyLine === 0) memory.earlyLine = command.asked.line;
    return;
  }
  if (dialogue.isTlsAgreed) return;
  const isWaiting = dialogue.awaitsReply;
  // What is said to a server that is going away gets no answer any more.
  if (isWaiting && memory.saidClosing) return;
  if (isWaiting && lastVerb === 'STARTTLS') return;
  if (isWaiting && dialogue.hasServerSpoken && LAST_OF_GROUP.has(lastVerb)) {
    report('pipelined-too-far', { verb: lastVerb });
    return;
  }
  if (isWaiting && dialogue.hasServerSpoken && offers(dialogue.agreement.offer, 'PIPELINING') === false) {
    if (awaited === null || awaited.line !== memory.unawaitedLine) {
      report('pipelining-not-offered', { what: awaited === null ? 'the message' : inWords(awaited) });
    }
    memory.unawaitedLine = awaited?.line ?? 0;
  }
  if (command.event === 'HELO' && memory.ehloRefused) report('ehlo-refused');
  checkExpected(command, dialogue, memory, report);
}

function checkExpected(
  command: CommandMeaning,
  dialogue: Dialogue,
  memory: OrderMemory,
  report: Report,
): void {
  const { event, expected } = command;
  const { verb } = command.command;
  if (expected) {
    if (event === 'AUTH' && dialogue.agreement.authenticated) report('auth-again');
    if (beginsContent(event) && lacksRecipient(dialogue)) report('data-without-recipient', { verb });
    return;
  }
  if (command.stage === 'closing' && memory.saidClosing) return;
  const code = codeFor(command, dialogue);
  if (code !== null) report(code, { verb: verb === '' ? 'This' : verb, stage: placeInWords(command) });
}

function codeFor({ event, stage }: CommandMeaning, dialogue: Dialogue): FindingCode | null {
  switch (event) {
    case 'MAIL':
      if (stage === 'hello') return 'mail-before-hello';
      if (STAGES[stage].phase === 'closing') return 'out-of-order';
      return isNested(dialogue) ? 'nested-mail' : null;
    case 'RCPT':
      return 'rcpt-before-mail';
    case 'DATA':
    case 'BDAT':
    case 'BDAT LAST':
    case 'BDAT 0':
    case 'BDAT 0 LAST':
    case 'BURL':
    case 'BURL LAST':
      // A refused chunk ends the transaction; the ones behind it were on their way.
      return dialogue.awaitsReply || dialogue.agreement.recipients > 0 ? null : 'data-without-recipient';
    default:
      return 'out-of-order';
  }
}

/** Whether DATA's refusal ended the transaction, servers disagree. */
function isNested(dialogue: Dialogue): boolean {
  const { hasSender, dataRefused } = dialogue.agreement;
  return (hasSender && !dataRefused) || dialogue.awaitsReply;
}

function beginsContent(event: string): boolean {
  return event === 'DATA' || event.startsWith('BDAT') || event.startsWith('BURL');
}

/** Nothing is known of recipients whose replies are still to come, or of a server that nobody hears. */
function lacksRecipient(dialogue: Dialogue): boolean {
  return dialogue.hasServerSpoken && !dialogue.awaitsReply && dialogue.agreement.recipients === 0;
}

function placeInWords({ stage }: CommandMeaning): string {
  return STAGES[stage].text.replace(/\.$/, '').toLowerCase();
}
