import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The folder with package.json. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the stand-in for the module `electron` is built to: out/ is for what people get. */
const STAND_IN_DIRECTORY = join(ROOT, 'node_modules', '.cache', 'electron-stand-in');

/** What `node --import` loads, so that `electron` is the stand-in. */
export const STAND_IN_REGISTRATION = join(STAND_IN_DIRECTORY, 'register.mjs');

const STAND_IN_SOURCES = join(ROOT, 'test', 'support', 'electron-stand-in');
const STAND_IN_MODULES = ['electron', 'register', 'resolve-electron'];

const PROGRAM_SOURCES = ['app', 'main', 'renderer', 'package.json', 'vite.config.ts'].map((path) =>
  join(ROOT, path),
);
const PROGRAM = ['main/desktop.js', 'main/smtp-spy.js', 'preload/preload.cjs', 'renderer/index.html'].map(
  (path) => join(ROOT, 'out', path),
);

/** Before the end-to-end tests: builds what is older than its sources. */
export async function setup(): Promise<void> {
  if (isOlder(PROGRAM, PROGRAM_SOURCES)) await buildProgram();
  const standIn = STAND_IN_MODULES.map((name) => join(STAND_IN_DIRECTORY, `${name}.mjs`));
  if (isOlder(standIn, [STAND_IN_SOURCES])) await buildStandIn();
}

/** In a process of its own, because NODE_ENV is `test` here and React would be built for development. */
async function buildProgram(): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error('the program could not be built');
}

async function buildStandIn(): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: STAND_IN_DIRECTORY,
      emptyOutDir: true,
      rolldownOptions: {
        input: Object.fromEntries(
          STAND_IN_MODULES.map((name) => [name, join(STAND_IN_SOURCES, `${name}.ts`)]),
        ),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

function isOlder(built: readonly string[], sources: readonly string[]): boolean {
  const oldest = Math.min(...built.map(changedAt));
  return sources.some((source) => newestIn(source) > oldest);
}

function newestIn(path: string): number {
  if (!statSync(path).isDirectory()) return changedAt(path);
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

/** Milliseconds since 1970; 0 where there is no such file. */
function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
