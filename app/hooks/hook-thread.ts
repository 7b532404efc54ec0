import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { FromHooks, ToHooks } from './hook-messages.ts';

/** What the thread of the hooks begins with. */
export interface HooksBeginning {
  /** The file's whole path. */
  readonly path: string;
  /** The line to whoever asks: one of its own, since an author's code may find the thread's. */
  readonly port: MessagePort;
  /** {@link HookMarks}, where they can be read while a hook runs. */
  readonly marks: SharedArrayBuffer;
}

/** Places in the marks that a thread leaves, to be read when it does not answer any more. */
export const HookMarks = {
  /** The question whose hook runs now; 0: none does, or one goes on after it has waited. */
  running: 0,
  /** The last question whose hook has begun. */
  begun: 1,
} as const;

/** Mebibytes that hooks may hold: past that their thread is ended, instead of the program. */
const MOST_MEMORY_MIB = 512;

/** What goes over the line at once: all that the thread was told within one turn of the program's loop, in its order. */
export type ToldAtOnce = readonly ToHooks[];

/** The line to a thread of hooks. */
export interface HookThread {
  /** Tells it something, when this turn of the program's loop is over: to wake the thread costs more than all else. */
  post(message: ToHooks): void;
  /** The question whose hook runs now; see {@link HookMarks}. */
  readonly running: number;
  /** The last question whose hook has begun; 0: none. */
  readonly begun: number;
  /** Ends it, whatever it is doing. */
  end(): void;
}

/** What whoever starts such a thread wants to know of it. */
export interface HookThreadListener {
  hear(message: FromHooks): void;
  /** It has ended by itself; `why` is in words of the system. */
  ended(why: string): void;
}

/** Starts a thread that runs the hooks file of this path. */
export type StartHooks = (path: string, listener: HookThreadListener) => HookThread;

/** Starts threads; `file`: what was built of hooks-worker.ts. `memory`: mebibytes that each may hold. */
export function hooksInThread(file: URL, memory: number = MOST_MEMORY_MIB): StartHooks {
  return (path, listener) => {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(8);
    const marks = new Int32Array(shared);
    const beginning: HooksBeginning = { path, port: port2, marks: shared };
    const worker = new Worker(file, {
      name: 'hooks',
      workerData: beginning,
      transferList: [port2],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    let isEnded = false;
    const ended = (why: string): void => {
      if (isEnded) return;
      isEnded = true;
      port1.close();
      listener.ended(why);
    };
    port1.on('message', (message: FromHooks) => {
      if (!isEnded) listener.hear(message);
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        if (!isEnded) listener.hear({ type: 'said', asked: null, saying: { kind: 'log', text } });
      });
    }
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', (code) => ended(`The thread of the hooks ended with code ${code}.`));
    // The program ends when all else has ended.
    worker.unref();
    port1.unref();
    const waiting: ToHooks[] = [];
    const flush = (): void => {
      const told: ToldAtOnce = waiting.splice(0);
      if (!isEnded) port1.postMessage(told);
    };
    return {
      post(message) {
        if (waiting.push(message) === 1) setImmediate(flush);
      },
      get running() {
        return Atomics.load(marks, HookMarks.running);
      },
      get begun() {
        return Atomics.load(marks, HookMarks.begun);
      },
      end() {
        isEnded = true;
        port1.close();
        void worker.terminate();
      },
    };
  };
}
