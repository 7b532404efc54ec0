import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { openApplication, type Application } from '../../app/application.ts';
import { DEFAULT_LISTENER, FIRST_PREFERENCES } from '../../app/contract.ts';
import { startWebHost } from '../../main/web/web-host.ts';
import { VERSION } from '../../main/version.ts';
import { recordSessions } from '../bench/many-sessions.ts';
import { CHROMIUM_ARGUMENTS } from '../support/browser-arguments.ts';
import { programPath } from '../support/programs-installed.ts';
import { ViewerPage } from '../support/viewer-page.ts';
import { indexedPng } from './indexed-png.ts';
import { knock, leaveOneOpen, LOOK_UP_MS, sendMail, startSecureMailServer } from './scene.ts';
import { settled, VIEWS, type Arrange } from './views.ts';

/**
 * Takes the pictures in docs/images: `npm run screenshots`. The viewer is the real one, and so is the mail. To look at
 * them in other sizes, with many more conversations, or at some of them alone:
 * `npm run screenshots -- --out FOLDER --size 1024x700 --many 50000 --only message,tls`.
 */

const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));
const VIEWER = fileURLToPath(new URL('../renderer', import.meta.url));

/** The mail server's port, as the pictures show it. */
const SERVER_PORT = 2587;

/** A port that nothing listens on. */
const NOBODY = 2588;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: IMAGES },
    size: { type: 'string', default: '1440x860' },
    many: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
  },
});
const images = resolve(values.out);
const [width = 0, height = 0] = values.size.split('x').map(Number);
const only = values.only.split(',').filter((name) => name !== '');

const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-screenshots-'));
// The window shows where it records to: a name will do for the pictures.
process.chdir(folder);
const server = await startSecureMailServer(SERVER_PORT);
await writeFile('authorities.pem', server.authorities);
if (Number(values.many) > 0) await recordSessions('captures', Number(values.many));
const application = await openApplication({
  capturesDirectory: 'captures',
  dataDirectory: 'data',
  listeners: [
    {
      ...DEFAULT_LISTENER,
      upstream: { host: 'localhost', port: SERVER_PORT },
      upstreamAuthorities: join(folder, 'authorities.pem'),
    },
    { ...DEFAULT_LISTENER, port: 2526, upstream: { host: 'localhost', port: NOBODY } },
  ],
  version: VERSION,
  host: 'web',
});
const host = await startWebHost({ application, viewerDirectory: VIEWER, address: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: programPath('chromium') ?? '',
  args: [...CHROMIUM_ARGUMENTS],
});
try {
  await mkdir(images, { recursive: true });
  await take(browser, 'first-steps', async () => {});
  await knock(portOf(application, 1));
  await sendMail(portOf(application, 0));
  const open = leaveOneOpen(portOf(application, 0));
  for (const [name, arrange] of Object.entries(VIEWS)) await take(browser, name, arrange);
  open.destroy();
} finally {
  await browser.close();
  await host.close();
  await application.close();
  await server.close();
  process.chdir(images);
  await rm(folder, { recursive: true, force: true });
}

function portOf({ state }: Application, place: number): number {
  const status = state.listeners[place]?.status;
  if (status?.state !== 'listening') throw new Error('Port 2525 or 2526 is taken; the pictures need them.');
  return status.addresses[0]?.port ?? 0;
}

/** In light and in dark. */
async function take(browser: Browser, name: string, arrange: Arrange): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
    });
    await application.changePreferences({
      detailsTab: 'explain',
      overviewShown: false,
      slowAfterMs: name === 'timing' ? LOOK_UP_MS / 2 : FIRST_PREFERENCES.slowAfterMs,
      listOrder: { sort: 'time', descending: true, group: 'none' },
    });
    const page = await context.newPage();
    await page.goto(host.url);
    await page.getByText('Listening').waitFor();
    await arrange(new ViewerPage(page));
    await settled(page);
    await writeFile(join(images, `${name}-${colorScheme}.png`), indexedPng(await page.screenshot()));
    await context.close();
  }
}
