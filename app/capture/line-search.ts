import { Buffer } from 'node:buffer';
import { otherSpeaker, type LineKind, type Speaker } from '../smtp/words.ts';
import type { Query, SearchedSession } from '../transcript/query.ts';
import type { SaidFacets } from '../transcript/session-facets.ts';
import { usualSpeaker } from '../transcript/query-kinds.ts';
import { needlePattern } from '../transcript/query-needles.ts';
import { holdsNothing, searchPlainStretch, type WordsTarget } from './plain-stretch.ts';
import { first, giveWay } from './precedence.ts';
import { walkRows, type ReadingPlace } from './row-reader.ts';
import { RowSet } from './row-set.ts';
import type { SessionSource } from './session-source.ts';
import type { WalkLine } from './session-walk.ts';
import type { ReadableBytes } from './shared-file-bytes.ts';
import type { StretchFacets } from './stretch-facets.ts';

/** Milliseconds of searching after which everything else gets its turn. */
const SLICE = 8;

/** Bytes that are read at once of what is searched stretch by stretch. */
const BLOCK = 1024 * 1024;

/** Longer verbs are none, and nobody remembers them; nor more of them than any server knows. */
const LONGEST_VERB = 20;
const MOST_PROSPECTS = 1_000;

const NO_BYTES = { at: 0, bytes: Buffer.alloc(0) };

/** What is looked for. */
export interface SearchTarget {
  /** Lines that all of these mean. */
  readonly queries: readonly Query[];
  /** Secrets are looked at as they were said. */
  readonly reveal: boolean;
  /** The session as it is known; what its index says of it where this is left out. */
  readonly session?: () => SearchedSession;
}

/**
 * Looks through a session for the lines that are meant, in short slices, as far as the session has been indexed, and again
 * when it has grown. What it has found is known at any time.
 */
export class LineSearch {
  /** The rows that were found. */
  readonly found = new RowSet();
  readonly #source: SessionSource;
  readonly #target: SearchTarget;
  readonly #onProgress: () => void;
  /** What stands in each line that is meant; null where nothing is known to. */
  readonly #pattern: RegExp | null;
  /** What is looked for, where that is nothing but the words of lines. */
  readonly #words: WordsTarget | null;
  /** Whether a line with that kind and code or verb may be meant, as far as somebody has asked. */
  readonly #prospects = new Map<string, boolean>();
  #read = NO_BYTES;
  #place: ReadingPlace;
  #closed = false;

  /** `onProgress` is called after each slice. */
  constructor(source: SessionSource, target: SearchTarget, onProgress: () => void) {
    this.#source = source;
    this.#target = target;
    this.#onProgress = onProgress;
    this.#place = source.index.checkpointFor(0);
    const needles = target.queries.map((query) => query.needles).find((known) => known !== null);
    this.#pattern = needles === undefined || needles === null ? null : needlePattern(needles);
    this.#words = wordsTarget(target, this.#pattern);
  }

  /** Lines that have been looked at. */
  get scanned(): number {
    return this.#place.state.dialogue.lines;
  }

  /** Searches on, up to what has been indexed. Rejects as reading a file does. */
  goOn(): Promise<void> {
    return first('search', () => this.#goOn());
  }

  async #goOn(): Promise<void> {
    while (!this.#closed && this.#isBehind()) {
      const { position, state } = this.#place;
      if (!(await this.#passOver())) await this.#searchSlice();
      if (this.#place.position === position && this.#place.state.rows === state.rows) {
        throw new Error(`${this.#source.path} is shorter than it was.`);
      }
      this.#onProgress();
      await giveWay('search');
    }
  }

  /** Ends the search. */
  close(): void {
    this.#closed = true;
  }

  /** When the record is over, a last line without an ending is still to come. */
  #isBehind(): boolean {
    const { position, rows, isOpen } = this.#source.index;
    return this.#place.position < position || (!isOpen && this.#place.state.rows < rows);
  }

  /** Goes on to further checkpoints, as long as what lies before them can be judged without following the dialogue. */
  async #passOver(): Promise<boolean> {
    const until = performance.now() + SLICE;
    let passed = false;
    await this.#source.readFile(async (file) => {
      while (!this.#closed && performance.now() < until) {
        if (!this.#passByFacets() && !(await this.#passByBytes(file))) return;
        passed = true;
      }
    });
    return passed;
  }

  #passByFacets(): boolean {
    const far = this.#source.index.checkpointPast(this.#place.position, (facets) => this.#mayHold(facets));
    if (far !== null) this.#place = far;
    return far !== null;
  }

  async #passByBytes(file: ReadableBytes): Promise<boolean> {
    const pattern = this.#pattern;
    if (pattern === null && this.#words === null) return false;
    const stretch = this.#source.index.stretchAt(this.#place.position);
    const bytes = stretch === null ? null : await this.#bytesUpTo(file, stretch.next.position);
    if (stretch === null || bytes === null) return false;
    const { facets, next } = stretch;
    if (facets.plain && this.#words !== null) {
      const searched = searchPlainStretch(bytes, this.#place, facets, this.#words);
      if (searched !== null && searched.end === next.state.rows) {
        for (const row of searched.found) this.found.add(row);
        this.#place = next;
        return true;
      }
    }
    if (pattern === null || !holdsNothing(bytes, this.#place, pattern)) return false;
    this.#place = next;
    return true;
  }

  /** The bytes from the place on; null where the file has no more of them. */
  async #bytesUpTo(file: ReadableBytes, end: number): Promise<Buffer | null> {
    const { position } = this.#place;
    if (position < this.#read.at || end > this.#read.at + this.#read.bytes.length) {
      const wanted = Math.min(Math.max(BLOCK, end - position), this.#source.index.position - position);
      const bytes = Buffer.allocUnsafe(wanted);
      const { bytesRead } = await file.read(bytes, 0, wanted, position);
      this.#read = { at: position, bytes: bytes.subarray(0, bytesRead) };
    }
    const { at, bytes } = this.#read;
    return end - at > bytes.length ? null : bytes.subarray(position - at, end - at);
  }

  #mayHold(facets: StretchFacets): boolean {
    return this.#target.queries.every(
      (query) =>
        query.mayBeIn(facets) &&
        facets.kinds.some(
          (kind) =>
            query.mayMatchKind(kind) ||
            (facets.turned && query.mayMatchKind(kind, otherSpeaker(usualSpeaker(kind)))),
        ),
    );
  }

  /** Whether a line may be meant, by what is known of it before its text is read. */
  #mayBeMeant({ kind, from, meaning }: WalkLine): boolean {
    const code = meaning?.type === 'reply' ? meaning.reply.code : 0;
    const verb = meaning?.type === 'command' ? meaning.command.verb : '';
    if (verb.length > LONGEST_VERB) return true;
    const key = `${from} ${kind} ${code} ${verb}`;
    let prospect = this.#prospects.get(key);
    if (prospect === undefined) {
      prospect = this.#mayMean(kind, from, { codes: [code], verbs: [verb] });
      if (this.#prospects.size < MOST_PROSPECTS) this.#prospects.set(key, prospect);
    }
    return prospect;
  }

  #mayMean(kind: LineKind, from: Speaker, facets: SaidFacets): boolean {
    return this.#target.queries.every((query) => query.mayMatchKind(kind, from) && query.mayBeIn(facets));
  }

  #nextCheckpoint(position: number): number {
    return this.#source.index.checkpointBehind(position) ?? Infinity;
  }

  /** Whether what lies behind a checkpoint may be passed over. */
  #mayPass(position: number): boolean {
    if (this.#pattern !== null || this.#words !== null) return true;
    const stretch = this.#source.index.facetsBehind(position);
    return stretch !== null && !this.#mayHold(stretch);
  }

  async #searchSlice(): Promise<void> {
    const { index } = this.#source;
    const { queries, reveal, session = () => index.summary() } = this.#target;
    // From the first entry on: where what lies before it takes long, slices would get nowhere.
    let until: number | null = null;
    const summary = session();
    let stop = this.#nextCheckpoint(this.#place.position);
    this.#place = await walkRows(this.#source, this.#place, {
      reveal,
      wanted: (_row, line) => line !== undefined && this.#mayBeMeant(line),
      take: (row) => {
        if (row.type !== 'line') return;
        if (queries.every((query) => query.matchesLine(row, summary))) this.found.add(row.row);
      },
      goOn: (_walk, position) => {
        if (position >= stop) {
          if (this.#mayPass(position)) return false;
          stop = this.#nextCheckpoint(position);
        }
        until ??= performance.now() + SLICE;
        return performance.now() < until && !this.#closed;
      },
    });
  }
}

function wordsTarget({ queries, reveal }: SearchTarget, pattern: RegExp | null): WordsTarget | null {
  const tests = queries.map(({ matchesWords }) => matchesWords).filter((test) => test !== null);
  if (tests.length < queries.length) return null;
  return { pattern, reveal, isMeant: (words) => tests.every((test) => test(words)) };
}
