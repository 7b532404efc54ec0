import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, Platform, type AfterPackContext, type Configuration } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageDescription from '../../package.json' with { type: 'json' };

/**
 * The real electron-builder packs a small project with the real configuration, which it checks against its own schema
 * meanwhile. Only Electron is not the real one: a few files under its names, so that nothing is downloaded.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const BUILT = [
  'out/main/desktop.js',
  'out/main/reading-worker.js',
  'out/main/smtp-spy.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/renderer/assets/index.js',
];
const NOT_FOR_PEOPLE = [
  '.env',
  'README.md',
  'app/application.ts',
  'main/desktop/desktop.ts',
  'out/bench/relay.js',
  'node_modules/react/index.js',
  'node_modules/react/package.json',
  'test/main/packaging.test.ts',
  'vite.config.ts',
];

/** Where the program finds the state of its fuses (@electron/fuses): behind this text, a version and their number. */
const FUSES_BEHIND = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES_AS_SHIPPED = '101101110';

let folder: string;
let config: Configuration;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smtp-spy-package-'));
  const project = join(folder, 'project');
  for (const path of [...BUILT, ...NOT_FOR_PEOPLE])
    await write(join(project, path), `what stands in ${path}`);
  for (const path of ['package.json', 'electron-builder.yml', 'main/desktop/resources']) {
    await cp(join(ROOT, path), join(project, path), { recursive: true });
  }
  await build({
    projectDir: project,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      electronDist: await fakeElectron(),
      electronVersion: packageDescription.devDependencies.electron.replace('^', ''),
      afterPack: async (context: AfterPackContext) => {
        config = context.packager.config;
      },
    },
  });
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: 0o755 });
}

async function fakeElectron(): Promise<string> {
  const electron = join(folder, 'electron');
  const version = Buffer.from([1, FUSES_AS_SHIPPED.length]);
  const program = Buffer.concat([Buffer.from(FUSES_BEHIND), version, Buffer.from(FUSES_AS_SHIPPED)]);
  await write(join(electron, 'electron'), program);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) {
    await write(join(electron, name), name);
  }
  await mkdir(join(electron, 'resources'));
  return electron;
}

const packed = (path: string): string => join(folder, 'project', 'dist', 'linux-unpacked', path);

describe('the package', () => {
  test('holds what was built and its description, and nothing else', async () => {
    const archive = await readArchive(packed('resources/app.asar'));
    expect(archive.paths.sort()).toEqual([...BUILT, 'package.json'].sort());
  });

  test('begins where Node begins, as a module, under the name that people know', async () => {
    const archive = await readArchive(packed('resources/app.asar'));
    expect(archive.description).toMatchObject({
      main: 'out/main/desktop.js',
      type: 'module',
      productName: 'SMTP Spy',
      version: packageDescription.version,
    });
    expect(archive.description).not.toHaveProperty('devDependencies');
  });

  test('has every fuse set so that Electron runs this program only, and as it was packed', async () => {
    const program = await readFile(packed('smtp-spy-desktop'), 'latin1');
    const [, fuses = ''] = program.split(FUSES_BEHIND);
    expect(namedFuses(fuses.slice(2))).toEqual({
      runAsNode: false,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('packages', () => {
  test('are made for three systems, and published nowhere', () => {
    expect(config.linux?.target).toEqual(['AppImage', 'deb']);
    expect(config.mac?.target).toBe('dmg');
    expect(config.win?.target).toBe('nsis');
    expect(config.publish).toBeNull();
  });

  test('have an icon of a size that every system takes', async () => {
    const resources = join(ROOT, config.directories?.buildResources ?? '');
    for (const icon of [config.linux?.icon, config.mac?.icon, config.win?.icon]) {
      const png = await readFile(join(resources, String(icon)));
      // Width and height in the header of a PNG. https://www.w3.org/TR/png-3/#11IHDR
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024]);
    }
  });

  test('take nothing from a folder that electron-builder might guess', () => {
    expect(config.directories).toEqual({
      app: '.',
      output: 'dist',
      buildResources: 'main/desktop/resources',
    });
  });
});

/** The fuses in the order in which they lie in the program: `0` off, `1` on. */
function namedFuses(bytes: string) {
  const names = [
    'runAsNode',
    'enableCookieEncryption',
    'enableNodeOptionsEnvironmentVariable',
    'enableNodeCliInspectArguments',
    'enableEmbeddedAsarIntegrityValidation',
    'onlyLoadAppFromAsar',
    'loadBrowserProcessSpecificV8Snapshot',
    'grantFileProtocolExtraPrivileges',
  ];
  return Object.fromEntries(names.map((name, place) => [name, bytes[place] === '1']));
}

interface Folder {
  readonly files: Readonly<Record<string, Folder | { readonly offset: string; readonly size: number }>>;
}

/** An asar: four lengths, a description of the files in JSON, and the files. https://github.com/electron/asar#format */
async function readArchive(path: string) {
  const archive = await readFile(path);
  const headerLength = archive.readUInt32LE(4);
  const header: Folder = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12)));
  const place = header.files['package.json'];
  if (place === undefined || 'files' in place) throw new Error('the archive has no package.json');
  const start = 8 + headerLength + Number(place.offset);
  const description: unknown = JSON.parse(archive.toString('utf8', start, start + place.size));
  return { paths: pathsIn(header, ''), description };
}

function pathsIn({ files }: Folder, above: string): string[] {
  return Object.entries(files).flatMap(([name, entry]) =>
    'files' in entry ? pathsIn(entry, `${above}${name}/`) : [above + name],
  );
}
