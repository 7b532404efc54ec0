import { offeredParameters, offers } from '../capabilities.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Report } from './finding.ts';
import type { CommandMeaning } from '../dialogue-listener.ts';
import type { LineInHand } from '../line-in-hand.ts';
import type { Speaker } from '../words.ts';

/** What is remembered of TLS and AUTH: plain data. */
export interface ProtectionMemory {
  /** The mechanism of the AUTH exchange under way, in capitals; empty: none, or its password has been reported. */
  exposed: string;
  /** LOGIN: the user name comes before the password (draft-murchison-sasl-login-00). */
  isNameOwed: boolean;
  /** Whose side is without TLS. */
  exposedSide: Speaker;
  /** That STARTTLS is not used has been said. */
  saidUnused: boolean;
  /** Nobody stands between the spy and the server: it is part of the program. */
  isServerOwn: boolean;
}

/** Before anything was said. */
export function noProtection(): ProtectionMemory {
  return { exposed: '', isNameOwed: false, exposedSide: 'client', saidUnused: false, isServerOwn: false };
}

/** Mechanisms that show the secret itself to whoever reads along, and what that is. */
const SHOWN_BY: ReadonlyMap<string, string> = new Map([
  ['PLAIN', 'password'],
  ['LOGIN', 'password'],
  ['XOAUTH2', 'token'],
  ['OAUTHBEARER', 'token'],
]);

/** How much a reader of the line learns of the secret, from all to least; what is not named is not judged. */
const STRENGTHS: ReadonlyMap<string, number> = new Map([
  ['LOGIN', 1],
  ['PLAIN', 1],
  ['CRAM-MD5', 2],
  ['DIGEST-MD5', 2],
  ['SCRAM-SHA-1', 3],
  ['SCRAM-SHA-1-PLUS', 3],
  ['SCRAM-SHA-256', 4],
  ['SCRAM-SHA-256-PLUS', 4],
  ['SCRAM-SHA-512', 4],
  ['SCRAM-SHA-512-PLUS', 4],
]);

/** Looks at a command for what it says in the clear. */
export function checkProtection(
  { command, event }: CommandMeaning,
  line: LineInHand,
  lastVerb: string,
  dialogue: Dialogue,
  memory: ProtectionMemory,
  report: Report,
): void {
  memory.exposed = '';
  if (isBehindStartTls(lastVerb, dialogue)) report('plaintext-after-starttls', { who: line.from });
  const open = openSide(dialogue, memory);
  if (open === null) return;
  const { offer } = dialogue.agreement;
  if (event === 'MAIL' && !memory.saidUnused && offers(offer, 'STARTTLS') === true) {
    memory.saidUnused = true;
    report('starttls-not-used');
  }
  if (event !== 'AUTH') return;
  const [mechanism = '', response = ''] = command.argument.toUpperCase().split(/\s+/);
  if (SHOWN_BY.has(mechanism)) memory.exposed = mechanism;
  memory.isNameOwed = mechanism === 'LOGIN';
  memory.exposedSide = open;
  if (response !== '') checkAnswer(response === '=', memory, report);
  const better = betterThan(mechanism, offeredParameters(offer, 'AUTH'));
  if (better !== '') report('weak-mechanism', { mechanism, better });
}

/** The side on which others could read along; null where there is none. */
function openSide(dialogue: Dialogue, { isServerOwn }: ProtectionMemory): Speaker | null {
  if (!dialogue.isSecured('client')) return 'client';
  return isServerOwn || dialogue.isSecured('server') ? null : 'server';
}

/** Commands that were sent along with STARTTLS, or between its 220 and TLS. */
function isBehindStartTls(lastVerb: string, dialogue: Dialogue): boolean {
  return (
    dialogue.isTlsAgreed || (lastVerb === 'STARTTLS' && dialogue.awaitsReply && !dialogue.isSecured('client'))
  );
}

/** Looks at an answer within AUTH. */
export function checkResponse(line: LineInHand, memory: ProtectionMemory, report: Report): void {
  const isEmpty = line.end === line.start;
  const isCancelled = line.end - line.start === 1 && line.bytes[line.start] === 0x2a;
  checkAnswer(isEmpty || isCancelled, memory, report);
}

function checkAnswer(holdsNothing: boolean, memory: ProtectionMemory, report: Report): void {
  if (memory.isNameOwed) memory.isNameOwed = false;
  else if (!holdsNothing) exposeSecret(memory, report);
}

/** Looks at what the server says between its 220 to STARTTLS and TLS. */
export function checkServerProtection(line: LineInHand, dialogue: Dialogue, report: Report): void {
  if (dialogue.isTlsAgreed) report('plaintext-after-starttls', { who: line.from });
}

function exposeSecret(memory: ProtectionMemory, report: Report): void {
  const secret = SHOWN_BY.get(memory.exposed);
  if (secret === undefined) return;
  report('credentials-without-tls', { mechanism: memory.exposed, side: memory.exposedSide, secret });
  memory.exposed = '';
}

/** The best mechanism of those offered that is better; empty where none is. */
function betterThan(mechanism: string, offered: readonly string[]): string {
  let best = mechanism;
  for (const other of offered.map((name) => name.toUpperCase())) {
    if ((STRENGTHS.get(other) ?? 0) > (STRENGTHS.get(best) ?? Infinity)) best = other;
  }
  return best === mechanism ? '' : best;
}
