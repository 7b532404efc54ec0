import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openApplication, type Application } from '../../app/application.ts';
import { startHooksThread } from '../hooks-thread.ts';
import { startReadingThread } from '../reading-thread.ts';
import { VERSION } from '../version.ts';
import { startWebHost, type WebHost } from '../web/web-host.ts';
import {
  capturesDirectoryOf,
  keepLimitsOf,
  type BuiltInArguments,
  type FolderArguments,
  type KeepArguments,
  type KeyLogArguments,
  type SlowArguments,
} from './arguments.ts';
import { announce } from './listen.ts';
import type { HooksArguments } from './hooks-option.ts';
import { listenersOf, type ListenerArguments } from './listener-options.ts';
import { OpenedFiles } from './opened-files.ts';
import type { RulesArguments } from './rules-file.ts';
import { endSignal } from './signals.ts';

const VIEWER_DIRECTORY = fileURLToPath(new URL('../renderer', import.meta.url));

/** What `serve` is called with. */
export interface ServeArguments
  extends
    BuiltInArguments,
    SlowArguments,
    FolderArguments,
    KeepArguments,
    HooksArguments,
    KeyLogArguments,
    ListenerArguments,
    RulesArguments {
  readonly viewerPort: number;
}

/**
 * Relays, and serves the viewer to a browser, until it is told to stop; with files, shows what they hold, and listens only
 * when told to in the viewer. `onReady` gets the viewer's URL. A port that cannot be opened is shown in the viewer, where
 * it can be changed. Resolves to the exit code.
 */
export async function serve(
  options: ServeArguments,
  files: readonly string[],
  onReady: (url: string) => void,
): Promise<number> {
  const listeners = listenersOf(options);
  const ending = endSignal();
  const opened = new OpenedFiles((words) => process.stderr.write(`${words}\n`), ending);
  const shown = files.length === 0 ? null : await opened.openAsFolder(files);
  if (ending.aborted) {
    await opened.close();
    return 0;
  }
  const application = await openApplication({
    capturesDirectory: shown ?? capturesDirectoryOf(options),
    dataDirectory: options.data,
    listeners,
    ...(options.keylog !== undefined && { keyLogFile: options.keylog }),
    ...(options.builtIn !== undefined && { builtInFile: options.builtIn }),
    listens: shown === null,
    rulesPath: options.rules ?? null,
    hooksPath: options.hooks ?? null,
    startHooks: startHooksThread,
    version: VERSION,
    host: 'web',
    startReader: startReadingThread,
    slowAfter: options.slow,
    keep: keepLimitsOf(options),
  });
  const host = await startViewer(application, options.viewerPort);
  if (shown === null) announce(application);
  onReady(host.url);
  if (!ending.aborted) await once(ending, 'abort');
  await host.close();
  await application.close();
  await opened.close();
  return 0;
}

/** Serves the viewer. Rejects where it cannot, and then nothing listens any more. */
async function startViewer(application: Application, port: number): Promise<WebHost> {
  try {
    return await startWebHost({ application, viewerDirectory: VIEWER_DIRECTORY, address: '127.0.0.1', port });
  } catch (error) {
    await application.close();
    throw error;
  }
}
