import { hostAndPortName } from '../smtp/host-and-port.ts';
import { PHASES, type Speaker } from '../smtp/words.ts';
import { displayText } from './display.ts';
import type { TranscriptEvent, TranscriptLine } from './row.ts';
import type { Endpoint, HeldMatter, HoldEnd, ServerEndpoint, SessionEvent } from './session-event.ts';
import { localDay, localTime } from './time.ts';
import { visibleText } from './visible.ts';

/** What stands in front of a line's words. */
export interface TextOptions {
  /** The session's number, where several conversations share one output. */
  readonly session?: number;
  /** Time of day where the reader is, TLS mark and phase, each in a column of its own. */
  readonly marks?: boolean;
}

/** Who spoke, as every transcript shows it. */
export const TAGS: Readonly<Record<Speaker, string>> = { client: 'c>', server: 's<' };

const PHASE_WIDTH = Math.max(...PHASES.map((phase) => phase.length));

/**
 * A line of the transcript with its line feed: `c> EHLO a`. Its words stand exactly as the row has them, but for
 * opaque lines, which are described. Whoever shows them on a terminal makes them harmless first (visible.ts).
 */
export function formatLine(line: TranscriptLine, options: TextOptions = {}): string {
  const session = options.session === undefined ? '' : `${options.session} `;
  const marks = options.marks === true ? `${marksOf(line)} ` : '';
  return `${marks}${session}${TAGS[line.from]} ${displayText(line)}\n`;
}

function marksOf(line: TranscriptLine): string {
  return `${localTime(line.at)} ${line.tls ? 'TLS' : '-  '} ${line.phase.padEnd(PHASE_WIDTH)}`;
}

/** An event as a line that begins with `# `, with its line feed: `# 14:02:11.123 The client has no more to say.` */
export function formatEvent(event: TranscriptEvent, options: TextOptions = {}): string {
  const session = options.session === undefined ? '' : `${options.session} `;
  return `# ${localTime(event.at)} ${session}${visibleText(describeEvent(event))}\n`;
}

/** What happened, in a full sentence. May hold words of the peers and of the system: hostile text. */
export function describeEvent({ event, at }: TranscriptEvent): string {
  switch (event.event) {
    case 'connected':
      return `Client ${endpointName(event.client)} connected on ${localDay(at)}.`;
    case 'upstream-connected':
      return `Server ${serverName(event.server)} reached in ${Math.round(event.tookMs)} ms.`;
    case 'diverted':
      return `The conversation goes on with ${hostAndPortName(event.to)} instead of ${hostAndPortName(event.from)}.`;
    case 'injected':
      return because(`SMTP Spy itself speaks to the ${event.to}`, event.reason);
    case 'opaque':
      return 'From here on TLS passes through unread.';
    case 'client-hello':
      return describeClientHello(event);
    case 'server-hello':
      return describeServerHello(event);
    case 'tls':
      return describeTls(event);
    case 'tls-failed':
      return event.text;
    case 'ended':
      return `The ${event.by} has no more to say.`;
    case 'gap':
      return `The capture lacks ${describeSize(event.size)} that the ${event.from} said here.`;
    case 'rule':
      return `Rule “${event.rule}”, line ${event.line}: ${event.text}${/[.!?]$/.test(event.text) ? '' : '.'}`;
    case 'hook':
      return `Hook ${event.hook}${atLine(event.line)}: ${event.text}${/[.!?]$/.test(event.text) ? '' : '.'}`;
    case 'hook-log':
      return `Hook ${event.hook} says: ${event.text}`;
    case 'hook-error':
      return describeHookError(event);
    case 'held':
      return `${describeHeld(event)} waits for a person to decide${event.rule === '' ? '' : `, as the rule “${event.rule}” wants`}.`;
    case 'released':
      return `${RELEASED[event.how]}, after ${describeWait(event.heldMs)}.`;
    case 'error':
      // Whoever tells it says what happened in a sentence of its own.
      if (event.text !== '') return /[.!?]$/.test(event.text) ? event.text : `${event.text}.`;
      return event.side === 'spy' ? 'SMTP Spy failed.' : `The ${event.side}’s side failed.`;
    case 'closed':
      // What failed stands in an event of its own, in front of this one.
      return event.text === '' || event.how === 'tls-failed' ? `${describeClosing(event)}.` : event.text;
  }
}

function atLine(line: number): string {
  return line === 0 ? '' : `, line ${line}`;
}

/** `Hook onCommand failed, line 5: TypeError: no. (hooks.mjs:3:15)` */
export function describeHookError({ hook, code, line, text, stack }: EventOf<'hook-error'>): string {
  const [, file] = /([^/\\\s()]+:\d+:\d+)\)?$/m.exec(stack) ?? [];
  const what = code === 'off' ? 'is not asked any more' : 'failed';
  const words = because(`Hook ${hook} ${what}${atLine(line)}`, text);
  return file === undefined ? words : `${words} (${file})`;
}

function describeClientHello({ serverName, versions, alpn }: EventOf<'client-hello'>): string {
  const facts = [
    ...(serverName === '' ? [] : [`for ${serverName}`]),
    ...(versions.length === 0 ? [] : [versions.join(' or ')]),
    ...(alpn.length === 0 ? [] : [`ALPN ${alpn.join(' or ')}`]),
  ];
  return `The client asks for TLS: ${facts.join(', ')}.`;
}

function describeServerHello({ version, cipher, alpn, chain }: EventOf<'server-hello'>): string {
  const facts = [version, cipher, ...(alpn === '' ? [] : [`ALPN ${alpn}`])];
  const [own] = chain;
  const certificate = own === undefined ? '' : ` Its certificate: ${own.subject}, from ${own.issuer}.`;
  return `The server chooses ${facts.join(', ')}.${certificate}`;
}

type EventOf<Name extends SessionEvent['event']> = Extract<SessionEvent, { event: Name }>;

/** `TLS with the client: TLSv1.3, TLS_AES_256_GCM_SHA384, for mx.example, in 3 ms.` */
function describeTls(event: Extract<SessionEvent, { event: 'tls' }>): string {
  const { side, version, cipher, serverName, alpn, resumed, tookMs, verified, reason } = event;
  const facts = [
    version,
    cipher,
    ...(serverName === '' ? [] : [`for ${serverName}`]),
    ...(alpn === '' ? [] : [`ALPN ${alpn}`]),
    ...(resumed ? ['resumed'] : []),
    `in ${Math.round(tookMs)} ms`,
  ];
  const doubt = verified === 'no' ? ` The certificate does not verify: ${reason}.` : '';
  return `TLS with the ${side}: ${facts.join(', ')}.${doubt}`;
}

const HELD: Readonly<Record<HeldMatter, string>> = {
  command: 'The client’s command',
  reply: 'The server’s reply',
  line: 'The line of the message',
  message: 'The message',
};

function describeHeld({ what, line }: EventOf<'held'>): string {
  return line === 0 ? HELD[what] : `${HELD[what]} in line ${line}`;
}

const RELEASED: Readonly<Record<HoldEnd, string>> = {
  'let-go': 'A person let it go on',
  edited: 'A person had something else go on in its place',
  answered: 'A person answered',
  dropped: 'A person swallowed it',
  closed: 'A person ended the conversation',
  'timed-out': 'Nobody decided in the time that the rule gives: it went on',
  unattended: 'Nobody was there to decide, since no viewer was open: it went on',
  left: 'Its conversation ended while it waited',
};

function describeWait(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function describeSize(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}

function describeClosing({ by, how }: Extract<SessionEvent, { event: 'closed' }>): string {
  const who = by === 'spy' ? 'SMTP Spy' : `The ${by}`;
  switch (how) {
    case 'end':
      return `${who} closed the connection`;
    case 'reset':
      return `${who} broke the connection`;
    case 'unreachable':
      return 'The server could not be reached';
    case 'timeout':
      return `${who} closed the connection: nothing was said for too long`;
    case 'stopped':
      return `${who} closed the connection: it was stopped`;
    case 'rule':
      return 'A rule ended the conversation';
    case 'tls-failed':
      return `${who} closed the connection: it could not be secured`;
    case 'blocked':
      return 'The client was turned away: it is on the block list';
    case 'rate-limited':
      return 'The client was turned away: it connected too often';
  }
}

function because(text: string, reason: string): string {
  if (reason === '') return `${text}.`;
  return /[.!?]$/.test(reason) ? `${text}: ${reason}` : `${text}: ${reason}.`;
}

/** An address and a port as people write them: an IPv6 address stands in brackets. */
export function endpointName({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A server as it was named, and the address that answered where that is another: `mx.example [192.0.2.1]:25`. */
export function serverName({ host, address, port }: ServerEndpoint): string {
  if (address === null || address === host) return endpointName({ address: host, port });
  return `${host} [${address}]:${port}`;
}
