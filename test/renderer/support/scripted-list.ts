import type { ListRow, ListState } from '../../../app/contract.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { makeSummary } from './make.ts';
import { ScriptedTransport } from './scripted-transport.ts';

/** A list on the other end of a transport: what stands in it, and how it changes. */
export class ScriptedList {
  readonly transport: ScriptedTransport;
  /** The rows, the first on top. */
  rows: ListRow[];
  fails = false;
  #revision = 1;
  #list = 0;

  /** Begins with sessions 1 to `total`, the newest on top. */
  constructor(total: number) {
    this.rows = Array.from({ length: total }, (_, at) => conversation({ session: total - at }));
    this.transport = new ScriptedTransport({
      'list.open': () => {
        this.#list += 1;
        return this.fails ? UNREADABLE : this.state;
      },
      'list.close': () => null,
      'list.place': ({ session }) => this.#placeOf(session),
      'list.numbers': ({ first, last }) =>
        this.rows
          .slice(first, last + 1)
          .flatMap((row) => (row.type === 'conversation' ? [pairOf(row.summary.session)] : [])),
      'list.rows': ({ from, count, anchor }) => {
        if (this.fails) return UNREADABLE;
        const moved = anchor === null ? 0 : (this.#placeOf(anchor.session) ?? anchor.place) - anchor.place;
        const start = Math.max(0, from + moved);
        return { from: start, moved, rows: this.rows.slice(start, start + count), state: this.state };
      },
    });
  }

  get state(): ListState {
    const sessions = this.rows.flatMap((row) => (row.type === 'conversation' ? [row.summary.session] : []));
    return {
      list: this.#list,
      revision: this.#revision,
      rows: this.rows.length,
      matched: sessions.length,
      known: sessions.length,
      unread: 0,
      unsearched: 0,
      skipped: 0,
      newest: sessions.length === 0 ? null : Math.max(...sessions),
    };
  }

  /** Tells that the list is now as its rows are. */
  change(): void {
    this.#revision += 1;
    this.transport.emit({ type: 'list', list: this.state });
  }

  /** A conversation begins, on top. */
  begin(): void {
    this.rows.unshift(conversation({ session: (this.state.newest ?? 0) + 1 }));
    this.change();
  }

  #placeOf(session: number): number | null {
    const place = this.rows.findIndex(
      (row) => row.type === 'conversation' && row.summary.session === session,
    );
    return place === -1 ? null : place;
  }
}

/** A row of the list; `change` says what is different about its summary. */
export function conversation(change: Partial<SessionSummary>): ListRow {
  return { type: 'conversation', summary: makeSummary(change), lines: null };
}

/** The head of a group. */
export function groupHead(group: string): ListRow {
  return { type: 'group', kind: 'client', group, conversations: 1, wrong: 0, folded: false };
}

const UNREADABLE = { ok: false, problem: { code: 'unreadable', text: 'Unreadable.', remedy: '' } } as const;

function pairOf(session: number): [number, number] {
  return [session, session];
}
