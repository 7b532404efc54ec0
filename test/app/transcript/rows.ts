import type { TranscriptEvent, TranscriptLine } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';

/** Microseconds since 1970 of a moment where the tests run. */
export function at(...parts: [year: number, month: number, day: number, ...time: number[]]): number {
  const [year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0] = parts;
  return new Date(year, month - 1, day, hour, minute, second, millisecond).getTime() * 1_000;
}

/** A line of message content, but for what is said otherwise. */
export function line(facts: Partial<TranscriptLine> = {}): TranscriptLine {
  return {
    type: 'line',
    row: 9,
    n: 8,
    at: at(2026, 11, 21, 14, 2, 11, 123),
    from: 'client',
    text: 'Hello Bob',
    ending: 'crlf',
    kind: 'content',
    phase: 'content',
    tls: false,
    injected: false,
    masked: false,
    ...facts,
  };
}

/** A command line. */
export function command(text: string, facts: Partial<TranscriptLine> = {}): TranscriptLine {
  const verb = (text.split(' ')[0] ?? '').toUpperCase();
  return line({ kind: 'command', phase: 'envelope', text, verb, ...facts });
}

/** A reply line; the code and the enhanced code are those of its text. */
export function reply(text: string, facts: Partial<TranscriptLine> = {}): TranscriptLine {
  const enhanced = /^\d{3}[ -](\d\.\d+\.\d+)/.exec(text)?.[1];
  return line({
    from: 'server',
    kind: 'reply',
    phase: 'envelope',
    text,
    code: Number(text.slice(0, 3)),
    ...(enhanced === undefined ? {} : { enhanced }),
    ...facts,
  });
}

/** An event of a session. */
export function event(facts: SessionEvent): TranscriptEvent {
  return { type: 'event', row: 0, at: at(2026, 11, 21, 14, 2, 11, 123), event: facts };
}

/** A session that was completed, but for what is said otherwise. */
export function session(facts: Partial<SessionSummary> = {}): SessionSummary {
  return {
    session: 12,
    client: { address: '127.0.0.1', port: 51_234 },
    server: { host: 'mx.example.net', port: 25, address: '192.0.2.10' },
    listener: '127.0.0.1:2525',
    started: at(2026, 11, 21, 14, 2),
    ended: at(2026, 11, 21, 14, 3),
    lines: 20,
    rows: 24,
    bytesFromClient: 50_000,
    bytesFromServer: 900,
    phase: 'closing',
    outcome: 'completed',
    reason: 'The client closed the connection.',
    hello: 'app-7.shop.example',
    mailFrom: 'Billing@shop.example',
    rcptTo: ['bob@example.org', 'carol@example.com'],
    recipients: 2,
    accepted: 1,
    refusal: null,
    subject: 'Your order',
    login: null,
    findings: { note: 0, warning: 0, error: 0 },
    tags: [],
    alert: null,
    held: 0,
    messages: 1,
    withAttachment: 0,
    failedTls: null,
    tls: 'none',
    ...facts,
  };
}
