import { app, dialog, type BrowserWindow } from 'electron';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { SaveResult } from '../../app/contract.ts';
import type { FileSource } from '../../app/viewer-connection.ts';
import { writeSavedFile } from './saved-file.ts';

/** Asks where a file is to go, and writes it there. */
export type SaveFile = (
  window: BrowserWindow,
  proposedName: string,
  write: FileSource,
) => Promise<SaveResult>;

/** Makes the save dialog, which begins in the folder that was chosen last: in this run, or in one before. */
export function createSaveDialog(): SaveFile {
  const memory = join(app.getPath('userData'), 'save-folder.txt');
  return async (window, proposedName, write) => {
    const folder = await rememberedFolder(memory);
    const choice = await dialog.showSaveDialog(window, {
      title: 'Save conversation',
      defaultPath: join(folder, basename(proposedName)),
      filters: [...filterOf(proposedName), { name: 'All files', extensions: ['*'] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (choice.canceled || choice.filePath === '') return { result: 'cancelled' };
    await writeSavedFile(choice.filePath, write);
    await rememberFolder(memory, dirname(choice.filePath));
    return { result: 'saved', path: choice.filePath };
  };
}

/** What files of this kind are called. */
const KINDS: Readonly<Record<string, string>> = {
  txt: 'Text',
  eml: 'Mail messages',
  crt: 'Certificates',
  svg: 'Pictures',
  html: 'Web pages',
  jsonl: 'JSON lines',
  pcapng: 'Packet captures',
  zip: 'Archives',
};

function filterOf(name: string): Electron.FileFilter[] {
  const extension = extname(name).slice(1).toLowerCase();
  if (extension === '') return [];
  return [{ name: KINDS[extension] ?? `${extension.toUpperCase()} files`, extensions: [extension] }];
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
