import { surelyLacks } from '../capture/record-needles.ts';
import { walkWhole } from '../capture/row-reader.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import type { MatchingLines } from '../contract.ts';
import type { ConversationQuery, Found, WantedLines, WantedMessage } from '../transcript/query.ts';
import { needlePattern } from '../transcript/query-needles.ts';
import type { SearchedHeader } from '../transcript/query-syntax.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { Turns } from './turns.ts';

/** Matching lines that are counted in one conversation; with more, there are simply many. */
const MOST_COUNTED = 1_000;

/** Characters of a matching line that are kept: more than the list shows of it. */
const LONGEST_SHOWN = 160;

/** Sessions on show whose lines wait to be looked at: several screens. Whoever scrolls on has forgotten the others. */
const MOST_SHOWN = 200;

/** Sessions that are searched at the same time. */
const SEARCHED_AT_ONCE = 4;

/**
 * Searches the lines of sessions for what a query wants, in slices: the newest first, but before all others those whose lines
 * somebody wants to see.
 */
export class LineSearch {
  readonly #library: SessionLibrary;
  readonly #wanted: ConversationQuery['wanted'];
  readonly #onFound: (session: number) => void;
  readonly #turns = new Turns();
  readonly #results = new Map<number, SearchedLines>();
  /** By number, so that the newest comes first. */
  #waiting: CatalogueEntry[] = [];
  #urgent: CatalogueEntry[] = [];
  /** Sessions that are meant for sure, whose lines are on show. */
  #shown: readonly CatalogueEntry[] = [];
  /** Sessions that have changed since their lines were looked at. */
  readonly #outdated = new Set<number>();
  readonly #looking = new Set<number>();
  #active = 0;
  #searching = 0;
  #skipped = 0;
  #closed = false;

  /** `onFound` is called for each session that has been searched. */
  constructor(
    library: SessionLibrary,
    wanted: ConversationQuery['wanted'],
    onFound: (session: number) => void,
  ) {
    this.#library = library;
    this.#wanted = wanted;
    this.#onFound = onFound;
  }

  /** Sessions that are still to be searched. */
  get left(): number {
    return this.#waiting.length + this.#urgent.length + this.#searching;
  }

  /** Searches these, the newest first. */
  start(entries: readonly CatalogueEntry[]): void {
    this.#waiting = [...entries].sort((one, other) => one.summary.session - other.summary.session);
    this.#work();
  }

  /** Searches one that is new or has changed, before the others. */
  again(entry: CatalogueEntry): void {
    this.#urgent.push(entry);
    this.#work();
  }

  /** Looks at the lines of these, as far as they are not known: they are on show. */
  show(entries: readonly CatalogueEntry[]): void {
    const wanted = entries.filter(({ summary: { session } }) => !this.#isKnown(session));
    const numbers = new Set(wanted.map(({ summary }) => summary.session));
    const before = this.#shown.filter(({ summary }) => !numbers.has(summary.session));
    this.#shown = [...wanted, ...before].slice(0, MOST_SHOWN);
    this.#work();
  }

  /** Or will be in a moment. */
  #isKnown(session: number): boolean {
    return this.#looking.has(session) || (this.#results.has(session) && !this.#outdated.has(session));
  }

  /** A session has changed that is meant for sure: its lines are looked at again when they are on show. */
  outdate(session: number): void {
    if (this.#results.has(session)) this.#outdated.add(session);
  }

  /** What is known of what the query wants in a session. */
  found(session: number): Found {
    const result = this.#results.get(session);
    return (wanted) => result?.found[wanted];
  }

  /** The lines that were found; null where there are none, or nobody has looked yet. */
  lines(session: number): MatchingLines | null {
    const result = this.#results.get(session);
    if (result === undefined || result.first === null) return null;
    return { count: result.count, more: result.count >= MOST_COUNTED, first: result.first };
  }

  /** Sessions that are passed over since {@link stop}. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Ends the search of what is there; what is new is still searched. */
  stop(): void {
    this.#skipped += this.#waiting.length;
    this.#waiting = [];
  }

  /** Ends the search. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#urgent = [];
    this.#shown = [];
  }

  #work(): void {
    while (!this.#closed && !this.#turns.isResting && this.#active < SEARCHED_AT_ONCE) {
      const entry = this.#urgent.shift();
      const shown = entry === undefined ? this.#nextShown() : undefined;
      const next = entry ?? shown ?? this.#waiting.pop();
      if (next === undefined) return;
      void this.#search(next, next !== shown);
    }
  }

  #nextShown(): CatalogueEntry | undefined {
    const [next, ...others] = this.#shown;
    this.#shown = others;
    return next;
  }

  /** `counts`: whether it is one of those that are {@link left} to be searched. */
  async #search(entry: CatalogueEntry, counts: boolean): Promise<void> {
    const { session } = entry.summary;
    this.#active += 1;
    if (counts) this.#searching += 1;
    this.#looking.add(session);
    this.#outdated.delete(session);
    const result = new SearchedLines(this.#wanted, entry);
    try {
      const source = await this.#library.find(session);
      const pattern = result.pattern;
      const isThere = source !== null && (pattern === null || !(await surelyLacks(source, pattern)));
      if (isThere)
        await walkWhole(source, {
          line: result.wantsLines ? (line) => result.takeLine(line) : null,
          header: result.wantsHeaders ? (header) => result.takeHeader(header) : null,
          isOver: () => this.#closed || result.isOver,
          turn: () => this.#turns.breathe(),
        });
    } catch {
      // What cannot be read has no line that could be found; its own pane says why it cannot.
    }
    this.#results.set(session, result);
    await this.#turns.breathe();
    // At once with what was found: else it would be said that nothing is left to be searched before that is shown.
    this.#active -= 1;
    if (counts) this.#searching -= 1;
    this.#looking.delete(session);
    if (!this.#closed) this.#onFound(session);
    this.#work();
  }
}

/** What a search has found in a session. */
class SearchedLines {
  readonly found: boolean[];
  count = 0;
  first: MatchingLines['first'] | null = null;
  readonly #entry: CatalogueEntry;
  readonly #lines: readonly (readonly [place: number, wanted: WantedLines])[];
  readonly #messages: readonly (readonly [place: number, wanted: WantedMessage])[];

  constructor(wanted: ConversationQuery['wanted'], entry: CatalogueEntry) {
    this.#entry = entry;
    this.found = wanted.map((one) => one.isSurelyIn(entry));
    const placed = [...wanted.entries()].filter(([, one]) => one.mayBeIn(entry));
    this.#lines = placed.flatMap(([place, one]) => (one.wants === 'line' ? [[place, one] as const] : []));
    this.#messages = placed.flatMap(([place, one]) =>
      one.wants === 'message' && this.found[place] !== true ? [[place, one] as const] : [],
    );
  }

  get wantsLines(): boolean {
    return this.#lines.length > 0;
  }

  /** Finds what stands in each line that is wanted; null where that is not all that is wanted, or not known. */
  get pattern(): RegExp | null {
    if (this.#messages.length > 0) return null;
    const needles = this.#lines.flatMap(([, { needles }]) => needles ?? []);
    return this.#lines.some(([, { needles }]) => needles === null) ? null : needlePattern(needles);
  }

  get wantsHeaders(): boolean {
    return this.#messages.length > 0;
  }

  /** All that is wanted has been found, and so many lines that no more are counted. */
  get isOver(): boolean {
    const isCounted = this.#lines.length === 0 || this.count >= MOST_COUNTED;
    return isCounted && [...this.#lines, ...this.#messages].every(([place]) => this.found[place] === true);
  }

  takeLine(line: TranscriptLine): void {
    let isMeant = false;
    for (const [place, { matchesLine }] of this.#lines) {
      if (!matchesLine(line, this.#entry.summary)) continue;
      this.found[place] = true;
      isMeant = true;
    }
    if (!isMeant) return;
    this.count += 1;
    this.first ??= { row: line.row, from: line.from, text: line.text.slice(0, LONGEST_SHOWN) };
  }

  takeHeader(header: SearchedHeader): void {
    for (const [place, { condition }] of this.#messages) {
      if (this.found[place] !== true && condition.matches(header)) this.found[place] = true;
    }
  }
}
