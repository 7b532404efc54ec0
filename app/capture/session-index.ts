import type { Asked, Reply } from '../smtp/dialogue-listener.ts';
import type { Finding } from '../smtp/findings/finding.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { SessionFacets } from '../transcript/session-facets.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { Checkpoints, type Checkpoint, type SavedCheckpoints, type Stretch } from './checkpoints.ts';
import { RECORD_HEADER_LENGTH, type BytesOrigin, type Entry } from './entry.ts';
import { FoldFinder } from './fold-finder.ts';
import type { FoldIndex, SavedFolds } from './fold-index.ts';
import { SaidGatherer } from './said-gatherer.ts';
import { SessionActivity } from './session-activity.ts';
import type { SessionInfo } from './session-payload.ts';
import { SessionWalk, type WalkLine, type WalkListener, type WalkState } from './session-walk.ts';
import { StretchGatherer, type StretchFacets } from './stretch-facets.ts';
import { SummaryGatherer } from './summary-gatherer.ts';

/** What a closed session's index comes to, to be kept in a file. It is derived, and can be made again. */
export interface SavedIndex {
  readonly position: number;
  readonly state: WalkState;
  readonly summary: SessionSummary;
  readonly facets: SessionFacets;
  readonly checkpoints: SavedCheckpoints;
  readonly folds: SavedFolds;
}

/** Rows from one checkpoint to the next, about: what has to be read in vain at the most to show any row. */
const ROWS_BETWEEN = 1_024;

/** The same in bytes, for sessions with very long lines. */
const BYTES_BETWEEN = 256 * 1024;

/** A copy of an unfinished line may cost this many bytes; where one is longer, the checkpoint waits. */
const CHEAP_PENDING = 1_024;

/** Bytes after which a checkpoint no longer waits for a cheap place. */
const BYTES_AT_MOST = 8 * 1024 * 1024;

/** Bytes of memory that a session of some twenty rows takes, as measured. */
const SHORT_SESSION = 16 * 1024;

/**
 * What is known of a session without reading it again: its summary, and checkpoints from which any row is a short read
 * away. Made from the entries, as they are written or as they are read; it can always be made again.
 */
export class SessionIndex implements WalkListener {
  readonly #info: SessionInfo;
  #walk: SessionWalk;
  /** Microseconds after which a reply is slow; undefined: the usual. */
  readonly slowAfter: number | undefined;
  readonly #checkpoints: Checkpoints;
  /** What was known when it was saved; null: it was made from the entries. */
  #saved: SavedIndex | null = null;
  readonly #foldFinder = new FoldFinder();
  readonly #stretch = new StretchGatherer();
  #checkedRows = 0;
  #checkedPosition: number;
  #position: number;
  readonly #said = new SaidGatherer();
  readonly #activity: SessionActivity;
  readonly #gathered: SummaryGatherer;

  /** `start`: where the record begins, in bytes from the start of its file. */
  constructor(info: SessionInfo, start: number, slowAfter?: number) {
    this.slowAfter = slowAfter;
    this.#walk = new SessionWalk(this, undefined, slowAfter);
    this.#info = info;
    this.#activity = new SessionActivity(info.started);
    this.#gathered = new SummaryGatherer(info, this.#activity);
    this.#position = start + RECORD_HEADER_LENGTH;
    this.#checkedPosition = this.#position;
    this.#checkpoints = new Checkpoints({ position: this.#position, state: this.#walk.state() });
  }

  /** Rows so far. */
  get rows(): number {
    return this.#walk.rows;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#walk.lines;
  }

  /** The runs of lines that may stand as one row. */
  get folds(): FoldIndex {
    return this.#foldFinder.folds;
  }

  /** Up to where the file has been read, in bytes from its start. */
  get position(): number {
    return this.#position;
  }

  /** Memory that it takes, about. */
  get bytes(): number {
    return SHORT_SESSION + this.#checkpoints.bytes + this.folds.allocated;
  }

  /** Where the session came from. */
  get info(): SessionInfo {
    return this.#info;
  }

  /** Microseconds since 1970, UTC. */
  get started(): number {
    return this.#info.started;
  }

  /** Whether the conversation is still going on. */
  get isOpen(): boolean {
    return (this.#saved?.summary.outcome ?? this.#gathered.outcome) === 'open';
  }

  /** Takes an entry; `next` is where the one behind it begins. */
  take(entry: Entry, next: number): void {
    this.#gathered.entry(entry);
    this.#walk.take(entry);
    this.#position = next;
    this.#mayCheckpoint();
  }

  /** There will be no more entries, though the conversation was not seen to end: `reason` says why, for people. */
  breakOff(reason: string): void {
    if (!this.isOpen) return;
    this.#walk.finish();
    this.#gathered.breakOff(reason);
  }

  /** The nearest place at or before the row. */
  checkpointFor(row: number): Checkpoint {
    return this.#checkpoints.forRow(row);
  }

  /** The nearest place before the line of that number, from 1. */
  checkpointForLine(line: number): Checkpoint {
    return this.#checkpoints.forLine(line);
  }

  /** Where the first checkpoint behind a position of the file is, in bytes from its start; null where there is none. */
  checkpointBehind(position: number): number | null {
    return this.#checkpoints.behind(position);
  }

  /** What stands behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  facetsBehind(position: number): StretchFacets | null {
    return this.#checkpoints.facetsBehind(position);
  }

  /** What lies behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  stretchAt(position: number): Stretch | null {
    return this.#checkpoints.stretchAt(position);
  }

  /** The furthest checkpoint to which nothing that `matters` lies behind the one at just that position; null where that is none. */
  checkpointPast(position: number, matters: (facets: StretchFacets) => boolean): Checkpoint | null {
    return this.#checkpoints.past(position, matters);
  }

  /** A copy to be kept in a file; null while the session is open. */
  save(): SavedIndex | null {
    if (this.isOpen) return null;
    return {
      position: this.#position,
      state: this.#walk.state(),
      summary: this.summary(),
      facets: this.facets(),
      checkpoints: this.#checkpoints.save(),
      folds: this.folds.save(),
    };
  }

  /** Knows at once what was known when it was saved. Only for an index that has taken nothing yet. */
  restore(saved: SavedIndex): void {
    this.#saved = saved;
    this.#position = saved.position;
    this.#walk = new SessionWalk(this, saved.state, this.slowAfter);
    this.#checkpoints.restore(saved.checkpoints);
    this.folds.restore(saved.folds);
  }

  /** What the list shows of it. */
  summary(): SessionSummary {
    return this.#saved?.summary ?? this.#gathered.summary(this.#walk);
  }

  /** What the session holds so far, in short. */
  facets(): SessionFacets {
    return this.#saved?.facets ?? { ...this.#said.facets(), ...this.#activity.facets() };
  }

  /** {@link WalkListener} */
  line(line: WalkLine): void {
    this.#foldFinder.line(line);
    this.#stretch.line(line);
    this.#said.line(line);
    this.#gathered.line(line);
  }

  /** {@link WalkListener} */
  content(bytes: Uint8Array, start: number, end: number): void {
    this.#gathered.content(bytes, start, end);
  }

  /** {@link WalkListener} */
  contentEnd(asked: Asked): void {
    this.#gathered.contentEnd(asked);
  }

  /** {@link WalkListener} */
  event(_row: number, time: number, event: SessionEvent, findings: readonly Finding[]): void {
    this.#foldFinder.event();
    this.#stretch.event();
    this.#gathered.event(event, time, findings, this.#walk.phase);
  }

  /** {@link WalkListener} */
  command(asked: Asked): void {
    this.#gathered.command(asked);
  }

  /** {@link WalkListener} */
  reply(asked: Asked | null, reply: Reply, origin: BytesOrigin, time: number, more: boolean): void {
    this.#gathered.reply(asked, reply, origin, time, more);
  }

  #mayCheckpoint(): void {
    const rows = this.#walk.rows - this.#checkedRows;
    const bytes = this.#position - this.#checkedPosition;
    if (rows < ROWS_BETWEEN && bytes < BYTES_BETWEEN) return;
    if (this.#walk.pending > CHEAP_PENDING && bytes < BYTES_AT_MOST) return;
    this.#checkedRows = this.#walk.rows;
    this.#checkedPosition = this.#position;
    this.#checkpoints.add(
      { position: this.#position, state: this.#walk.state() },
      this.#stretch.take(this.#walk.stage),
    );
  }
}
