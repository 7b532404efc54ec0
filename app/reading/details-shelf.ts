import type { SessionLibrary } from '../capture/session-library.ts';
import { SessionDetails } from '../details/session-details.ts';
import { findSession } from './request-parts.ts';

/** Sessions whose details are kept at hand for a viewer: those that a person goes back and forth between. */
const MOST_KEPT = 4;

/** Milliseconds that one request may go on reading: the viewer asks again, and has something to show meanwhile. */
const LONGEST_READ_MS = 60;

/** The details that one viewer looks at; each is read once, and on when its session grows. */
export class DetailsShelf {
  readonly #library: SessionLibrary;
  /** Those looked at last stand last. */
  readonly #kept = new Map<number, SessionDetails>();

  constructor(library: SessionLibrary) {
    this.#library = library;
  }

  /** A session's details, as far as they could be read within a moment. Rejects as {@link findSession} and reading do. */
  async read(session: number): Promise<SessionDetails> {
    const source = await findSession(this.#library, session);
    const found = this.#kept.get(session);
    const details = found?.source === source ? found : new SessionDetails(source);
    this.#kept.delete(session);
    this.#kept.set(session, details);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST_KEPT && !oldest.done) this.#kept.delete(oldest.value);
    await details.readOn(LONGEST_READ_MS);
    return details;
  }
}
