import { app } from 'electron';

/** How long closing may take, in milliseconds: a disk that does not answer must not keep the program for ever. */
const CLOSES_WITHIN = 5_000;

/**
 * Closes the application before the process ends: sockets closed, record flushed. Quitting waits for it. Ends with
 * exit code 1 where it could not be closed in order, or where an error set `process.exitCode`.
 */
export function closeBeforeQuit(opening: Promise<{ close(): Promise<void> }>): void {
  let closing = false;

  async function close(): Promise<void> {
    const inTime = await Promise.race([closes(opening), passes(CLOSES_WITHIN)]);
    app.exit(inTime && process.exitCode === undefined ? 0 : 1);
  }

  app.on('will-quit', (event) => {
    event.preventDefault();
    if (!closing) void close();
    closing = true;
  });
}

async function closes(opening: Promise<{ close(): Promise<void> }>): Promise<boolean> {
  try {
    const application = await opening;
    await application.close();
    return true;
  } catch {
    return false;
  }
}

async function passes(milliseconds: number): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return false;
}
