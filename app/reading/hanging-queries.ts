import type { FileRequest, ReadingRequest } from './messages.ts';

/** Milliseconds for which a query that was asked is suspected when the reader hangs. */
const SUSPECTED_FOR = 60_000;

/** Milliseconds for which a suspect is refused: a viewer opens again what it had open, and would hang again. */
const REFUSED_FOR = 10 * 60_000;

/** Queries that are remembered. */
const MOST = 200;

/** A regular expression in a query: only such can take for ever. */
const PATTERN = /\/.*\//u;

/** Remembers which queries may have made a reader hang, so that they are not asked again at once. */
export class HangingQueries {
  /** When each was last asked, and until when it is refused; milliseconds as performance.now() counts them. */
  readonly #asked = new Map<string, number>();
  readonly #refusedUntil = new Map<string, number>();

  /** Notes a request that is about to be made. True: its query made a reader hang not long ago. */
  isRefused({ payload }: ReadingRequest | FileRequest): boolean {
    const query = queryIn(payload);
    if (query === null || !PATTERN.test(query)) return false;
    const now = performance.now();
    if ((this.#refusedUntil.get(query) ?? 0) > now) return true;
    remember(this.#asked, query, now);
    return false;
  }

  /** Whether something was asked not long ago that can make a reader hang. */
  hasSuspect(): boolean {
    const now = performance.now();
    return [...this.#asked.values()].some((asked) => now - asked <= SUSPECTED_FOR);
  }

  /** The reader hung: what was asked last may be why. */
  hung(): void {
    const now = performance.now();
    for (const [query, asked] of this.#asked) {
      if (now - asked <= SUSPECTED_FOR) remember(this.#refusedUntil, query, now + REFUSED_FOR);
    }
    this.#asked.clear();
  }
}

function queryIn(payload: (ReadingRequest | FileRequest)['payload']): string | null {
  if ('query' in payload && typeof payload.query === 'string') return payload.query;
  return 'rule' in payload ? payload.rule.when : null;
}

function remember(times: Map<string, number>, query: string, time: number): void {
  times.delete(query);
  times.set(query, time);
  const oldest = times.keys().next();
  if (times.size > MOST && oldest.done !== true) times.delete(oldest.value);
}
