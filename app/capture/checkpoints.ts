import { deserialize, serialize } from 'node:v8';
import { lastWhere } from './fold-index.ts';
import type { WalkState } from './session-walk.ts';

/** A place from which reading may begin: everything before it is in `state`. */
export interface Checkpoint {
  /** Where the next entry begins, in bytes from the start of the file. */
  readonly position: number;
  readonly state: WalkState;
}

/** Checkpoints as they are kept in a file: a column for each number, and the states one behind the other. */
export interface SavedCheckpoints {
  readonly positions: Float64Array;
  readonly rows: Float64Array;
  readonly lines: Float64Array;
  /** Where each state ends in `states`, in bytes. */
  readonly ends: Float64Array;
  readonly states: Uint8Array;
}

/** A session's checkpoints. Those from a file are unpacked when they are wanted: of ten thousand, one or two are. */
export class Checkpoints {
  #positions: number[] = [];
  #rows: number[] = [];
  #lines: number[] = [];
  #states: (WalkState | Uint8Array)[] = [];
  readonly #first: Checkpoint;

  /** `first`: the beginning of the session. */
  constructor(first: Checkpoint) {
    this.#first = first;
    this.add(first);
  }

  /** Adds a place behind all others. */
  add({ position, state }: Checkpoint): void {
    this.#positions.push(position);
    this.#rows.push(state.rows);
    this.#lines.push(state.dialogue.lines);
    this.#states.push(state);
  }

  /** The nearest place at or before the row. */
  forRow(row: number): Checkpoint {
    return this.#at(lastWhere(this.#rows.length, (place) => (this.#rows[place] ?? 0) <= row));
  }

  /** The nearest place before the line of that number, from 1. */
  forLine(line: number): Checkpoint {
    return this.#at(lastWhere(this.#lines.length, (place) => (this.#lines[place] ?? 0) < line));
  }

  /** The last place at or before a position of the file. */
  forPosition(position: number): Checkpoint {
    return this.#at(lastWhere(this.#positions.length, (place) => (this.#positions[place] ?? 0) <= position));
  }

  /** The first place behind a position of the file; null where there is none. */
  behind(position: number): Checkpoint | null {
    const last = lastWhere(this.#positions.length, (place) => (this.#positions[place] ?? 0) <= position);
    return last + 1 < this.#positions.length ? this.#at(last + 1) : null;
  }

  /** A copy to be kept in a file. */
  save(): SavedCheckpoints {
    const states = this.#states.map((state) => (state instanceof Uint8Array ? state : serialize(state)));
    let end = 0;
    return {
      positions: Float64Array.from(this.#positions),
      rows: Float64Array.from(this.#rows),
      lines: Float64Array.from(this.#lines),
      ends: Float64Array.from(states, ({ length }) => (end += length)),
      states: Buffer.concat(states),
    };
  }

  /** Takes the place of all that is here. */
  restore({ positions, rows, lines, ends, states }: SavedCheckpoints): void {
    this.#positions = [...positions];
    this.#rows = [...rows];
    this.#lines = [...lines];
    this.#states = Array.from(ends, (end, place) => states.subarray(ends[place - 1] ?? 0, end));
  }

  #at(place: number): Checkpoint {
    const position = this.#positions[place];
    const state = this.#states[place];
    if (position === undefined || state === undefined) return this.#first;
    return { position, state: state instanceof Uint8Array ? deserialize(state) : state };
  }
}
