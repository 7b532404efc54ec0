import { mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Only the owner may look into the folder, and into the files: they hold mail, and passwords. */
export const FOLDER_MODE = 0o700;
/** See {@link FOLDER_MODE}. */
export const FILE_MODE = 0o600;

const FILE_NAME = /^(\d{8,})\.session$/;

/** Where captures are kept unless the person says otherwise: the platform's folder for a program's data. */
export function defaultCapturesDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'SMTP Spy', 'captures');
    case 'win32':
      return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'SMTP Spy', 'captures');
    default:
      // The XDG base directory specification.
      return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'smtp-spy', 'captures');
  }
}

/** The name of a session's file in the capture folder. */
export function sessionFileName(session: number): string {
  return `${String(session).padStart(8, '0')}.session`;
}

/** The number of the session that a file of this name holds; null for other files. */
export function sessionOfFileName(name: string): number | null {
  const digits = FILE_NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Makes the folder where it does not exist. Rejects as making a folder does. */
export async function makeFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: FOLDER_MODE });
}

/** The numbers of the sessions in a folder, in rising order. Rejects as reading a folder does. */
export async function listSessions(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .map(sessionOfFileName)
    .filter((session) => session !== null)
    .sort((one, other) => one - other);
}
