import { parentPort, workerData } from 'node:worker_threads';
import type { FromReader, ReaderBeginning, ToReader } from './messages.ts';
import { beginReader } from './reader.ts';

/** The thread that reads captures: nothing that it takes long over can hold the relay up. */
const port = parentPort;
if (port !== null) {
  const beginning: ReaderBeginning = workerData;
  const reader = beginReader(beginning, (message: FromReader) => port.postMessage(message));
  port.on('message', (message: ToReader) => reader.take(message));
  await reader.opened;
}
