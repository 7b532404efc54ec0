import type { Exchange } from '../smtp/exchange.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import type { Message } from '../smtp/message.ts';
import { redactAuthentication } from './redaction.ts';
import type { TranscriptEvent, TranscriptLine } from './row.ts';
import type { SessionSummary } from './session-summary.ts';
import { isoTime } from './time.ts';

/**
 * The JSON-lines form: one object a line, with its line feed; `type` first, times in UTC with microseconds. Every
 * character that could deceive or command a terminal is escaped, which JSON reads as the same text.
 */

/** A line of a session. `bytes` holds base64 where `text` had to be read as Latin-1. */
export function formatJsonLine(line: TranscriptLine, session: number): string {
  const { n, at, from, text, ending, phase, tls, bytes, injected, withheld, held, sentAs, masked } = line;
  return jsonLine({
    type: 'line',
    session,
    n,
    at: isoTime(at),
    from,
    text,
    ending,
    phase,
    tls,
    ...(bytes === undefined ? {} : { bytes }),
    ...(injected ? { injected } : {}),
    ...(withheld === undefined ? {} : { withheld }),
    ...(held === undefined ? {} : { held }),
    ...(sentAs === undefined ? {} : { sentAs }),
    ...(masked ? { masked } : {}),
  });
}

/** An event of a session, with its details behind its name. */
export function formatJsonEvent({ event, at }: TranscriptEvent, session: number): string {
  const { event: name, ...details } = event;
  return jsonLine({ type: 'event', session, at: isoTime(at), event: name, ...details });
}

/** A command and its reply, which is null where none came. What authenticates stands masked, unless it is to be revealed. */
export function formatJsonExchange(exchange: Exchange, session: number, reveal: boolean): string {
  const { n, verb, argument, parameters, code, enhanced, reply, tookMs, commandLine, replyLine } = exchange;
  return jsonLine({
    type: 'exchange',
    session,
    n,
    verb,
    argument: reveal ? argument : redactArgument(verb, argument),
    parameters: parameters.map(({ keyword, value }) => ({ keyword, value })),
    ...(code === 0
      ? { code: null, enhanced: '', reply: [], tookMs: null, commandLine, replyLine: null }
      : { code, enhanced, reply, tookMs, commandLine, replyLine }),
  });
}

/** As the transcript shows it: the line is masked as a whole, and the verb taken off again. */
function redactArgument(verb: string, argument: string): string {
  const line = verb === '' ? argument : `${verb} ${argument}`;
  const { text, masked } = redactAuthentication(line, 'command', verb);
  return masked && text.startsWith(`${verb} `) ? text.slice(verb.length + 1) : masked ? text : argument;
}

/** A message. `code` is null where it was never answered. */
export function formatJsonMessage(message: Message, session: number): string {
  const { n, mailFrom, rcptTo, size, sha256, code, isWhole, accepted, via } = message;
  const { subject, from, to, messageId } = message;
  return jsonLine({
    type: 'message',
    session,
    n,
    mailFrom,
    rcptTo: rcptTo.map(({ address, code }) => ({ address, code })),
    size,
    sha256,
    code: code === 0 ? null : code,
    ...(isWhole ? {} : { cutOff: true }),
    accepted,
    via,
    subject,
    from,
    to,
    messageId,
  });
}

/** Something that is worth a look. */
export function formatJsonFinding(finding: Finding, session: number): string {
  const { line, code, severity, text, reference } = finding;
  return jsonLine({ type: 'finding', session, line, code, severity, text, reference });
}

/** A session. `ended` is null while it is open. */
export function formatJsonSession(summary: SessionSummary): string {
  const { session, client, server, listener, started, ended, lines, outcome, reason, tags } = summary;
  return jsonLine({
    type: 'session',
    session,
    client: { address: client.address, port: client.port },
    server: { host: server.host, address: server.address, port: server.port },
    listener,
    started: isoTime(started),
    ended: ended === null ? null : isoTime(ended),
    lines,
    bytesFromClient: summary.bytesFromClient,
    bytesFromServer: summary.bytesFromServer,
    outcome,
    reason,
    ...(tags.length > 0 && { tags }),
  });
}

/** C1 controls and DEL, line separators, and what turns the reading direction; C0 is escaped by JSON itself. */
const UNSAFE = /[\x7f-\x9f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

function jsonLine(fields: object): string {
  return `${JSON.stringify(fields).replace(UNSAFE, escape)}\n`;
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
