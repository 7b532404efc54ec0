import { LF } from '../smtp/bytes.ts';
import type { AcceptedEnvelope } from '../smtp/message.ts';
import type { HeaderReader } from '../smtp/header-reader.ts';
import type { SearchedSession } from '../transcript/query.ts';
import type { TranscriptLine, TranscriptRow } from '../transcript/row.ts';
import type { Entry } from './entry.ts';
import { RowMaker } from './row-reader.ts';
import { SessionIndex } from './session-index.ts';
import type { SessionInfo } from './session-payload.ts';

/** A line, and the conversation as it stood when the line had been said: with that line, and nothing behind it. */
export interface FollowedLine {
  readonly line: TranscriptLine;
  /** To be asked before the next line is followed. What is asked of messages is asked of the one in hand. */
  readonly session: () => SearchedSession;
}

/**
 * Follows a conversation line by line, for whoever has to judge each in the light of what came before: rules. Readers of
 * a whole session have quicker ways (row-reader.ts), in which a summary may be ahead of the line.
 */
export class LineFollower {
  readonly #index: SessionIndex;
  #lines: TranscriptLine[] = [];
  #session: SearchedSession | null = null;
  /** Of the message in hand, from when it has come until the next one begins. */
  #header: HeaderReader | null = null;
  #isSkipping = false;

  /** `reveal`: secrets stand in the lines as they were said. */
  constructor(info: SessionInfo, reveal: boolean) {
    const take = (row: TranscriptRow): void => {
      if (row.type === 'line') this.#lines.push(row);
    };
    const rows = new RowMaker({ started: info.started, reveal }, () => !this.#isSkipping, take);
    this.#index = new SessionIndex(info, 0, undefined, {
      line: (line) => {
        if (line.meaning?.type === 'command' && line.meaning.command.verb === 'MAIL') this.#header = null;
        rows.line(line);
      },
      header: (header) => (this.#header = header),
    });
  }

  /** Goes on by one entry, and gives the lines that are complete with it. */
  *take(entry: Entry): Generator<FollowedLine, void, undefined> {
    if (entry.kind !== 'bytes') return yield* this.#step(entry);
    const { payload } = entry;
    const firstLine = payload.indexOf(LF) + 1;
    if (firstLine === payload.length || firstLine === 0) return yield* this.#step(entry);
    for (let from = 0; from < payload.length;) {
      const ending = payload.indexOf(LF, from);
      const to = ending === -1 ? payload.length : ending + 1;
      yield* this.#step({ ...entry, payload: payload.subarray(from, to) });
      from = to;
    }
  }

  /** Goes on by one entry whose lines nobody asks about. */
  skip(entry: Entry): void {
    this.#isSkipping = true;
    this.#follow(entry);
    this.#isSkipping = false;
  }

  *#step(entry: Entry): Generator<FollowedLine, void, undefined> {
    this.#follow(entry);
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    for (const line of lines) yield { line, session: this.session };
  }

  #follow(entry: Entry): void {
    this.#session = null;
    this.#index.take(entry, 0);
  }

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  get envelope(): AcceptedEnvelope {
    return this.#index.envelope;
  }

  /** The conversation as it stands. What is asked of messages is asked of the one in hand. */
  readonly session = (): SearchedSession =>
    (this.#session ??= {
      ...this.#index.summary(),
      meets: (condition) => this.#header !== null && condition.matches(this.#header),
    });
}
