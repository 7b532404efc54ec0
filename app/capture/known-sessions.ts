import type { SessionSource } from './session-source.ts';

/** Bytes that what is known may take, about. The session used last is kept even where it alone takes more. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Sessions that are known at the most, be they written or over. */
const MOST_KNOWN = 2_000;

/** The part of the room that is still taken when others have gone. */
const LEFT = 0.9;

interface Known {
  readonly source: Promise<SessionSource | null>;
  /** Null while it is being opened, and where there is none. */
  opened: SessionSource | null;
  /** What it took when it was last looked at. */
  bytes: number;
}

/**
 * Sessions of which what is known is kept in memory: those used last, as many as there is room for. What is known of others
 * can be read again. Of a session that somebody holds nonetheless, a view for example, there is never a second source.
 */
export class KnownSessions {
  readonly #mostBytes: number;
  readonly #onForgotten: (session: number) => void;
  /** Those used last stand last. */
  readonly #known = new Map<number, Known>();
  #bytes = 0;
  /** There is room until there are more bytes, or sessions, than these. */
  #bytesBefore: number;
  #sizeBefore = MOST_KNOWN;
  /** Those for which there is no room any more, as long as somebody holds them. */
  readonly #held = new Map<number, WeakRef<SessionSource>>();
  readonly #released = new FinalizationRegistry<number>((session) => {
    if (this.#held.get(session)?.deref() === undefined) this.#held.delete(session);
  });

  /** `onForgotten`: there was no room any more for a session. `mostBytes`: room for what is known of them. */
  constructor(onForgotten: (session: number) => void, mostBytes = MOST_BYTES) {
    this.#onForgotten = onForgotten;
    this.#mostBytes = mostBytes;
    this.#bytesBefore = mostBytes;
  }

  /** Whether there is room for it now. */
  has(session: number): boolean {
    return this.#known.has(session);
  }

  /** What is known of a session; undefined where nothing is. */
  get(session: number): Promise<SessionSource | null> | undefined {
    const known = this.#known.get(session);
    if (known !== undefined) {
      this.#known.delete(session);
      this.#known.set(session, known);
      this.#weigh(known);
      return known.source;
    }
    const held = this.#held.get(session)?.deref();
    if (held === undefined) return undefined;
    const source = Promise.resolve(held);
    this.set(session, source);
    return source;
  }

  /** Keeps a session that is opened, or about to be. One that cannot be opened is let go by whoever opens it. */
  set(session: number, source: Promise<SessionSource | null>): void {
    this.delete(session);
    const known: Known = { source, opened: null, bytes: 0 };
    this.#known.set(session, known);
    void this.#openedAs(session, known);
  }

  /** More is known of a session than when it was used last, and may take more room. */
  grew(session: number): void {
    const known = this.#known.get(session);
    if (known === undefined) return;
    this.#weigh(known);
    this.#makeRoom();
  }

  /** Knows nothing of a session any more. */
  delete(session: number): void {
    this.#bytes -= this.#known.get(session)?.bytes ?? 0;
    this.#known.delete(session);
    this.#held.delete(session);
  }

  /** Knows nothing any more of sessions that are gone. */
  deleteWhere(isGone: (session: number) => boolean): void {
    for (const session of [...this.#known.keys(), ...this.#held.keys()]) {
      if (isGone(session)) this.delete(session);
    }
  }

  async #openedAs(session: number, known: Known): Promise<void> {
    try {
      known.opened = await known.source;
    } catch {
      // Whoever asked for it is told.
    }
    if (this.#known.get(session) !== known) return;
    this.#weigh(known);
    this.#makeRoom();
  }

  #weigh(known: Known): void {
    const bytes = known.opened?.index.bytes ?? 0;
    this.#bytes += bytes - known.bytes;
    known.bytes = bytes;
  }

  /**
   * Those that were not used for longest go, many at a time, and the next only when there are a good many more: to look for
   * them takes long where most are still written.
   */
  #makeRoom(): void {
    if (this.#bytes <= this.#bytesBefore && this.#known.size <= this.#sizeBefore) return;
    let before = this.#known.size - 1;
    for (const [session, known] of this.#known) {
      const isCrowded = this.#known.size > MOST_KNOWN * LEFT;
      if ((!isCrowded && this.#bytes <= this.#mostBytes * LEFT) || before === 0) break;
      before -= 1;
      if (isCrowded || isReadAgainAtOnce(known)) this.#forget(session, known);
    }
    this.#bytesBefore = Math.max(this.#mostBytes, this.#bytes / LEFT);
    this.#sizeBefore = Math.max(MOST_KNOWN, this.#known.size / LEFT);
  }

  #forget(session: number, { opened }: Known): void {
    this.delete(session);
    if (opened !== null) {
      this.#held.set(session, new WeakRef(opened));
      this.#released.register(opened, session);
    }
    this.#onForgotten(session);
  }
}

/** One that is still written would be read from its beginning whenever it has grown; of one that was only opened nothing is lost. */
function isReadAgainAtOnce({ opened }: Known): boolean {
  return opened !== null && (!opened.index.isOpen || opened.index.rows === 0);
}
