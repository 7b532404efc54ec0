import { Worker } from 'node:worker_threads';
import type { FromReader, ReaderBeginning, ToReader } from './messages.ts';
import { beginReader } from './reader.ts';

/** The line to a reader that was started. */
export interface ReaderPort {
  post(message: ToReader): void;
  /** Ends the reader, whatever it is doing. */
  end(): void;
}

/** What whoever starts a reader wants to know of it. */
export interface ReaderListener {
  hear(message: FromReader): void;
  /** The reader has ended by itself, or could not begin; `why` is in words of the system. */
  failed(why: string): void;
}

/** Starts a reader. */
export type StartReader = (beginning: ReaderBeginning, listener: ReaderListener) => ReaderPort;

/** Starts a reader in this thread: what it takes long over, holds everything else up. */
export const readHere: StartReader = (beginning, listener) => {
  let isEnded = false;
  let isClosed = false;
  // What is told is copied and comes later, as it would from a thread.
  const reader = beginReader(structuredClone(beginning), (message) => {
    const copy = structuredClone(message);
    setImmediate(() => {
      if (!isEnded) listener.hear(copy);
    });
  });
  reader.opened.catch((error: unknown) => {
    if (!isEnded) listener.failed(error instanceof Error ? error.message : String(error));
  });
  return {
    post(message) {
      isClosed ||= message.type === 'close';
      if (!isEnded) reader.take(structuredClone(message));
    },
    end() {
      // No thread ends with it: its timers would go on, and keep the program from ending.
      if (!isEnded && !isClosed) reader.take({ type: 'close' });
      isEnded = true;
    },
  };
};

/**
 * Starts readers in threads of their own; `file`: what was built of reading-worker.ts. Where a thread cannot begin at all, the
 * reader runs in this one.
 */
export function readInThread(file: URL): StartReader {
  return (beginning, listener) => {
    let worker: Worker;
    try {
      worker = new Worker(file, { workerData: beginning, name: 'reading' });
    } catch {
      return readHere(beginning, listener);
    }
    /** Null when it has begun. */
    let unheard: ToReader[] | null = [];
    let instead: ReaderPort | null = null;
    let isEnded = false;
    const failed = (why: string): void => {
      if (isEnded) return;
      isEnded = true;
      if (unheard === null) return listener.failed(why);
      instead = readHere(beginning, listener);
      for (const message of unheard) instead.post(message);
    };
    worker.on('message', (message: FromReader) => {
      unheard = null;
      if (!isEnded) listener.hear(message);
    });
    worker.on('error', (error) => failed(error.message));
    worker.on('exit', (code) => failed(`The reading thread ended with code ${code}.`));
    // The program ends when all else has ended.
    worker.unref();
    return {
      post(message) {
        unheard?.push(message);
        if (instead === null) worker.postMessage(message, []);
        else instead.post(message);
      },
      end() {
        isEnded = true;
        instead?.end();
        void worker.terminate();
      },
    };
  };
}
