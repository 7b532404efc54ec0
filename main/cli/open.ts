import { launchDesktop } from '../desktop/launch.ts';
import { listenerSettingsOf, type ListenerArguments } from './arguments.ts';
import { openInBrowser } from './browser.ts';
import { serve } from './serve.ts';

/** Opens the desktop window; where there can be none, the viewer in a browser, and says why. Resolves to the exit code. */
export async function open(options: ListenerArguments): Promise<number> {
  const launched = await launchDesktop({
    listener: listenerSettingsOf(options),
    capturesDirectory: options.captures,
  });
  if (launched.started) return launched.exitCode;
  process.stderr.write(`${launched.reason} The viewer opens in a browser instead.\n`);
  return serve({ ...options, viewerPort: 0 }, (url) => {
    process.stderr.write('If no browser opens, open this address in one yourself:\n');
    process.stdout.write(`${url}\n`);
    openInBrowser(url);
  });
}
