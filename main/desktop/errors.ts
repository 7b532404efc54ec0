import { app, dialog } from 'electron';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Shows what nothing else caught, keeps it in a log, and ends the program in order: what was recorded is flushed.
 * Anything after such an error could be wrong without a word.
 */
export function reportUncaughtErrors(): void {
  let reported = false;
  const report = (error: unknown): void => {
    const log = logError(error);
    // One is enough to read; what follows from it is in the log.
    if (reported) return;
    reported = true;
    process.exitCode = 1;
    dialog.showErrorBox(
      'SMTP Spy has to end',
      `Something went wrong that it was not prepared for: ${firstLine(error)}\n\n` +
        `What was recorded is kept. The details are in ${log}.`,
    );
    app.quit();
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

/** Says why the program cannot start, and ends it. */
export function refuseToStart(error: unknown): void {
  const log = logError(error);
  dialog.showErrorBox('SMTP Spy cannot start', `${firstLine(error)}\n\nThe details are in ${log}.`);
  app.exit(1);
}

/** Keeps an error in the log, and returns the log's path. */
function logError(error: unknown): string {
  const directory = app.getPath('logs');
  const path = join(directory, 'errors.log');
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${firstLine(error)}\n`);
  try {
    mkdirSync(directory, { recursive: true });
    appendFileSync(path, `${new Date().toISOString()} ${details}\n`, { mode: 0o600 });
  } catch {
    // Without a log there is still the dialog.
  }
  return path;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
