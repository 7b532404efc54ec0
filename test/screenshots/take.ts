import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { openApplication, type Application } from '../../app/application.ts';
import { DEFAULT_LISTENER } from '../../app/contract.ts';
import { startWebHost } from '../../main/web/web-host.ts';
import { VERSION } from '../../main/version.ts';
import { programPath } from '../support/programs-installed.ts';
import { leaveOneOpen, sendMail, startMailServer } from './scene.ts';

/** Takes the pictures in docs/images: `npm run screenshots`. The viewer is the real one, and so is the mail. */

const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));
const VIEWER = fileURLToPath(new URL('../renderer', import.meta.url));
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-screenshots-'));
// The window shows where it records to: a name will do for the pictures.
process.chdir(folder);
const server = await startMailServer();
const application = await openApplication({
  capturesDirectory: 'captures',
  dataDirectory: folder,
  listeners: [{ ...DEFAULT_LISTENER, upstream: { host: 'localhost', port: server.port } }],
  version: VERSION,
  host: 'web',
});
const host = await startWebHost({ application, viewerDirectory: VIEWER, address: '127.0.0.1', port: 0 });
const browser = await chromium.launch({
  executablePath: programPath('chromium') ?? '',
  args: CHROMIUM_ARGUMENTS,
});
try {
  await mkdir(IMAGES, { recursive: true });
  await take(browser, 'light', 'first-steps-light.png', async () => {});
  const port = portOf(application);
  await sendMail(port);
  const open = leaveOneOpen(port);
  for (const theme of ['light', 'dark'] as const) {
    await take(browser, theme, `viewer-${theme}.png`, chooseRefused);
  }
  await take(browser, 'light', 'filter-light.png', async (page) => {
    await chooseRefused(page);
    await page.getByRole('textbox', { name: 'Filter' }).fill('cmd:RCPT or code:>=400');
    await page.getByRole('listbox', { name: 'Transcript' }).click();
  });
  open.destroy();
} finally {
  await browser.close();
  await host.close();
  await application.close();
  await server.close();
  process.chdir(IMAGES);
  await rm(folder, { recursive: true, force: true });
}

function portOf({ state }: Application): number {
  const { status } = state.listeners[0];
  if (status.state !== 'listening') throw new Error('Port 2525 is taken; the pictures need it.');
  return status.addresses[0]?.port ?? 0;
}

async function chooseRefused(page: Page): Promise<void> {
  const refused = page.getByRole('option', { name: /billing@shop\.example/ });
  await refused.click();
  await page.locator('[data-line]').filter({ hasText: 'Relay access denied' }).click();
}

async function take(
  browser: Browser,
  colorScheme: 'light' | 'dark',
  name: string,
  arrange: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 860 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  await page.goto(host.url);
  await page.getByText('Listening').waitFor();
  await arrange(page);
  // Rows are asked for as they come into view: quiet on the wire means that they are there.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(IMAGES, name) });
  await page.close();
}
