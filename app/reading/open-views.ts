import type { SessionLibrary } from '../capture/session-library.ts';
import { SessionView } from '../capture/session-view.ts';
import type { RequestPayload, ViewerEvent, viewRequests, ViewState } from '../contract.ts';
import { MergedNotices } from '../merge-notices.ts';
import { RequestError, type Handlers } from '../requests/handlers.ts';
import type { Numbering } from './numbering.ts';
import { findSession, readQuery } from './request-parts.ts';

/** Views that one viewer may have open: a few windows' worth, and an end to a page that forgets to close them. */
const MOST_VIEWS = 20;

interface OpenView {
  readonly view: SessionView;
  readonly notices: MergedNotices;
}

/** The views that one viewer has open: answers requests for their rows, and tells how they grow. */
export class OpenViews {
  readonly #library: SessionLibrary;
  readonly #send: (event: ViewerEvent) => void;
  readonly #numbering: Numbering;
  readonly #views = new Map<number, OpenView>();

  constructor(library: SessionLibrary, send: (event: ViewerEvent) => void, numbering: Numbering) {
    this.#library = library;
    this.#send = send;
    this.#numbering = numbering;
  }

  /** Answers requests for the rows of a session. */
  readonly handlers: Handlers<keyof typeof viewRequests> = {
    'view.open': (payload) => this.#open(payload),
    'view.rows': async ({ view, from, count }) => ({ rows: await this.#find(view).view.rows(from, count) }),
    'view.close': async ({ view }) => {
      this.#close(view);
      return null;
    },
  };

  /** There is more of a session, or it ended. */
  grew(session: number): void {
    for (const { view, notices } of this.#views.values()) {
      if (view.source.session !== session) continue;
      view.grew();
      notices.notice();
    }
  }

  /** Closes all. */
  close(): void {
    for (const view of this.#views.keys()) this.#close(view);
  }

  async #open({ session, query, reveal }: RequestPayload<'view.open'>): Promise<ViewState> {
    if (this.#views.size >= MOST_VIEWS) {
      const text = `No more than ${MOST_VIEWS} views at once.`;
      throw new RequestError({ code: 'too-many-views', text, remedy: '' });
    }
    const source = await findSession(this.#library, session);
    const number = (this.#numbering.last += 1);
    const notices = new MergedNotices(() => this.#send({ type: 'view', view: this.#state(number) }));
    const view = new SessionView(source, readQuery(query), reveal, () => notices.notice());
    this.#views.set(number, { view, notices });
    return this.#state(number);
  }

  #find(number: number): OpenView {
    const open = this.#views.get(number);
    if (open !== undefined) return open;
    throw new RequestError({
      code: 'no-such-view',
      text: 'That view is closed.',
      remedy: 'Open it again.',
    });
  }

  #state(number: number): ViewState {
    const { view } = this.#find(number);
    return { view: number, session: view.source.session, ...view.progress };
  }

  #close(number: number): void {
    const open = this.#views.get(number);
    open?.view.close();
    open?.notices.close();
    this.#views.delete(number);
  }
}
