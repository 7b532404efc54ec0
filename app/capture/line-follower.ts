import { LF } from '../smtp/bytes.ts';
import type { SessionSummary, TranscriptLine, TranscriptRow } from '../transcript/row.ts';
import type { Entry } from './entry.ts';
import { RowMaker } from './row-reader.ts';
import { SessionIndex } from './session-index.ts';
import type { SessionInfo } from './session-payload.ts';
import { SessionWalk } from './session-walk.ts';

/** A line, and the conversation as it stood when the line had been said: with that line, and nothing behind it. */
export interface FollowedLine {
  readonly line: TranscriptLine;
  readonly session: SessionSummary;
}

/**
 * Follows a conversation line by line, for whoever has to judge each in the light of what came before: rules. Readers of
 * a whole session have quicker ways (row-reader.ts), in which a summary may be ahead of the line.
 */
export class LineFollower {
  readonly #index: SessionIndex;
  readonly #walk: SessionWalk;
  #lines: TranscriptLine[] = [];

  /** `reveal`: secrets stand in the lines as they were said. */
  constructor(info: SessionInfo, reveal: boolean) {
    this.#index = new SessionIndex(info, 0);
    const take = (row: TranscriptRow): void => {
      if (row.type === 'line') this.#lines.push(row);
    };
    this.#walk = new SessionWalk(new RowMaker({ started: info.started, reveal }, () => true, take));
  }

  /** The conversation as far as it was followed. */
  get session(): SessionSummary {
    return this.#index.summary();
  }

  /** Goes on by one entry, and gives the lines that are complete with it. */
  *take(entry: Entry): Generator<FollowedLine, void, undefined> {
    if (entry.kind !== 'bytes') return yield* this.#step(entry);
    const { payload } = entry;
    for (let from = 0; from < payload.length;) {
      const ending = payload.indexOf(LF, from);
      const to = ending === -1 ? payload.length : ending + 1;
      yield* this.#step({ ...entry, payload: payload.subarray(from, to) });
      from = to;
    }
  }

  /** Goes on by one entry whose lines nobody asks about. */
  skip(entry: Entry): void {
    this.#index.take(entry, 0);
    this.#walk.take(entry);
    this.#lines = [];
  }

  *#step(entry: Entry): Generator<FollowedLine, void, undefined> {
    this.#index.take(entry, 0);
    this.#walk.take(entry);
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    const session = this.#index.summary();
    for (const line of lines) yield { line, session };
  }
}
