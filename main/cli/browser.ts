import { spawn } from 'node:child_process';

/** Asks the system to open a page in the person's browser. Where it cannot, nothing happens: the address stands printed. */
export function openInBrowser(url: string): void {
  const [command, args] = commandFor(process.platform, url);
  const opener = spawn(command, args, { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}

function commandFor(platform: NodeJS.Platform, url: string): [string, string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', [url]];
    case 'win32':
      // `start` is a word of the shell, and takes its first quoted argument for a window's title.
      return ['cmd', ['/c', 'start', '""', url.replaceAll('&', '^&')]];
    default:
      return ['xdg-open', [url]];
  }
}
