import type { SessionLibrary } from '../capture/session-library.ts';
import type { ListOrder, ListRow, ListRows, ListState, SessionPairs } from '../contract.ts';
import { rangesOf } from '../capture/number-ranges.ts';
import type { ConversationQuery } from '../transcript/query.ts';
import { ArrangedEntries } from './arranged-entries.ts';
import type { Catalogue } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { LineSearch } from './line-search.ts';

/** Milliseconds for which what a search finds is gathered before the list changes. */
const TAKE_EVERY = 100;

/** What a list shows. */
export interface ListSettings {
  readonly query: ConversationQuery;
  readonly order: ListOrder;
}

/** How a list stands, for whoever knows its number. */
export type ListProgress = Omit<ListState, 'list'>;

/**
 * The conversations that a query names, in an order, as they are at any moment. Where the query asks for lines, these are
 * searched for in the background; what is known by then is on show.
 */
export class ConversationList {
  readonly #catalogue: Catalogue;
  readonly #query: ConversationQuery;
  readonly #arranged: ArrangedEntries;
  readonly #search: LineSearch | null;
  readonly #onChange: () => void;
  readonly #stopListening: () => void;
  #searched = new Set<number>();
  #takeTimer: NodeJS.Timeout | null = null;
  #revision = 1;
  #newest: number | null = null;

  /** `onChange` is called whenever {@link progress} has changed. */
  constructor(
    catalogue: Catalogue,
    library: SessionLibrary,
    { query, order }: ListSettings,
    onChange: () => void,
  ) {
    this.#catalogue = catalogue;
    this.#query = query;
    this.#onChange = onChange;
    this.#arranged = new ArrangedEntries(order);
    this.#search =
      query.wanted.length === 0
        ? null
        : new LineSearch(library, query.wanted, (session) => this.#takeSearched(session));
    this.#fill();
    this.#stopListening = catalogue.listen({
      changed: (sessions) => this.#take(sessions, true),
      progress: onChange,
    });
  }

  /** How it stands. */
  get progress(): ListProgress {
    return {
      revision: this.#revision,
      rows: this.#arranged.rows,
      matched: this.#arranged.count,
      known: this.#catalogue.known,
      unread: this.#catalogue.unread,
      unsearched: (this.#search?.left ?? 0) + this.#searched.size,
      skipped: this.#search?.skipped ?? 0,
      newest: this.#newest,
    };
  }

  /** Rows from a place on; see the contract's `list.rows`. */
  rows(
    from: number,
    count: number,
    anchor: { readonly session: number; readonly place: number } | null,
  ): Omit<ListRows, 'state'> {
    const now = anchor === null ? null : this.#arranged.rowOf(anchor.session);
    const moved = anchor === null || now === null ? 0 : now - anchor.place;
    const start = Math.max(0, Math.min(from + moved, this.#arranged.rows));
    const rows: ListRow[] = [];
    const shown: CatalogueEntry[] = [];
    for (let row = start; row < start + count; row += 1) {
      const found = this.#arranged.at(row);
      if (found === undefined) break;
      if (!('type' in found)) shown.push(found);
      rows.push('type' in found ? found : this.#rowOf(found));
    }
    this.#search?.show(shown.filter((entry) => this.#mayShowLines(entry)));
    return { from: start, moved, rows };
  }

  /** The row of a session; null where the list does not show it. */
  place(session: number): number | null {
    return this.#arranged.rowOf(session);
  }

  /** The numbers of the conversations in these rows, `last` included. */
  numbers(first: number, last: number): SessionPairs {
    const numbers: number[] = [];
    for (let row = first; row <= Math.min(last, this.#arranged.rows - 1); row += 1) {
      const found = this.#arranged.at(row);
      if (found !== undefined && !('type' in found)) numbers.push(found.summary.session);
    }
    return rangesOf(numbers).map((range) => [range.first, range.last]);
  }

  /** Shows a group's conversations, or its head alone. */
  fold(group: string, folded: boolean): void {
    this.#arranged.fold(group, folded);
    this.#revision += 1;
  }

  /** Ends the search over the lines; what it has found stays. */
  stopSearch(): void {
    this.#search?.stop();
  }

  /** No more changes. */
  close(): void {
    this.#stopListening();
    this.#search?.close();
    if (this.#takeTimer !== null) clearTimeout(this.#takeTimer);
  }

  #rowOf({ summary }: CatalogueEntry): ListRow {
    return { type: 'conversation', summary, lines: this.#search?.lines(summary.session) ?? null };
  }

  #fill(): void {
    const all = [...this.#catalogue.all()];
    this.#arranged.change(
      new Set(),
      all.filter((entry) => this.#decide(entry) === true),
    );
    this.#findNewest();
    this.#search?.start(all.filter((entry) => this.#wantsSearch(entry)));
  }

  #decide(entry: CatalogueEntry): boolean | undefined {
    return this.#query.decide(entry, this.#search?.found(entry.summary.session) ?? nothing);
  }

  /** Whether its lines have to decide. Those of a conversation that is surely meant are looked at when they are on show. */
  #wantsSearch(entry: CatalogueEntry): boolean {
    return this.#query.decide(entry, nothing) === undefined;
  }

  #mayShowLines(entry: CatalogueEntry): boolean {
    return this.#query.wanted.some((wanted) => wanted.wants === 'line' && wanted.mayBeIn(entry));
  }

  #take(sessions: ReadonlySet<number>, searchAgain: boolean): void {
    const meant: CatalogueEntry[] = [];
    for (const session of sessions) {
      const entry = this.#catalogue.get(session);
      if (entry === undefined) continue;
      if (this.#decide(entry) === true) meant.push(entry);
      if (!searchAgain || this.#search === null) continue;
      if (this.#wantsSearch(entry)) this.#search.again(entry);
      else this.#search.outdate(session);
    }
    this.#arranged.change(sessions, meant);
    this.#findNewest();
    this.#revision += 1;
    this.#onChange();
  }

  #takeSearched(session: number): void {
    this.#searched.add(session);
    this.#takeTimer ??= setTimeout(() => {
      this.#takeTimer = null;
      const searched = this.#searched;
      this.#searched = new Set();
      this.#take(searched, false);
    }, TAKE_EVERY);
  }

  #findNewest(): void {
    let newest = 0;
    for (const { summary } of this.#arranged.entries) newest = Math.max(newest, summary.session);
    this.#newest = newest === 0 ? null : newest;
  }
}

function nothing(): undefined {
  return undefined;
}
