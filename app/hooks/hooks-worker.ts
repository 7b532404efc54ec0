import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import type { FromHooks } from './hook-messages.ts';
import { loadHooks } from './hook-module.ts';
import { HookRunner } from './hook-runner.ts';
import type { HooksBeginning, ToldAtOnce } from './hook-thread.ts';

/** The thread that an author's hooks run in: whatever they do, nothing but themselves has to wait for it. */
const { path, port, marks }: HooksBeginning = workerData;
const tell = (message: FromHooks): void => port.postMessage(message);
const runner = new HookRunner(tell, new Int32Array(marks));
globalThis.console = consoleOf((text) => runner.say({ kind: 'log', text }));
process.on('uncaughtException', (error) => runner.stray(error));
process.on('unhandledRejection', (reason) => runner.stray(reason));
port.on('message', (messages: ToldAtOnce) => {
  for (const message of messages) runner.take(message);
});
const found = await loadHooks(path);
if (found.ok) {
  runner.begin(found.hooks);
  tell({ type: 'loaded', loaded: found.loaded });
} else tell({ type: 'not-loaded', problem: found.problem });

/** A console whose words are said at once, each call by itself. */
function consoleOf(say: (text: string) => void): Console {
  const stream = new Writable({
    decodeStrings: false,
    write(text: unknown, _encoding, done) {
      say(String(text).replace(/\n$/, ''));
      done();
    },
  });
  return new Console({ stdout: stream, stderr: stream });
}
