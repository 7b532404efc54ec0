import type { SessionSource } from '../capture/session-source.ts';
import { SessionView } from '../capture/session-view.ts';
import type { Query } from '../transcript/query.ts';
import { formatLine } from '../transcript/text-format.ts';

/** Rows read at once while a transcript is written. */
const ROWS_AT_ONCE = 1_000;

/** The transcript of a session, or the lines that a query names, as text. */
export class TranscriptText {
  readonly #source: SessionSource;
  readonly #query: Query | null;
  readonly #reveal: boolean;
  #done = 0;

  constructor(source: SessionSource, query: Query | null, reveal: boolean) {
    this.#source = source;
    this.#query = query;
    this.#reveal = reveal;
  }

  /** How much of it has been given, from 0 to 1. */
  get done(): number {
    return this.#done;
  }

  /** The text, piece by piece. Rejects as reading a file does. */
  async *pieces(): AsyncGenerator<string, void, undefined> {
    const options = { query: this.#query, reveal: this.#reveal, folding: null };
    const view = new SessionView(this.#source, options, () => {});
    await view.settled();
    if (view.problem !== null) throw new Error('The session could not be read.', { cause: view.problem });
    const { rows: total } = view.progress;
    for (let from = 0; from < total;) {
      const rows = await view.rows(from, Math.min(ROWS_AT_ONCE, total - from));
      if (rows.length === 0) throw new Error('The session is shorter than it was.');
      from += rows.length;
      this.#done = from / total;
      const lines = rows.filter((row) => row.type === 'line');
      yield lines.map((line) => formatLine(line, { marks: false })).join('');
    }
  }
}
