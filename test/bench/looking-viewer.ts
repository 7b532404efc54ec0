import { WebSocket, type RawData } from 'ws';
import type {
  ListOrder,
  RequestName,
  RequestPayload,
  RequestResults,
  ViewerEvent,
} from '../../app/contract.ts';

/** Conversations that a viewer's window asks for: those on the screen, and as many around them. */
const LISTED = 90;

/** Milliseconds within which a reader that has left something for later has taken it up, and told of it. */
const QUIET_MS = 600;

/** Rows that it shows. */
const SHOWN = 60;

/** As the list stands in a window that was just opened. */
const NEWEST_FIRST: ListOrder = { sort: 'time', descending: true, group: 'none' };

/** A viewer that looks all the time. */
export interface LookingViewer {
  /** Resolves when nothing has been told for a moment. */
  quiet(): Promise<void>;
  /** What it has asked and seen so far, in a sentence. */
  told(): string;
  close(): void;
}

/**
 * Opens a viewer as the page does, without the page: it has the list open, asks for its rows whenever they have changed and
 * for the summary of the oldest conversation, and shows what a filter names of that. `url`: where the viewer is, with its token.
 */
export async function openLookingViewer(url: string): Promise<LookingViewer> {
  const address = new URL(url);
  const origin = address.origin;
  address.protocol = 'ws:';
  address.pathname = '/socket';
  const socket = new WebSocket(address, { headers: { Origin: origin } });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  const viewer = new Viewer(socket);
  await viewer.begin();
  return viewer;
}

class Viewer implements LookingViewer {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #lastId = 0;
  #view: number | null = null;
  #list: number | null = null;
  #session: number | null = null;
  /** Conversations that the list does not know yet. */
  #unread = 0;
  #rows = 0;
  readonly #counts = { lists: 0, summaries: 0, views: 0, notices: 0 };
  #summing = false;
  #listing = false;
  #listStale = false;
  #showing = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#hear(JSON.parse(textOf(data))));
  }

  async begin(): Promise<void> {
    const session = await this.#firstSession();
    const payload = { session, query: 'cmd:NOOP', reveal: false, folding: null };
    const { view } = await this.#ask('view.open', payload);
    this.#session = session;
    this.#view = view;
    const { list } = await this.#ask('list.open', { query: '', order: NEWEST_FIRST });
    this.#list = list;
  }

  async quiet(): Promise<void> {
    do await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    while (this.#listing || this.#listStale || this.#unread > 0);
  }

  told(): string {
    const { lists, summaries, views, notices } = this.#counts;
    return `the viewer was told ${notices} times, read the list ${lists} times, a summary ${summaries} times and the view ${views} times, in which ${this.#rows} rows were found`;
  }

  close(): void {
    this.#socket.terminate();
  }

  /** The conversation that grows is the first of all. */
  async #firstSession(): Promise<number> {
    for (;;) {
      const { total, sessions } = await this.#ask('sessions.list', { from: 0, count: LISTED });
      const first = sessions.at(-1);
      if (total > 0 && first !== undefined) return first.session;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #ask<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): Promise<RequestResults[Name]> {
    const id = (this.#lastId += 1);
    return new Promise((resolve) => {
      this.#waiting.set(id, (value) => resolve(value as RequestResults[Name]));
      this.#socket.send(JSON.stringify({ id, name, payload }));
    });
  }

  #hear(message: {
    readonly id?: number;
    readonly result?: { readonly ok: boolean; readonly value?: unknown };
    readonly event?: ViewerEvent;
  }): void {
    if (message.event !== undefined) return this.#notice(message.event);
    const answer = this.#waiting.get(message.id ?? 0);
    this.#waiting.delete(message.id ?? 0);
    if (message.result?.ok !== true) throw new Error(`refused: ${JSON.stringify(message.result)}`);
    answer?.(message.result.value);
  }

  #notice(event: ViewerEvent): void {
    this.#counts.notices += 1;
    if (event.type === 'list' && event.list.list === this.#list) {
      this.#unread = event.list.unread;
      void this.#readList();
    }
    if (event.type === 'sessions') void this.#readSummary();
    if (event.type === 'view' && event.view.view === this.#view) void this.#readView(event.view.rows);
  }

  async #readList(): Promise<void> {
    this.#listStale = true;
    if (this.#listing) return;
    this.#listing = true;
    while (this.#listStale) {
      this.#listStale = false;
      if (this.#list !== null) {
        await this.#ask('list.rows', { list: this.#list, from: 0, count: LISTED, anchor: null });
      }
      this.#counts.lists += 1;
    }
    this.#listing = false;
  }

  async #readSummary(): Promise<void> {
    if (this.#summing || this.#session === null) return;
    this.#summing = true;
    await this.#ask('session.summary', { session: this.#session });
    this.#counts.summaries += 1;
    this.#summing = false;
  }

  async #readView(rows: number): Promise<void> {
    this.#rows = rows;
    if (this.#showing || this.#view === null) return;
    this.#showing = true;
    await this.#ask('view.rows', {
      view: this.#view,
      from: Math.max(0, rows - SHOWN),
      count: SHOWN,
      ahead: false,
    });
    this.#counts.views += 1;
    this.#showing = false;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
