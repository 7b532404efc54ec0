import { readRows } from '../../app/capture/row-reader.ts';
import type { SessionSource } from '../../app/capture/session-source.ts';
import type { TranscriptRow } from '../../app/transcript/row.ts';
import { formatJsonEvent, formatJsonLine, formatJsonSession } from '../../app/transcript/json-format.ts';
import { formatEvent, formatLine } from '../../app/transcript/text-format.ts';
import { sanitizeForTerminal } from '../../app/transcript/visible.ts';
import type { PrintArguments } from './arguments.ts';
import type { Output } from './output.ts';

/** Rows read and printed at once. */
const ROWS_AT_ONCE = 500;

/** Sessions that are over and are remembered as printed: notices of them may still be under way. */
const MOST_FINISHED = 1_000;

/** How a printer prints, beyond what the command line says. */
export interface PrinterOptions extends PrintArguments {
  /** Each line carries its session's number. */
  readonly numbered: boolean;
}

/** Prints sessions as far as they are on the disk, each row once. */
export class Printer {
  readonly #outputs: readonly Output[];
  readonly #options: PrinterOptions;
  readonly #printed = new Map<number, number>();
  readonly #finished = new Set<number>();

  /** Prints to all these outputs, at the pace of the slowest. */
  constructor(outputs: readonly Output[], options: PrinterOptions) {
    this.#outputs = outputs;
    this.#options = options;
  }

  /** Prints what is new of a session. Rejects as reading a file does. */
  async print(source: SessionSource): Promise<void> {
    const { session, index } = source;
    if (this.#finished.has(session)) return;
    await source.catchUp();
    let from = this.#printed.get(session) ?? 0;
    while (from < index.rows && this.#outputs.some((output) => !output.closed)) {
      const rows = await readRows(
        source,
        from,
        Math.min(index.rows, from + ROWS_AT_ONCE),
        this.#options.reveal,
      );
      if (rows.length === 0) break;
      from += rows.length;
      this.#printed.set(session, from);
      await this.#write(rows.map((row) => this.#format(row, source)).join(''));
    }
    if (!index.isOpen) await this.#finish(source);
  }

  /** The session is over: nothing more of it will be printed. */
  async #finish(source: SessionSource): Promise<void> {
    this.#printed.delete(source.session);
    this.#finished.add(source.session);
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(Math.min(...this.#finished));
    if (this.#options.format === 'jsonl') await this.#write(formatJsonSession(source.index.summary()));
  }

  /** What could move a terminal's cursor, or colour it, is made harmless there. A file gets the words as they were. */
  async #write(text: string): Promise<void> {
    for (const output of this.#outputs) {
      await output.write(output.terminal ? sanitizeForTerminal(text) : text);
    }
  }

  #format(row: TranscriptRow, source: SessionSource): string {
    const { filter, format, marks, numbered } = this.#options;
    if (row.type === 'line' && filter !== undefined && !filter.matchesLine(row, source.index.summary()))
      return '';
    if (format === 'jsonl') return this.#formatJson(row, source.session);
    const textOptions = { marks, ...(numbered ? { session: source.session } : {}) };
    if (row.type === 'event') return marks && filter === undefined ? formatEvent(row, textOptions) : '';
    return formatLine(row, textOptions);
  }

  #formatJson(row: TranscriptRow, session: number): string {
    if (row.type === 'line') return formatJsonLine(row, session);
    return this.#options.filter === undefined ? formatJsonEvent(row, session) : '';
  }
}
