import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the program keeps its own things: the platform's folder for a program's data. */
export function defaultDataDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'SMTP Spy');
    case 'win32':
      return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'SMTP Spy');
    default:
      // The XDG base directory specification.
      return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'smtp-spy');
  }
}

/** Where the certificate authority lies, and what it issued. */
export function certificatesDirectoryIn(dataDirectory: string): string {
  return join(dataDirectory, 'certificates');
}

/** Where captures are kept unless the person names another folder. */
export function capturesDirectoryIn(dataDirectory: string): string {
  return join(dataDirectory, 'captures');
}
