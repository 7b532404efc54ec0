import * as v from 'valibot';
import type { Application } from './application.ts';
import { SessionView } from './capture/session-view.ts';
import { sendTestMessage } from './client/test-message.ts';
import {
  requests,
  type Problem,
  type RequestName,
  type RequestPayload,
  type RequestResult,
  type RequestResults,
  type ViewState,
} from './contract.ts';
import { MergedNotices } from './merge-notices.ts';
import { describeError } from './problems.ts';
import { parseQuery, type Query } from './transcript/query.ts';
import { transcriptText } from './transcript-text.ts';
import type { ViewerConnection, ViewerHost } from './viewer-connection.ts';

/** Views that one viewer may have open: a few windows' worth, and an end to a page that forgets to close them. */
const MOST_VIEWS = 20;

/** Sessions that one notice names; with more, a viewer had better ask for all that it shows. */
const MOST_NAMED = 200;

/** Who the test message is from and to: names that RFC 2606 section 3 keeps from ever being anybody's. */
const TEST_ENVELOPE = { from: 'test@example.com', to: 'you@example.com' };

/** Answers one request. May reject, with a {@link RequestError} for what people should know. */
type Handler<Name extends RequestName> = (payload: RequestPayload<Name>) => Promise<RequestResults[Name]>;

/** A request that cannot be granted, and why, for people. */
class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text);
    this.problem = problem;
  }
}

interface OpenView {
  readonly view: SessionView;
  readonly notices: MergedNotices;
}

/** One viewer's side of the contract: answers its requests, keeps its views, and tells it what changed. */
export class ViewerSession implements ViewerConnection {
  readonly #application: Application;
  readonly #host: ViewerHost;
  readonly #onClose: () => void;
  readonly #views = new Map<number, OpenView>();
  readonly #stopListening: () => void;
  readonly #stateNotices: MergedNotices;
  readonly #sessionNotices: MergedNotices;
  readonly #changed = new Set<number>();
  #lastView = 0;
  #closed = false;

  constructor(application: Application, host: ViewerHost, onClose: () => void) {
    this.#application = application;
    this.#host = host;
    this.#onClose = onClose;
    this.#stateNotices = new MergedNotices(() => host.send({ type: 'state', state: application.state }));
    this.#sessionNotices = new MergedNotices(() => this.#tellSessions());
    this.#stopListening = application.listen({
      changed: () => this.#stateNotices.notice(),
      sessionGrew: (session) => this.#sessionGrew(session),
    });
  }

  /** {@link ViewerConnection} */
  async request(name: unknown, payload: unknown): Promise<RequestResult<RequestName>> {
    if (typeof name !== 'string' || !isRequestName(name)) {
      return {
        ok: false,
        problem: { code: 'unknown-request', text: `No such request: ${String(name)}.`, remedy: '' },
      };
    }
    try {
      return await this.#answer(name, payload);
    } catch (error) {
      if (error instanceof RequestError) return { ok: false, problem: error.problem };
      return { ok: false, problem: describeError(error, `The request ${name} failed`) };
    }
  }

  /** {@link ViewerConnection} */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#stateNotices.close();
    this.#sessionNotices.close();
    for (const view of this.#views.keys()) this.#closeView(view);
    this.#onClose();
  }

  async #answer<Name extends RequestName>(name: Name, payload: unknown): Promise<RequestResult<Name>> {
    const checked = v.safeParse(requests[name], payload);
    if (!checked.success) {
      const where = v.getDotPath(checked.issues[0]) ?? 'payload';
      const text = `The request ${name} cannot be understood: ${where}: ${checked.issues[0].message}`;
      return { ok: false, problem: { code: 'bad-request', text, remedy: '' } };
    }
    const handler: Handler<Name> = this.#handlers[name];
    return { ok: true, value: await handler(checked.output) };
  }

  readonly #handlers: { readonly [Name in RequestName]: Handler<Name> } = {
    state: async () => this.#application.state,
    'listener.start': async (settings) => {
      await this.#application.startListener(settings);
      return this.#application.state;
    },
    'listener.stop': async () => {
      await this.#application.stopListener();
      return this.#application.state;
    },
    'sessions.list': async ({ from, count }) => ({
      total: this.#application.captures.total,
      sessions: await this.#application.captures.list(from, count),
    }),
    'session.summary': async ({ session }) => {
      const source = await this.#application.captures.find(session);
      await source?.catchUp();
      return source?.index.summary() ?? null;
    },
    'view.open': (payload) => this.#openView(payload),
    'view.rows': async ({ view, from, count }) => ({ rows: await this.#view(view).view.rows(from, count) }),
    'view.close': async ({ view }) => {
      this.#closeView(view);
      return null;
    },
    'session.save': (payload) => this.#save(payload),
    'test-message.send': () => this.#sendTestMessage(),
  };

  async #openView({ session, query, reveal }: RequestPayload<'view.open'>): Promise<ViewState> {
    if (this.#views.size >= MOST_VIEWS) {
      throw new RequestError({
        code: 'too-many-views',
        text: `No more than ${MOST_VIEWS} views at once.`,
        remedy: '',
      });
    }
    const source = await this.#find(session);
    const number = (this.#lastView += 1);
    const notices = new MergedNotices(() => this.#host.send({ type: 'view', view: this.#viewState(number) }));
    const view = new SessionView(source, readQuery(query), reveal, () => notices.notice());
    this.#views.set(number, { view, notices });
    return this.#viewState(number);
  }

  #view(number: number): OpenView {
    const open = this.#views.get(number);
    if (open === undefined) {
      throw new RequestError({
        code: 'no-such-view',
        text: 'That view is closed.',
        remedy: 'Open it again.',
      });
    }
    return open;
  }

  #viewState(number: number): ViewState {
    const { view } = this.#view(number);
    return { view: number, session: view.source.session, ...view.progress };
  }

  #closeView(number: number): void {
    const open = this.#views.get(number);
    open?.view.close();
    open?.notices.close();
    this.#views.delete(number);
  }

  async #find(session: number) {
    const source = await this.#application.captures.find(session);
    if (source === null) {
      const text = `There is no session ${session} in the capture folder.`;
      throw new RequestError({ code: 'no-such-session', text, remedy: 'It may have been deleted.' });
    }
    return source;
  }

  async #save({
    session,
    query,
    reveal,
  }: RequestPayload<'session.save'>): Promise<RequestResults['session.save']> {
    const source = await this.#find(session);
    const wanted = readQuery(query);
    const name = wanted === null ? `smtp-session-${session}.txt` : `smtp-session-${session}-filtered.txt`;
    return this.#host.save(name, () => transcriptText(source, wanted, reveal));
  }

  async #sendTestMessage(): Promise<RequestResults['test-message.send']> {
    const { status } = this.#application.state.listener;
    const address = status.state === 'listening' ? status.addresses[0] : undefined;
    if (address === undefined) {
      const text = 'Nothing listens, so a message has nowhere to go.';
      throw new RequestError({ code: 'not-listening', text, remedy: 'Press Start first.' });
    }
    const result = await sendTestMessage({
      ...TEST_ENVELOPE,
      host: reachable(address.address),
      port: address.port,
    });
    if (result.ok) return { reply: result.reply };
    throw new RequestError({
      code: result.code,
      text: `The test message was not accepted: ${result.text}`,
      remedy: 'The conversation in the list shows where it stopped.',
    });
  }

  #sessionGrew(session: number): void {
    for (const { view, notices } of this.#views.values()) {
      if (view.source.session !== session) continue;
      view.grew();
      notices.notice();
    }
    if (this.#changed.size <= MOST_NAMED) this.#changed.add(session);
    this.#sessionNotices.notice();
  }

  #tellSessions(): void {
    const many = this.#changed.size > MOST_NAMED;
    const changed = many ? [] : [...this.#changed];
    this.#changed.clear();
    const { sessions: total, open } = this.#application.state;
    this.#host.send({ type: 'sessions', total, open, changed, many });
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

/** Null for an empty query: everything. Throws a {@link RequestError} for a wrong one. */
function readQuery(text: string): Query | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new RequestError(parsed.problem);
  return parsed.query.isEmpty ? null : parsed.query;
}

/** A listener on all addresses is reached on loopback. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
