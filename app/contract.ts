import * as v from 'valibot';
import type { SessionSummary, TranscriptRow } from './transcript/row.ts';

/**
 * The one contract between the application and any viewer. A viewer asks (`requests`) and is told (`ViewerEvents`);
 * everything that crosses is plain data, so that it passes IPC, a WebSocket or a function call alike.
 */

/** How the server behind the spy is named when there is none: the program's own. */
export const BUILT_IN = 'built-in';

/** Rows that one request may ask for: several screens, and small enough to cross at once. */
export const MOST_ROWS = 2_000;

/** Sessions that one request may ask for. */
export const MOST_SESSIONS = 2_000;

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
const sessionNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const rowNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** Where clients connect, and where their words go. */
export const listenerSettings = v.object({
  /** An address to bind to; empty: loopback, 127.0.0.1 and ::1. */
  host: v.pipe(v.string(), v.trim(), v.maxLength(255)),
  /** 0: any free port. */
  port,
  upstream: v.union([
    v.literal(BUILT_IN),
    v.object({
      host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
      port: v.pipe(port, v.minValue(1)),
    }),
  ]),
});
/** Where clients connect, and where their words go. */
export type ListenerSettings = v.InferOutput<typeof listenerSettings>;

/** Where a listener stands. */
export type ListenerStatus =
  | {
      readonly state: 'listening';
      readonly addresses: readonly { readonly address: string; readonly port: number }[];
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: Problem };

/** Something that went wrong, for people: what it was, and what to do about it. */
export interface Problem {
  /** A stable word for programs: `address-in-use`. */
  readonly code: string;
  /** One sentence: what went wrong. */
  readonly text: string;
  /** What to try; empty where nobody can do anything. */
  readonly remedy: string;
  /** For a wrong query: where in it, from 0. */
  readonly position?: number;
}

/** Whether what passes is being kept. */
export type RecordingStatus =
  | { readonly state: 'recording'; readonly directory: string }
  | {
      readonly state: 'failed';
      readonly directory: string;
      readonly problem: Problem;
      readonly unrecorded: number;
    };

/** The whole application at a glance. */
export interface ApplicationState {
  readonly version: string;
  readonly host: 'desktop' | 'web' | 'terminal';
  readonly listener: { readonly settings: ListenerSettings; readonly status: ListenerStatus };
  readonly recording: RecordingStatus;
  /** Sessions in the capture folder. */
  readonly sessions: number;
  /** Sessions that are open now. */
  readonly open: number;
}

/** Where the search for a view's lines stands. */
export interface ViewState {
  readonly view: number;
  readonly session: number;
  /** Rows that the view shows so far. */
  readonly rows: number;
  /** Lines among those rows. */
  readonly matched: number;
  /** Lines of the session that have been looked at so far. */
  readonly scanned: number;
  /** Lines of the session so far. */
  readonly lines: number;
}

/** What became of a file that the person asked for. */
export type SaveResult =
  | { readonly result: 'saved'; readonly path: string }
  | { readonly result: 'cancelled' }
  /** The viewer fetches it there: a path on the server that served the viewer. */
  | { readonly result: 'download'; readonly url: string };

/** What the viewer may ask, each with the schema of its payload. */
export const requests = {
  /** The application at a glance. */
  state: v.object({}),
  /** Opens the listener with these settings; one that is open is closed first. Its conversations go on. */
  'listener.start': listenerSettings,
  /** Closes the listener. Conversations under way go on. */
  'listener.stop': v.object({}),
  /** Sessions, newest first: `count` of them, beginning at place `from`. */
  'sessions.list': v.object({ from: rowNumber, count: count(MOST_SESSIONS) }),
  /** One session's summary; null where there is no such session. */
  'session.summary': v.object({ session: sessionNumber }),
  /**
   * A view: a session's rows, or only the lines that a query names. It grows as the session does; the event `view` tells.
   * A viewer has at most a few, and closes each when it is done with it.
   */
  'view.open': v.object({ session: sessionNumber, query: v.string(), reveal: v.boolean() }),
  'view.rows': v.object({ view: rowNumber, from: rowNumber, count: count(MOST_ROWS) }),
  'view.close': v.object({ view: rowNumber }),
  /** The transcript as text, or only what the query names. */
  'session.save': v.object({ session: sessionNumber, query: v.string(), reveal: v.boolean() }),
  /** Sends a real message through the listener. */
  'test-message.send': v.object({}),
} as const;

/** The name of a request. */
export type RequestName = keyof typeof requests;

/** What goes along with a request. */
export type RequestPayload<Name extends RequestName> = v.InferOutput<(typeof requests)[Name]>;

/** What each request comes back with. */
export interface RequestResults {
  state: ApplicationState;
  'listener.start': ApplicationState;
  'listener.stop': ApplicationState;
  'sessions.list': { readonly total: number; readonly sessions: readonly SessionSummary[] };
  'session.summary': SessionSummary | null;
  'view.open': ViewState;
  'view.rows': { readonly rows: readonly TranscriptRow[] };
  'view.close': null;
  'session.save': SaveResult;
  /** The server's last words on the message. */
  'test-message.send': { readonly reply: string };
}

/** An answer: what was asked for, or why not. */
export type RequestResult<Name extends RequestName> =
  | { readonly ok: true; readonly value: RequestResults[Name] }
  | { readonly ok: false; readonly problem: Problem };

/** What a viewer is told without asking. Small, merged, and never the rows themselves: it asks for those it shows. */
export type ViewerEvent =
  | { readonly type: 'state'; readonly state: ApplicationState }
  /** Sessions began, grew or ended. `changed` names at most a few hundred; past that it is empty and `many` is true. */
  | {
      readonly type: 'sessions';
      readonly total: number;
      readonly open: number;
      readonly changed: readonly number[];
      readonly many: boolean;
    }
  | { readonly type: 'view'; readonly view: ViewState };

/** How a viewer reaches the application, whichever host it runs in. */
export interface Transport {
  /** Never rejects: what went wrong, the connection included, is a problem in the result. */
  request<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): Promise<RequestResult<Name>>;
  /** Returns what ends the subscription. */
  subscribe(listener: (event: ViewerEvent) => void): () => void;
}
