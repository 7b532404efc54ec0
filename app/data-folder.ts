import { homedir } from 'node:os';
import { join } from 'node:path';

/** Names another folder for what the program keeps; for a second, separate set of everything. */
const FOLDER_VARIABLE = 'SMTP_SPY_DATA';

/** Where the program keeps what it has to remember: the platform's folder for a program's data. */
export function defaultDataDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const named = environment[FOLDER_VARIABLE];
  if (named !== undefined && named !== '') return named;
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

/** Where captures are kept unless the person says otherwise. */
export function defaultCapturesDirectory(
  platform?: NodeJS.Platform,
  environment?: NodeJS.ProcessEnv,
  home?: string,
): string {
  return join(defaultDataDirectory(platform, environment, home), 'captures');
}
