import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';

/** A stream for people or pipes, that keeps pace with whoever reads it. */
export interface Output {
  /** It ends on a screen, which obeys the control characters in what it is sent. */
  readonly terminal: boolean;
  /** Resolves when there is room for more. Never rejects: a reader that has gone is {@link closed}. */
  write(words: string | Uint8Array): Promise<void>;
  /** Whether nobody reads any more: `head` has seen enough. */
  readonly closed: boolean;
  /** Resolves when all is written, or nobody reads any more. */
  end(): Promise<void>;
}

/** Writes to a stream. `onClosed` is called once, when the reader has gone. */
export function outputTo(stream: Writable, onClosed: () => void = () => {}): Output {
  let closed = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  stream.on('drain', wake);
  stream.on('error', () => {
    if (!closed) onClosed();
    closed = true;
    wake();
  });
  return {
    terminal: stream instanceof WriteStream && stream.isTTY,
    get closed() {
      return closed;
    },
    async write(words) {
      if (closed || words.length === 0 || stream.write(words)) return;
      await new Promise<void>((resolve) => waiting.add(resolve));
    },
    async end() {
      if (closed || stream.writableLength === 0) return;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        stream.write('', () => resolve());
      });
    },
  };
}
