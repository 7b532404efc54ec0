import { EntryReader, type PlacedEntry } from './entry-reader.ts';
import type { SessionSource } from './session-source.ts';
import { SessionWalk, type WalkListener, type WalkState } from './session-walk.ts';

/**
 * Goes through a session once, from its beginning on, as far as the source knows it to reach, and again when it has
 * grown. For whoever wants everything in order; single rows are a shorter read (row-reader.ts).
 */
export class SessionPass {
  readonly walk: SessionWalk;
  readonly #source: SessionSource;
  readonly #afterEntry: () => void;
  readonly #start: number;
  #position: number;
  #finished = false;

  /**
   * `afterEntry` is called behind each entry: the bytes that it lent go away. `place`: where to begin, other than at the
   * beginning.
   */
  constructor(
    source: SessionSource,
    listener: WalkListener,
    afterEntry: () => void = () => {},
    place: { readonly position: number; readonly state?: WalkState } = {
      position: source.index.checkpointFor(0).position,
    },
  ) {
    this.#source = source;
    this.#afterEntry = afterEntry;
    this.walk = new SessionWalk(listener, place.state, source.index.slowAfter);
    this.#start = place.position;
    this.#position = place.position;
  }

  /** Nothing more will come. */
  get isFinished(): boolean {
    return this.#finished;
  }

  /** How far it has come, in bytes from the start of the file. */
  get position(): number {
    return this.#position;
  }

  /** How much of what the source knows it has gone through, from 0 to 1. */
  get done(): number {
    const way = this.#source.index.position - this.#start;
    return way === 0 ? 1 : (this.#position - this.#start) / way;
  }

  /** Goes on to where the source reaches now; yields now and then. Rejects as reading a file does. */
  async *readOn(): AsyncGenerator<void, void, undefined> {
    const { index } = this.#source;
    const isComplete = !index.isOpen;
    const limit = index.position;
    for (let placed = await this.#next(limit); placed.length > 0; placed = await this.#next(limit)) {
      for (const { entry, next } of placed) {
        this.walk.take(entry);
        this.#afterEntry();
        this.#position = next;
      }
      yield;
    }
    if (!isComplete || this.#finished) return;
    this.#finished = true;
    this.walk.finish();
    yield;
  }

  /** The file is not held in between: whoever takes what was read may be long about it. */
  async #next(limit: number): Promise<readonly PlacedEntry[]> {
    if (this.#position >= limit) return [];
    return this.#source.readFile((file) => new EntryReader(file, this.#position, limit, false).next());
  }
}
