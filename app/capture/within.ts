/** Waits for something no longer than so many milliseconds; it goes on all the same. Rejects where it does so in that time. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  // One that fails later has been told to nobody.
  work.catch(() => {});
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
