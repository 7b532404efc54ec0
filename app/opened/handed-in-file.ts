import { mkdtemp, open, rm, utimes, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_MODE } from '../capture/folder.ts';

/** What a viewer says of a file before it hands it in. */
export interface HandedInFacts {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last changed, milliseconds since 1970. */
  readonly changed: number;
}

/** A file that a viewer hands in, piece by piece, into a temporary folder that only the user can look into. */
export class HandedInFile {
  readonly facts: HandedInFacts;
  /** The folder that it lies in, with room for what it becomes. */
  readonly folder: string;
  /** Raised when it is given up. */
  readonly cancelled = new AbortController();
  readonly #handle: FileHandle;
  #received = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(facts: HandedInFacts, folder: string, handle: FileHandle) {
    this.facts = facts;
    this.folder = folder;
    this.#handle = handle;
  }

  /** Begins with nothing in it. Rejects as making a file does. */
  static async begin(facts: HandedInFacts): Promise<HandedInFile> {
    const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-'));
    return new HandedInFile(facts, folder, await open(join(folder, 'handed-in'), 'wx', FILE_MODE));
  }

  /** Bytes that have come. */
  get received(): number {
    return this.#received;
  }

  /** Where it lies. */
  get path(): string {
    return join(this.folder, 'handed-in');
  }

  /**
   * Takes the next bytes; false where they are more than was said. Several may be on their way: they are written in the order
   * in which they came. Rejects as writing a file does.
   */
  async take(bytes: Uint8Array): Promise<boolean> {
    if (this.#received + bytes.length > this.facts.size) return false;
    this.#received += bytes.length;
    this.#writing = this.#writing.then(() => this.#handle.appendFile(bytes));
    await this.#writing;
    return true;
  }

  /** Nothing more comes; false where something lacks. Rejects as closing a file does. */
  async finish(): Promise<boolean> {
    await this.#writing;
    await this.#handle.close();
    const changed = this.facts.changed / 1_000;
    await utimes(this.path, changed, changed);
    return this.#received === this.facts.size;
  }

  /** Gives it up, and deletes what there is of it. */
  async cancel(): Promise<void> {
    this.cancelled.abort();
    await this.#handle.close().catch(() => {});
    await rm(this.folder, { recursive: true, force: true });
  }
}
