import { readingBudget } from '../capture/reading-budget.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { ConversationList } from '../catalogue/conversation-list.ts';
import { knownValues } from '../catalogue/known-values.ts';
import { tallyOf } from '../catalogue/listener-tally.ts';
import { overviewOf } from '../catalogue/overview.ts';
import type { conversationRequests, ListOrder, ListState, ViewerEvent } from '../contract.ts';
import { MergedNotices } from '../merge-notices.ts';
import { RequestError, type Handlers } from '../requests/handlers.ts';
import { parseConversationQuery, type ConversationQuery } from '../transcript/query.ts';
import type { CancelWork, WorkBoard } from '../work-board.ts';
import type { Numbering } from './numbering.ts';

/** Lists that one viewer may have open: a few windows' worth, and an end to a page that forgets to close them. */
const MOST_LISTS = 10;

interface OpenList {
  readonly list: ConversationList;
  readonly notices: MergedNotices;
}

/** The lists that one viewer has open: answers requests for their rows, and tells how they change. */
export class OpenLists {
  readonly #catalogue: Catalogue;
  readonly #library: SessionLibrary;
  readonly #send: (event: ViewerEvent) => void;
  readonly #lists = new Map<number, OpenList>();
  readonly #numbering: Numbering;
  readonly #board: WorkBoard;

  /** `numbering` counts what all viewers have open; the board says how far the lists are. */
  constructor(
    catalogue: Catalogue,
    library: SessionLibrary,
    send: (event: ViewerEvent) => void,
    numbering: Numbering,
    board: WorkBoard,
  ) {
    this.#board = board;
    this.#numbering = numbering;
    this.#catalogue = catalogue;
    this.#library = library;
    this.#send = send;
  }

  /** Answers requests for the list of conversations. */
  readonly handlers: Handlers<keyof typeof conversationRequests> = {
    'list.open': async ({ query, order }) => this.#open(readConversationQuery(query), order),
    'list.rows': async ({ list, from, count, anchor }) => ({
      ...this.#find(list).list.rows(from, count, anchor),
      state: this.#state(list),
    }),
    'list.place': async ({ list, session }) => this.#find(list).list.place(session),
    'list.fold': async ({ list, group, folded }) => {
      this.#find(list).list.fold(group, folded);
      return this.#state(list);
    },
    'list.numbers': async ({ list, first, last }) => this.#find(list).list.numbers(first, last),
    'list.close': async ({ list }) => {
      this.#close(list);
      return null;
    },
    'list.overview': async ({ query, bars }) => {
      const wanted = readConversationQuery(query);
      // What lines would have to decide counts: the overview is drawn before they have been looked at.
      const meant = [...this.#catalogue.all()].filter(
        (entry) => wanted.decide(entry, () => undefined) !== false,
      );
      return overviewOf(meant, bars);
    },
    'list.values': async ({ field, typed }) => knownValues(this.#catalogue.all(), field, typed),
    'list.tally': async ({ addresses, since }) => tallyOf(this.#catalogue.all(), addresses, since),
  };

  /** Closes all. */
  close(): void {
    for (const list of this.#lists.keys()) this.#close(list);
  }

  #open(query: ConversationQuery, order: ListOrder): ListState {
    if (this.#lists.size >= MOST_LISTS) {
      const text = `No more than ${MOST_LISTS} lists at once.`;
      throw new RequestError({ code: 'too-many-lists', text, remedy: '' });
    }
    const number = (this.#numbering.last += 1);
    const notices = new MergedNotices(
      () => this.#send({ type: 'list', list: this.#state(number) }),
      () => readingBudget.isTight,
    );
    const list = new ConversationList(this.#catalogue, this.#library, { query, order }, () => {
      notices.notice();
      this.#tellWork(number);
    });
    this.#lists.set(number, { list, notices });
    this.#tellWork(number);
    return this.#state(number);
  }

  #find(number: number): OpenList {
    const open = this.#lists.get(number);
    if (open !== undefined) return open;
    throw new RequestError({ code: 'no-such-list', text: 'That list is closed.', remedy: 'Open it again.' });
  }

  #state(number: number): ListState {
    return { list: number, ...this.#find(number).list.progress };
  }

  #tellWork(number: number): void {
    const list = this.#lists.get(number)?.list;
    const { known, unsearched } = list?.progress ?? { known: 0, unsearched: 0 };
    const left = list === undefined ? 0 : this.#catalogue.backlog;
    this.#tellOf('listing', number, { left, total: known + left }, null);
    this.#tellOf('searching', number, { left: unsearched, total: known }, () => this.#stopSearch(number));
  }

  #stopSearch(number: number): void {
    const open = this.#lists.get(number);
    open?.list.stopSearch();
    open?.notices.notice();
    this.#tellWork(number);
  }

  #tellOf(
    kind: 'listing' | 'searching',
    of: number,
    { left, total }: { readonly left: number; readonly total: number },
    cancel: CancelWork,
  ): void {
    if (left === 0) this.#board.isOver({ kind, of });
    else this.#board.goesOn({ kind, of, subject: '', done: Math.max(0, total - left), total }, cancel);
  }

  #close(number: number): void {
    const open = this.#lists.get(number);
    open?.list.close();
    open?.notices.close();
    this.#lists.delete(number);
    this.#tellWork(number);
  }
}

/** Throws a {@link RequestError} for a wrong query. */
function readConversationQuery(text: string): ConversationQuery {
  const parsed = parseConversationQuery(text);
  if (!parsed.ok) throw new RequestError(parsed.problem);
  return parsed.query;
}
