/** How long something took, in milliseconds. Where others share the machine, the processor's time says more than the clock. */
export interface TimeTaken {
  readonly clock: number;
  /** Of all threads of this process. */
  readonly processor: number;
}

/** Does something, and says how long it took beside what came of it. */
export async function timeTaken<Result>(
  work: () => Promise<Result> | Result,
): Promise<{ readonly result: Result; readonly took: TimeTaken }> {
  const begun = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, took: { clock: performance.now() - begun, processor: (user + system) / 1_000 } };
}
