import { hooksInThread } from '../app/hooks/hook-thread.ts';

/** Runs hooks in a thread of their own, from the file that is built beside this one. */
export const startHooksThread = hooksInThread(new URL('./hooks-worker.js', import.meta.url));
