import { app, dialog, type BrowserWindow } from 'electron';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SaveResult } from '../../app/contract.ts';
import type { TextSource } from '../../app/viewer-connection.ts';
import { writeTextFile } from './text-file.ts';

/** Asks where a text is to go, and writes it there. */
export type SaveText = (
  window: BrowserWindow,
  proposedName: string,
  write: TextSource,
) => Promise<SaveResult>;

/** Makes the save dialog, which begins in the folder that was chosen last: in this run, or in one before. */
export function createSaveDialog(): SaveText {
  const memory = join(app.getPath('userData'), 'save-folder.txt');
  return async (window, proposedName, write) => {
    const folder = await rememberedFolder(memory);
    const choice = await dialog.showSaveDialog(window, {
      title: 'Save conversation',
      defaultPath: join(folder, basename(proposedName)),
      filters: [
        { name: 'Text', extensions: ['txt'] },
        { name: 'All files', extensions: ['*'] },
      ],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (choice.canceled || choice.filePath === '') return { result: 'cancelled' };
    await writeTextFile(choice.filePath, write);
    await rememberFolder(memory, dirname(choice.filePath));
    return { result: 'saved', path: choice.filePath };
  };
}

async function rememberedFolder(memory: string): Promise<string> {
  try {
    return await readFile(memory, 'utf8');
  } catch {
    return app.getPath('documents');
  }
}

/** Forgetting is no failure: the next dialog begins where the last but one ended. */
async function rememberFolder(memory: string, folder: string): Promise<void> {
  try {
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(memory, folder, { mode: 0o600 });
  } catch {
    return;
  }
}
