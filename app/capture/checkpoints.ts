import { deserialize, serialize } from 'node:v8';
import { packAwaited } from '../smtp/awaited-replies.ts';
import type { PackedAsked } from '../smtp/packed-asked.ts';
import { lastWhere } from './fold-index.ts';
import type { WalkState } from './session-walk.ts';
import type { StretchFacets } from './stretch-facets.ts';

/** A place from which reading may begin: everything before it is in `state`. */
export interface Checkpoint {
  /** Where the next entry begins, in bytes from the start of the file. */
  readonly position: number;
  readonly state: WalkState;
}

/** What lies between a checkpoint and the next. */
export interface Stretch {
  readonly facets: StretchFacets;
  readonly next: Checkpoint;
}

/** Checkpoints as they are kept in a file: a column for each number, and the states one behind the other. */
export interface SavedCheckpoints {
  readonly positions: Float64Array;
  readonly rows: Float64Array;
  readonly lines: Float64Array;
  /** Where each state ends in `states`, in bytes. */
  readonly ends: Float64Array;
  readonly states: Uint8Array;
  /** What stands between checkpoints: each that there is, once. */
  readonly facets: readonly StretchFacets[];
  /** Which of them stands before each checkpoint; before the first, any. */
  readonly stretches: Uint32Array;
}

/** Bytes of memory that a checkpoint takes in which nothing is unfinished, as measured. */
const PLAIN_STATE = 1_800;

/** A session's checkpoints. Those from a file are unpacked when they are wanted: of ten thousand, one or two are. */
export class Checkpoints {
  #positions: number[] = [];
  #rows: number[] = [];
  #lines: number[] = [];
  #states: (WalkState | Uint8Array)[] = [];
  /** Most stretches of a session are alike. */
  #facets: StretchFacets[] = [];
  readonly #facetPlaces = new Map<string, number>();
  #stretches: number[] = [];
  #bytes = 0;
  readonly #first: Checkpoint;

  /** `first`: the beginning of the session. */
  constructor(first: Checkpoint) {
    this.#first = first;
    this.add(first, {
      kinds: [],
      turned: false,
      codes: [],
      verbs: [],
      findings: [],
      held: false,
      plain: false,
      foreseen: false,
    });
  }

  /** Bytes of memory that they take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a place behind all others; `before`: what stands between the last one and this. */
  add({ position, state }: Checkpoint, before: StretchFacets): void {
    this.#stretches.push(this.#placeOf(before));
    this.#positions.push(position);
    this.#rows.push(state.rows);
    this.#lines.push(state.dialogue.lines);
    const { dialogue } = state;
    const awaited = packAwaited(dialogue.course.awaited);
    // Whoever reads on from a state, a few rows at a time, wants it unpacked; of these there may be ten thousand.
    this.#states.push({ ...state, dialogue: { ...dialogue, course: { ...dialogue.course, awaited } } });
    this.#bytes += bytesOf(state, awaited.asked);
  }

  /** The nearest place at or before the row. */
  forRow(row: number): Checkpoint {
    return this.#at(lastWhere(this.#rows.length, (place) => (this.#rows[place] ?? 0) <= row));
  }

  /** The nearest place before the line of that number, from 1. */
  forLine(line: number): Checkpoint {
    return this.#at(lastWhere(this.#lines.length, (place) => (this.#lines[place] ?? 0) < line));
  }

  /** Where the first one behind a position of the file is, in bytes from its start; null where there is none. */
  behind(position: number): number | null {
    const last = lastWhere(this.#positions.length, (place) => (this.#positions[place] ?? 0) <= position);
    return this.#positions[last + 1] ?? null;
  }

  /** What stands behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  facetsBehind(position: number): StretchFacets | null {
    const place = this.#placeAt(position);
    return place === -1 ? null : this.#facetsBefore(place + 1);
  }

  /** What lies behind the checkpoint at just that position of the file; null where none stands there, or none behind it. */
  stretchAt(position: number): Stretch | null {
    const facets = this.facetsBehind(position);
    return facets === null ? null : { facets, next: this.#at(this.#placeAt(position) + 1) };
  }

  /**
   * The furthest place to which nothing that may matter lies behind the checkpoint at just that position of the file; null
   * where none stands there, or something may matter at once.
   */
  past(position: number, matters: (facets: StretchFacets) => boolean): Checkpoint | null {
    const from = this.#placeAt(position);
    if (from === -1) return null;
    let place = from;
    for (let facets = this.#facetsBefore(place + 1); facets !== null && !matters(facets);) {
      place += 1;
      facets = this.#facetsBefore(place + 1);
    }
    return place === from ? null : this.#at(place);
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
      facets: this.#facets,
      stretches: Uint32Array.from(this.#stretches),
    };
  }

  /** Takes the place of all that is here. */
  restore({ positions, rows, lines, ends, states, facets, stretches }: SavedCheckpoints): void {
    this.#positions = [...positions];
    this.#rows = [...rows];
    this.#lines = [...lines];
    this.#facets = [...facets];
    this.#stretches = [...stretches];
    this.#bytes = states.length;
    this.#states = Array.from(ends, (end, place) => states.subarray(ends[place - 1] ?? 0, end));
  }

  #placeOf(facets: StretchFacets): number {
    const key = JSON.stringify(facets);
    const known = this.#facetPlaces.get(key);
    if (known !== undefined) return known;
    this.#facetPlaces.set(key, this.#facets.length);
    return this.#facets.push(facets) - 1;
  }

  #placeAt(position: number): number {
    const place = lastWhere(this.#positions.length, (place) => (this.#positions[place] ?? 0) <= position);
    return this.#positions[place] === position ? place : -1;
  }

  #facetsBefore(place: number): StretchFacets | null {
    return this.#facets[this.#stretches[place] ?? -1] ?? null;
  }

  #at(place: number): Checkpoint {
    const position = this.#positions[place];
    const state = this.#states[place];
    if (position === undefined || state === undefined) return this.#first;
    return { position, state: state instanceof Uint8Array ? deserialize(state) : state };
  }
}

function bytesOf({ dialogue }: WalkState, asked: PackedAsked): number {
  const { clientFraming, serverFraming, reply } = dialogue;
  const unfinished =
    (clientFraming.pending?.length ?? 0) + (serverFraming.pending?.length ?? 0) + reply.length;
  return PLAIN_STATE + asked.numbers.length + asked.arguments.length + unfinished;
}
