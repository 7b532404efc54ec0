import type { SavingEvent, savingRequests } from '../contract.ts';
import type { MeasuredFile } from '../reading/files-under-way.ts';
import type { FileSource } from '../viewer-connection.ts';
import type { Handlers } from './handlers.ts';

/** Milliseconds between two words on how far a file is: a bar moves no more smoothly with more. */
const TELL_EVERY = 100;

/** The person has given the file up: what there is of it is to go. */
export class SavingStopped extends Error {
  override readonly name = 'SavingStopped';
}

/** One viewer's files while they are made: it is told how far each is, and may give one up. */
export class FilesBeingSaved {
  readonly #tell: (event: SavingEvent) => void;
  readonly #stops = new Map<number, () => void>();
  #last = 0;

  constructor(tell: (event: SavingEvent) => void) {
    this.#tell = tell;
  }

  /** Answers requests about them. */
  get handlers(): Handlers<keyof typeof savingRequests> {
    return {
      'saving.stop': async ({ saving }) => {
        this.#stops.get(saving)?.();
        return null;
      },
    };
  }

  /** The same file, watched while it is made. It breaks off with {@link SavingStopped} where it is given up. */
  watched(name: string, write: MeasuredFile): FileSource {
    return () => this.#watch(name, write);
  }

  async *#watch(name: string, write: MeasuredFile): AsyncGenerator<string | Uint8Array> {
    const saving = (this.#last += 1);
    let isStopped = false;
    let toldAt = -Infinity;
    this.#stops.set(saving, () => (isStopped = true));
    const onProgress = (done: number | null): void => {
      const now = performance.now();
      if (now - toldAt < TELL_EVERY) return;
      toldAt = now;
      this.#tell({ type: 'saving', saving, name, done, isOver: false });
    };
    try {
      for await (const piece of write(onProgress)) {
        if (isStopped) throw new SavingStopped('The file was given up.');
        yield piece;
      }
    } finally {
      this.#stops.delete(saving);
      this.#tell({ type: 'saving', saving, name, done: null, isOver: true });
    }
  }
}
