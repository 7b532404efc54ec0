import { resolve } from 'node:path';
import { launchDesktop, type LaunchOutcome } from '../desktop/launch.ts';
import {
  capturesDirectoryOf,
  keepLimitsOf,
  type BuiltInArguments,
  type FolderArguments,
  type KeepArguments,
  type KeyLogArguments,
  type SlowArguments,
} from './arguments.ts';
import { openInBrowser } from './browser.ts';
import type { HooksArguments } from './hooks-option.ts';
import { listenersOf, type ListenerArguments } from './listener-options.ts';
import { OpenedFiles } from './opened-files.ts';
import type { RulesArguments } from './rules-file.ts';
import { serve } from './serve.ts';

/** What `open` is called with. */
export type OpenArguments = BuiltInArguments &
  FolderArguments &
  KeepArguments &
  SlowArguments &
  HooksArguments &
  KeyLogArguments &
  ListenerArguments &
  RulesArguments;

/**
 * Opens the desktop window, on what some files hold if any are named; where there can be no window, the viewer in a
 * browser, and says why. Resolves to the exit code.
 */
export async function open(options: OpenArguments, files: readonly string[]): Promise<number> {
  const launched = await openWindow(options, files);
  if (launched.started) return launched.exitCode;
  process.stderr.write(`${launched.reason} The viewer opens in a browser instead.\n`);
  return serve({ ...options, viewerPort: 0 }, files, (url) => {
    process.stderr.write('If no browser opens, open this address in one yourself:\n');
    process.stdout.write(`${url}\n`);
    openInBrowser(url);
  });
}

async function openWindow(options: OpenArguments, files: readonly string[]): Promise<LaunchOutcome> {
  const named = listenersOf(options);
  const keep = keepLimitsOf(options);
  const common = {
    ...(keep !== undefined && { keep }),
    ...(options.slow !== undefined && { slowAfter: options.slow }),
    dataDirectory: resolve(options.data),
    ...(named !== null && { listeners: named }),
    ...(options.rules !== undefined && { rulesPath: options.rules }),
    ...(options.hooks !== undefined && { hooksPath: options.hooks }),
    ...(options.keylog !== undefined && { keyLogFile: resolve(options.keylog) }),
    ...(options.builtIn !== undefined && { builtInFile: resolve(options.builtIn) }),
  };
  if (files.length === 0) {
    return launchDesktop({ ...common, capturesDirectory: resolve(capturesDirectoryOf(options)) });
  }
  const notes: string[] = [];
  const opened = new OpenedFiles((words) => notes.push(words));
  const folder = await opened.openAsFolder(files);
  const settings = { ...common, listens: false, capturesDirectory: resolve(folder) };
  const launched = await launchDesktop(settings);
  // Without a window the browser's viewer reads the files itself, and says these things.
  if (launched.started) for (const words of notes) process.stderr.write(`${words}\n`);
  await opened.close();
  return launched;
}
