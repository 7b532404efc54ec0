import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromReader, ReaderBeginning, ToReader } from './messages.ts';
import { beginReader } from './reader.ts';

/** How far behind the relay, on the scale from -20 to 19: about a tenth of the time, where there is not enough for both. */
const PRIORITY = 10;

/** The thread that reads captures: nothing that it takes long over can hold the relay up. */
const port = parentPort;
if (port !== null) {
  giveWay();
  const beginning: ReaderBeginning = workerData;
  const reader = beginReader(beginning, (message: FromReader) => port.postMessage(message));
  port.on('message', (message: ToReader) => reader.take(message));
  await reader.opened;
}

/**
 * Where processors are short, mail passes first. Linux gives each thread a priority of its own, and tells under this name
 * which one it is; other systems share the time evenly.
 */
function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), PRIORITY);
  } catch {
    // Without /proc it stays as it is.
  }
}
