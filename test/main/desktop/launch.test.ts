import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LISTENER } from '../../../app/contract.ts';
import { READY_LINE } from '../../../main/desktop/handshake.ts';
import { launchDesktop, type LaunchOptions, type Machine } from '../../../main/desktop/launch.ts';

/** A machine that can have windows. */
const DESKTOP: Machine = { platform: 'linux', environment: { ...process.env, DISPLAY: ':0' }, user: 1000 };

/** A folder whose name is as awkward as names get. */
async function awkwardFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `smtp spy's "földer" $(x) 日-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An electron package whose program is a script. Without one, it has yet to be downloaded by this installer. */
async function electronPackage(parts: { program?: string; installer?: string }): Promise<string> {
  const folder = await awkwardFolder();
  if (parts.installer !== undefined) await writeFile(join(folder, 'install.js'), parts.installer);
  if (parts.program !== undefined) await writeProgram(folder, parts.program);
  return folder;
}

async function writeProgram(folder: string, script: string): Promise<string> {
  const path = join(folder, 'dist', 'electron');
  await mkdir(join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'path.txt'), 'electron');
  await writeFile(path, `#!${process.execPath}\n${script}`);
  await chmod(path, 0o755);
  return path;
}

/** Launches, and tells what it said meanwhile. */
async function launch(options: LaunchOptions) {
  const said: string[] = [];
  const outcome = await launchDesktop({}, { machine: DESKTOP, say: (line) => said.push(line), ...options });
  return { ...outcome, said };
}

const openWindow = `process.stdout.write(${JSON.stringify(`${READY_LINE}\n`)});`;

describe.skipIf(process.platform === 'win32')('the desktop window', () => {
  test.each([0, 3])('opens, and ends with exit code %i', async (exitCode) => {
    const program = `${openWindow} setTimeout(() => process.exit(${exitCode}), 50);`;
    const outcome = await launch({ electronPackage: await electronPackage({ program }) });
    expect(outcome).toEqual({ started: true, exitCode, said: [] });
  });

  test('is told its settings, and what to open, whatever the folder is called', async () => {
    const folder = await awkwardFolder();
    const program = `require('fs').writeFileSync(${JSON.stringify(join(folder, 'told.json'))},
      JSON.stringify({ words: process.argv.slice(2), settings: process.env.SMTP_SPY_DESKTOP_SETTINGS,
        asNode: process.env.ELECTRON_RUN_AS_NODE }));`;
    const settings = {
      listeners: [{ ...DEFAULT_LISTENER, upstream: { host: 'ünï"\n', port: 25 } }] as const,
      capturesDirectory: join(folder, 'captures'),
    };
    const machine = { ...DESKTOP, environment: { ...DESKTOP.environment, ELECTRON_RUN_AS_NODE: '1' } };
    await launchDesktop(settings, {
      electronPackage: await electronPackage({ program }),
      applicationDirectory: folder,
      machine,
    });
    const told = JSON.parse(await readFile(join(folder, 'told.json'), 'utf8'));
    expect(told).toEqual({ words: [folder], settings: JSON.stringify(settings) });
  });

  test('may be open already: then that one comes to the front, and all is well', async () => {
    const outcome = await launch({ electronPackage: await electronPackage({ program: '' }) });
    expect(outcome).toMatchObject({ started: true, exitCode: 0 });
  });

  test('is asked to close when this process is', async () => {
    const program = `process.on('SIGHUP', () => process.exit(7)); ${openWindow} setInterval(() => {}, 1000);`;
    const path = await electronPackage({ program });
    const launched = launch({ electronPackage: path });
    const again = setInterval(() => process.emit('SIGHUP', 'SIGHUP'), 200);
    expect(await launched).toMatchObject({ started: true, exitCode: 7 });
    clearInterval(again);
  });

  test('does not wait for what it started: a browser lives longer', async () => {
    const program = `require('child_process').spawn('sleep', ['15'], { stdio: 'inherit', detached: true }).unref();
      ${openWindow} setTimeout(() => process.exit(0), 50);`;
    const started = Date.now();
    expect(await launch({ electronPackage: await electronPackage({ program }) })).toMatchObject({
      started: true,
    });
    expect(Date.now() - started).toBeLessThan(14_000);
  });
});

describe('without a window, the reason is one sentence', () => {
  test.each([
    ['there is no display', { DISPLAY: '' }, 1000, 'There is no display to open a window on.'],
    [
      'the user is root',
      { DISPLAY: ':0' },
      0,
      'Electron does not open windows for root, whose programs it cannot confine.',
    ],
    [
      'root uses Wayland',
      { WAYLAND_DISPLAY: 'wayland-0' },
      0,
      'Electron does not open windows for root, whose programs it cannot confine.',
    ],
  ])('where %s', async (_case, environment, user, reason) => {
    const outcome = await launch({
      machine: { platform: 'linux', environment, user },
      electronPackage: null,
    });
    expect(outcome).toEqual({ started: false, reason, said: [] });
  });

  test.each(['darwin', 'win32'] as const)('where Electron is not installed, on %s', async (platform) => {
    const outcome = await launch({
      machine: { ...DESKTOP, platform, environment: {} },
      electronPackage: null,
    });
    expect(outcome).toMatchObject({ started: false, reason: 'Electron is not installed.' });
  });

  describe.skipIf(process.platform === 'win32')('where Electron’s program', () => {
    test.each([
      [
        'finds no sandbox',
        `[4242:1121/033000.123456:ERROR:dbus/bus.cc(408)] Failed to connect to the bus\n` +
          `[4242:1121/033000.123457:FATAL:sandbox/linux/suid/client/setuid_sandbox_host.cc(163)] The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I'm aborting now.\n`,
        "The SUID sandbox helper binary was found, but is not configured correctly. Rather than run without sandboxing I'm aborting now",
      ],
      [
        'lacks a library',
        '/x/electron: error while loading shared libraries: libnss3.so: cannot open shared object file\n',
        '/x/electron: error while loading shared libraries: libnss3.so: cannot open shared object file',
      ],
      ['says nothing', '', 'code 1'],
    ])('%s', async (_case, stderr, why) => {
      const program = `process.stderr.write(${JSON.stringify(stderr)}, () => process.exit(1));`;
      const outcome = await launch({ electronPackage: await electronPackage({ program }) });
      expect(outcome).toMatchObject({
        started: false,
        reason: `Electron ended before it opened a window (${why}).`,
      });
    });

    test('is ended by a signal', async () => {
      const program = `process.kill(process.pid, 'SIGABRT');`;
      const outcome = await launch({ electronPackage: await electronPackage({ program }) });
      expect(outcome).toMatchObject({
        started: false,
        reason: 'Electron ended before it opened a window (SIGABRT).',
      });
    });

    test('opens nothing for too long', async () => {
      const program = 'setInterval(() => {}, 1000);';
      const outcome = await launch({ electronPackage: await electronPackage({ program }), opensWithin: 300 });
      expect(outcome).toMatchObject({ started: false, reason: 'Electron opened no window in time.' });
    });

    test('cannot be run', async () => {
      const folder = await electronPackage({ program: '' });
      await chmod(join(folder, 'dist', 'electron'), 0o644);
      const outcome = await launch({ electronPackage: folder });
      expect(outcome).toMatchObject({
        started: false,
        reason: expect.stringMatching(/^Electron could not be started \(spawn .*EACCES\)\.$/),
      });
    });
  });
});

describe.skipIf(process.platform === 'win32')('Electron that is not downloaded yet', () => {
  const installs = (script: string) => `
    const fs = require('fs');
    console.log('a line that is nobody’s concern');
    fs.mkdirSync(__dirname + '/dist');
    fs.writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(`#!${process.execPath}\n${script}`)}, { mode: 0o755 });
    fs.writeFileSync(__dirname + '/path.txt', 'electron');`;

  test('is downloaded, says so in one line, and opens', async () => {
    const outcome = await launch({
      electronPackage: await electronPackage({ installer: installs(openWindow) }),
    });
    expect(outcome).toEqual({
      started: true,
      exitCode: 0,
      said: ['Downloading Electron, once: about 120 MB.'],
    });
  });

  test.each([
    [
      `console.error(new TypeError('fetch failed').stack); process.exit(1);`,
      ': there is no network, or none that reaches its server (fetch failed)',
    ],
    [`throw new Error('no space left')`, ' (no space left)'],
    ['process.exit(3)', ' (its installer ended with code 3)'],
  ])('and cannot be: %s', async (installer, why) => {
    const outcome = await launch({ electronPackage: await electronPackage({ installer }) });
    expect(outcome).toMatchObject({ started: false, reason: `Electron could not be downloaded${why}.` });
  });

  test('and whose installer does nothing', async () => {
    const outcome = await launch({ electronPackage: await electronPackage({ installer: '' }) });
    expect(outcome).toMatchObject({
      started: false,
      reason: 'Electron was downloaded, but its program is not there.',
    });
  });

  test('may lie where ELECTRON_OVERRIDE_DIST_PATH says', async () => {
    const elsewhere = await electronPackage({ program: openWindow });
    const environment = { ...DESKTOP.environment, ELECTRON_OVERRIDE_DIST_PATH: join(elsewhere, 'dist') };
    const outcome = await launch({
      electronPackage: await electronPackage({}),
      machine: { ...DESKTOP, environment },
    });
    expect(outcome).toMatchObject({ started: true });
  });
});
