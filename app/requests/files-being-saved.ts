import type { MeasuredFile } from '../reading/files-under-way.ts';
import type { FileSource } from '../viewer-connection.ts';
import type { WorkBoard } from '../work-board.ts';

/** The person has given the file up: what there is of it is to go. */
export class SavingStopped extends Error {
  override readonly name = 'SavingStopped';
}

/** One viewer's files while they are made: the board says how far each is. */
export class FilesBeingSaved {
  readonly #board: WorkBoard;
  #last = 0;

  constructor(board: WorkBoard) {
    this.#board = board;
  }

  /** The same file, watched while it is made. It breaks off with {@link SavingStopped} where it is given up. */
  watched(name: string, write: MeasuredFile): FileSource {
    return () => this.#watch(name, write);
  }

  async *#watch(name: string, write: MeasuredFile): AsyncGenerator<string | Uint8Array> {
    const saving = { kind: 'saving', of: (this.#last += 1), subject: name } as const;
    let isStopped = false;
    const stop = (): void => {
      isStopped = true;
    };
    const onProgress = (done: number | null): void =>
      this.#board.goesOn({ ...saving, done: done ?? 0, total: done === null ? null : 1 }, stop);
    onProgress(null);
    try {
      for await (const piece of write(onProgress)) {
        if (isStopped) throw new SavingStopped('The file was given up.');
        yield piece;
      }
    } finally {
      this.#board.isOver(saving);
    }
  }
}
