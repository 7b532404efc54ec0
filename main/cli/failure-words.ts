import { HooksFileError } from '../../app/hooks/hooks-client.ts';
import { describeListenError } from '../../app/problems.ts';
import { ListenError } from '../../app/relay/listener.ts';

/** What an error means to whoever called the program, in whole sentences: what went wrong, and what to do. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof HooksFileError) return `${error.message} ${error.problem.remedy}`.trim();
  const { code, path, address, port }: SystemDetails = error;
  if (address !== undefined && port !== undefined && code !== undefined) {
    const { text, remedy } = describeListenError(new ListenError(code, address, port, { cause: error }));
    return `${text}\n${remedy}`;
  }
  const words = path === undefined || code === undefined ? undefined : FILE_WORDS[code];
  return words === undefined ? error.message : `${path ?? ''}: ${words}`;
}

/** What Node adds to the errors of the system. */
interface SystemDetails extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
}

const NOT_ALLOWED = 'you are not allowed to do that. Check the permissions, and to whom it belongs.';

const FILE_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder. Check the spelling.',
  EEXIST: 'this is a file, and a folder is needed here. Name another one.',
  ENOTDIR: 'a part of this path is a file, and no folder. Check the spelling.',
  EISDIR: 'this is a folder, and a file is needed here. Name a file.',
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'this disk can only be read. Name a file or folder elsewhere.',
  ENOSPC: 'the disk is full. Make room, or name a file or folder elsewhere.',
};
