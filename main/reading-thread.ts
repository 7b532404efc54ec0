import { readInThread } from '../app/reading/reader-port.ts';

/** Reads captures in a thread of its own, from the file that is built beside this one. */
export const startReadingThread = readInThread(new URL('./reading-worker.js', import.meta.url));
