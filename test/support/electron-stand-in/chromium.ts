import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

/** The browser that shows the windows. */
export interface Chromium {
  readonly context: BrowserContext;
  /** Where another Playwright connects to it. */
  readonly endpoint: string;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

/** Starts the machine's own Chromium on a profile folder of its own. */
export async function startChromium(profile: string): Promise<Chromium> {
  const executablePath = process.env['ELECTRON_STAND_IN_CHROMIUM'];
  if (executablePath === undefined) throw new Error('ELECTRON_STAND_IN_CHROMIUM has to name a Chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: FLAGS,
    viewport: { width: 1280, height: 800 },
  });
  return { context, endpoint: await endpointOf(profile) };
}

/** Chromium writes down which port it got, and the path of its own endpoint. */
async function endpointOf(profile: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port, path] = text.split('\n');
    if (port !== undefined && path !== undefined) return `ws://127.0.0.1:${port}${path}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Chromium does not say where it can be reached');
}
