/** A signal that is raised when the program is asked to end: Ctrl+C, or a polite kill. A second time ends it at once. */
export function endSignal(): AbortSignal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort());
  return ending.signal;
}
