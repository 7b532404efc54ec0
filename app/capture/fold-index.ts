import type { RowFinding } from '../transcript/row.ts';
import { FINDINGS, type FindingCode } from '../smtp/findings/registry.ts';

/** What a run of rows is that is seldom read line by line. */
export type FoldKind = 'content' | 'capabilities' | 'authentication';

/** A run of rows, all of them lines and one behind the other, that may stand as one row. */
export interface Fold {
  readonly kind: FoldKind;
  /** Its first row. */
  readonly first: number;
  /** How many rows it has: two or more. */
  readonly rows: number;
  /** Bytes of its lines, their endings included. */
  readonly bytes: number;
  /** It begins what it is; false: it goes on after something that was said in between. */
  readonly begins: boolean;
  /** Findings on its lines. */
  readonly findings: number;
  /** The gravest of them, of several the first; null where there is none. */
  readonly gravest: RowFinding | null;
}

const KINDS: readonly FoldKind[] = ['content', 'capabilities', 'authentication'];
const FINDING_CODES = Object.keys(FINDINGS).filter(isFindingCode);
const GRAVITY = { note: 0, warning: 1, error: 2 };
const NO_FINDING = 255;

/** The bit of a fold's flags that says that it begins what it is; the others are its kind. */
const BEGINS = 4;

/** Folds as they are kept in a file: a column for each number. */
export interface SavedFolds {
  readonly count: number;
  readonly first: Uint32Array<ArrayBuffer>;
  readonly rowsBefore: Float64Array<ArrayBuffer>;
  readonly bytes: Float64Array<ArrayBuffer>;
  readonly findings: Uint32Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly gravest: Uint8Array<ArrayBuffer>;
}

/**
 * The folds of a session, some twenty bytes each: a session may hold a million messages. It follows the rows as they are
 * read, and only its last fold ever grows.
 */
export class FoldIndex {
  #count = 0;
  #first = new Uint32Array(4);
  /** Rows of all folds before each. */
  #rowsBefore = new Float64Array(4);
  #bytes = new Float64Array(4);
  #findings = new Uint32Array(4);
  #flags = new Uint8Array(4);
  #gravest = new Uint8Array(4);
  #rows = 0;
  /** The run that goes on; it counts as a fold from its second row on. */
  #goesOn = false;

  /** Folds so far. */
  get count(): number {
    return this.#goesOn && this.#rows < 2 ? this.#count - 1 : this.#count;
  }

  /** Bytes of memory that they take. */
  get allocated(): number {
    const columns = [this.#first, this.#rowsBefore, this.#bytes, this.#findings, this.#flags, this.#gravest];
    return columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The first row of the run that goes on, be it a fold by now or not; null where none does. */
  get goesOnFrom(): number | null {
    return this.#goesOn ? this.first(this.#count - 1) : null;
  }

  /** A row that belongs to a run; `begins`: whatever went on until now is over. */
  add(row: number, kind: FoldKind, begins: boolean, bytes: number, findings: readonly RowFinding[]): void {
    const isNext = this.#goesOn && !begins && this.#kindOf(this.#count - 1) === KINDS.indexOf(kind);
    if (!isNext) this.#begin(row, kind, begins);
    const at = this.#count - 1;
    this.#rows += 1;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes;
    if (findings.length > 0) this.#find(at, findings);
  }

  /** A row that belongs to none: the run that went on is over. */
  end(): void {
    if (!this.#goesOn) return;
    this.#goesOn = false;
    if (this.#rows < 2) this.#count -= 1;
    else this.#rowsBefore[this.#count] = (this.#rowsBefore[this.#count - 1] ?? 0) + this.#rows;
  }

  /** The fold in that place, from 0. Throws a RangeError where there is none. */
  at(place: number): Fold {
    if (place < 0 || place >= this.count) throw new RangeError(`there is no fold ${place}`);
    const gravest = FINDING_CODES[this.#gravest[place] ?? NO_FINDING];
    return {
      kind: KINDS[this.#kindOf(place)] ?? 'content',
      first: this.first(place),
      rows: this.rowsOf(place),
      bytes: this.#bytes[place] ?? 0,
      begins: ((this.#flags[place] ?? 0) & BEGINS) !== 0,
      findings: this.#findings[place] ?? 0,
      gravest: gravest === undefined ? null : { code: gravest, severity: FINDINGS[gravest].severity },
    };
  }

  /** The first row of the fold in that place. */
  first(place: number): number {
    return this.#first[place] ?? 0;
  }

  /** How many rows that fold has. */
  rowsOf(place: number): number {
    if (this.#goesOn && place === this.#count - 1) return this.#rows;
    return this.rowsBefore(place + 1) - this.rowsBefore(place);
  }

  /** Rows of all folds before that place, which may be one behind the last fold. */
  rowsBefore(place: number): number {
    if (this.#goesOn && place === this.#count) return (this.#rowsBefore[place - 1] ?? 0) + this.#rows;
    return this.#rowsBefore[place] ?? 0;
  }

  /** The last fold that begins at or before the row; -1 where none does. */
  atOrBefore(row: number): number {
    return lastWhere(this.count, (place) => this.first(place) <= row);
  }

  /** A copy to be kept in a file. Only where no run goes on. */
  save(): SavedFolds {
    const count = this.#count;
    return {
      count,
      first: this.#first.slice(0, count + 1),
      rowsBefore: this.#rowsBefore.slice(0, count + 1),
      bytes: this.#bytes.slice(0, count + 1),
      findings: this.#findings.slice(0, count + 1),
      flags: this.#flags.slice(0, count + 1),
      gravest: this.#gravest.slice(0, count + 1),
    };
  }

  /** Takes the place of all that is here. */
  restore({ count, first, rowsBefore, bytes, findings, flags, gravest }: SavedFolds): void {
    this.#count = count;
    this.#first = first;
    this.#rowsBefore = rowsBefore;
    this.#bytes = bytes;
    this.#findings = findings;
    this.#flags = flags;
    this.#gravest = gravest;
    this.#goesOn = false;
  }

  #begin(row: number, kind: FoldKind, begins: boolean): void {
    this.end();
    const at = this.#count;
    this.#growTo(at + 2);
    this.#first[at] = row;
    this.#bytes[at] = 0;
    this.#findings[at] = 0;
    this.#flags[at] = KINDS.indexOf(kind) | (begins ? BEGINS : 0);
    this.#gravest[at] = NO_FINDING;
    this.#rows = 0;
    this.#count += 1;
    this.#goesOn = true;
  }

  #kindOf(place: number): number {
    return (this.#flags[place] ?? 0) & ~BEGINS;
  }

  #find(at: number, findings: readonly RowFinding[]): void {
    this.#findings[at] = (this.#findings[at] ?? 0) + findings.length;
    for (const { code, severity } of findings) {
      const known = FINDING_CODES[this.#gravest[at] ?? NO_FINDING];
      if (known !== undefined && GRAVITY[FINDINGS[known].severity] >= GRAVITY[severity]) continue;
      this.#gravest[at] = FINDING_CODES.indexOf(code);
    }
  }

  #growTo(length: number): void {
    if (length <= this.#first.length) return;
    const capacity = length * 2;
    this.#first = copied(this.#first, new Uint32Array(capacity));
    this.#rowsBefore = copied(this.#rowsBefore, new Float64Array(capacity));
    this.#bytes = copied(this.#bytes, new Float64Array(capacity));
    this.#findings = copied(this.#findings, new Uint32Array(capacity));
    this.#flags = copied(this.#flags, new Uint8Array(capacity));
    this.#gravest = copied(this.#gravest, new Uint8Array(capacity));
  }
}

/** The last of the places `0` to `count - 1` for which it is so; -1 where it is for none. It is so up to some place, and then no more. */
export function lastWhere(count: number, isSo: (place: number) => boolean): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isSo(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function copied<Column extends Uint8Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(FINDINGS, code);
}
