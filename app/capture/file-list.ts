import type { SessionRange } from './folder.ts';
import type { NumberRanges } from './number-ranges.ts';

/** The files of a capture folder, in the order of their sessions' numbers, and which of their sessions are not deleted. */
export class FileList {
  readonly #deleted: NumberRanges;
  /** In rising order. */
  #files: SessionRange[];
  #total = 0;

  /** `files`: in rising order. `deleted`: sessions that count for nothing; after it has changed, {@link count} anew. */
  constructor(files: readonly SessionRange[], deleted: NumberRanges) {
    this.#files = [...files];
    this.#deleted = deleted;
    this.count();
  }

  /** The files by what they hold, rising; deleted sessions are among that as long as their bytes are. */
  get ranges(): readonly SessionRange[] {
    return this.#files;
  }

  /** Sessions that are not deleted. */
  get total(): number {
    return this.#total;
  }

  /** Counts anew what is not deleted. */
  count(): void {
    this.#total = this.#files.reduce((sum, file) => sum + this.#remaining(file), 0);
  }

  /** Puts a file in its place: files are written side by side, so numbers may arrive a little out of order. */
  add(file: SessionRange): void {
    let place = this.#files.length;
    while (place > 0 && (this.#files[place - 1]?.first ?? 0) > file.first) place -= 1;
    const before = this.#files[place - 1];
    if (before !== undefined && before.first === file.first) return;
    this.#files.splice(place, 0, file);
    this.#total += this.#remaining(file);
  }

  /** Forgets files that are gone. */
  drop(files: readonly SessionRange[]): void {
    const gone = new Set(files.map(({ first }) => first));
    this.#files = this.#files.filter(({ first }) => !gone.has(first));
    this.count();
  }

  /** The file that holds a session; null where none does. */
  fileOf(session: number): SessionRange | null {
    let low = 0;
    let high = this.#files.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const file = this.#files[middle];
      if (file === undefined) return null;
      if (session < file.first) high = middle - 1;
      else if (session > file.last) low = middle + 1;
      else return file;
    }
    return null;
  }

  /** The numbers of `count` sessions that are not deleted, newest first, beginning at place `from`. */
  newest(from: number, count: number): number[] {
    const sessions: number[] = [];
    let skip = from;
    for (let at = this.#files.length - 1; at >= 0 && sessions.length < count; at -= 1) {
      const file = this.#files[at];
      if (file === undefined) break;
      const remaining = this.#remaining(file);
      if (skip >= remaining) {
        skip -= remaining;
        continue;
      }
      for (let session = file.last; session >= file.first && sessions.length < count; session -= 1) {
        if (this.#deleted.has(session)) continue;
        if (skip > 0) skip -= 1;
        else sessions.push(session);
      }
    }
    return sessions;
  }

  #remaining(file: SessionRange): number {
    return file.last - file.first + 1 - this.#deleted.countWithin(file);
  }
}
