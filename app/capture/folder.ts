import { mkdir, readdir } from 'node:fs/promises';

/** Only the owner may look into the folder, and into the files: they hold mail, and passwords. */
export const FOLDER_MODE = 0o700;
/** See {@link FOLDER_MODE}. */
export const FILE_MODE = 0o600;

const FILE_NAME = /^(\d{8,})(?:-(\d{8,}))?\.session$/;

/** The sessions that a file of the capture folder holds, by its name: their numbers follow one another. */
export interface SessionRange {
  readonly first: number;
  readonly last: number;
}

/** The name of the file that holds these sessions: `00000012.session`, `00000013-00000040.session`. */
export function sessionFileName({ first, last }: SessionRange): string {
  const number = (session: number): string => String(session).padStart(8, '0');
  return first === last ? `${number(first)}.session` : `${number(first)}-${number(last)}.session`;
}

/** The sessions that a file of this name holds; null for other files. */
export function sessionsOfFileName(name: string): SessionRange | null {
  const match = FILE_NAME.exec(name);
  if (match === null) return null;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last < first ? null : { first, last };
}

/** Makes the folder where it does not exist. Rejects as making a folder does. */
export async function makeFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: FOLDER_MODE });
}

/** The sessions in a folder, file by file, in rising order. Rejects as reading a folder does. */
export async function listSessionFiles(directory: string): Promise<SessionRange[]> {
  const names = await readdir(directory);
  return names
    .map(sessionsOfFileName)
    .filter((range) => range !== null)
    .sort((one, other) => one.first - other.first);
}
