import { DEFAULT_BUILT_IN, DEFAULT_LISTENER, FIRST_PREFERENCES } from '../../../app/contract.ts';
import type { SessionFacets } from '../../../app/transcript/session-facets.ts';
import type { ApplicationState, SessionDetailsResult, ViewState } from '../../../app/contract.ts';
import type { TranscriptLine, TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';

/** When the conversations of these tests begin: microseconds since 1970. */
export const STARTED = 1_763_647_331_000_000;

/** An application that listens and records; `change` says what is different. */
export function makeState(change: Partial<ApplicationState> = {}): ApplicationState {
  return {
    version: '0.1.0',
    host: 'web',
    started: STARTED,
    listeners: [
      {
        listener: 1,
        settings: DEFAULT_LISTENER,
        status: { state: 'listening', addresses: [{ address: '127.0.0.1', port: 2525 }] },
        open: 0,
      },
    ],
    builtIn: DEFAULT_BUILT_IN,
    recording: { state: 'recording', directory: '/captures' },
    storage: {
      directory: '/captures',
      bytes: 1_200_000,
      limits: { bytes: null, days: null },
      decidedBy: 'settings',
      isOver: false,
      removed: { sessions: 0, bytes: 0, times: 0 },
    },
    preferences: FIRST_PREFERENCES,
    holds: { held: [], all: 'nothing', sessions: [] },
    rules: { revision: 1, total: 0, on: 0 },
    opened: [],
    hooks: null,
    problems: [],
    sessions: 2,
    open: 0,
    ...change,
  };
}

/** A conversation that went well; `change` says what is different. */
export function makeSummary(change: Partial<SessionSummary> = {}): SessionSummary {
  return {
    session: 1,
    client: { address: '127.0.0.1', port: 51_234 },
    server: { host: 'smtp.example.com', port: 587, address: '192.0.2.10' },
    listener: '127.0.0.1:2525',
    started: STARTED,
    ended: STARTED + 1_200_000,
    lines: 12,
    rows: 15,
    bytesFromClient: 500,
    bytesFromServer: 300,
    phase: 'closing',
    outcome: 'completed',
    reason: 'The client closed the connection.',
    hello: 'client.example',
    mailFrom: 'ann@example.org',
    rcptTo: ['bob@example.net'],
    recipients: 1,
    accepted: 1,
    refusal: null,
    subject: 'Your order',
    login: null,
    findings: { note: 0, warning: 0, error: 0 },
    tags: [],
    held: 0,
    alert: null,
    messages: 1,
    withAttachment: 0,
    failedTls: null,
    tls: 'none',
    ...change,
  };
}

/** A command of the client; `change` says what is different. */
export function makeLine(change: Partial<TranscriptLine> = {}): TranscriptLine {
  return {
    type: 'line',
    row: 0,
    n: 1,
    at: STARTED,
    from: 'client',
    text: 'NOOP',
    ending: 'crlf',
    kind: 'command',
    phase: 'ready',
    tls: false,
    injected: false,
    masked: false,
    verb: 'NOOP',
    ...change,
  };
}

/** A reply of the server. */
export function makeReply(code: number, text: string, change: Partial<TranscriptLine> = {}): TranscriptLine {
  const { verb: _, ...line } = makeLine({ from: 'server', kind: 'reply', text: `${code} ${text}`, code });
  return { ...line, ...change };
}

/** Lines that say their place: `line 7`. */
export function makeRows(from: number, to: number): TranscriptRow[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) =>
    makeLine({ row: from + index, n: from + index + 1, text: `line ${from + index}` }),
  );
}

/** A view that has so many rows, all of them lines; `change` says what else is different. */
export function viewState({ rows = 0, ...change }: Partial<ViewState>): ViewState {
  const lines = { rows, steady: rows, matched: rows, scanned: rows, lines: rows };
  return {
    view: 1,
    session: 1,
    layout: 0,
    growing: null,
    stopped: false,
    folds: 0,
    find: null,
    ...lines,
    ...change,
  };
}

/** What is known of a conversation in which nothing was found, with what a test is about. */
export function makeDetails(change: Partial<SessionDetailsResult> = {}): SessionDetailsResult {
  return {
    rowsRead: 3,
    isCaughtUp: true,
    offers: [],
    logins: [],
    allLogins: 0,
    findings: [],
    allFindings: 0,
    tls: [],
    refusals: [],
    allRefusals: 0,
    messages: 0,
    steps: 0,
    ways: [],
    turn: null,
    ...change,
  };
}

/** What was said in a session: nothing but what `change` says. */
export function makeFacets(change: Partial<SessionFacets> = {}): SessionFacets {
  return {
    codes: [],
    verbs: [],
    answered: [],
    enhanced: [],
    findings: [],
    slowest: 0,
    traits: [],
    held: false,
    fields: [],
    activity: [],
    ...change,
  };
}
