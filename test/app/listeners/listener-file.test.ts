import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_LISTENER } from '../../../app/contract.ts';
import { ListenerFile } from '../../../app/listeners/listener-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const KEPT = [
  { settings: { ...DEFAULT_LISTENER, name: 'Staging', port: 2526, security: 'tls' }, listens: true },
  { settings: DEFAULT_LISTENER, listens: false },
] as const;

async function listenerFile(): Promise<{ path: string; file: ListenerFile }> {
  const path = join(await temporaryFolder(), 'data', 'listeners.json');
  return { path, file: new ListenerFile(path) };
}

test('what is kept is read again, and for its owner alone', async () => {
  const { path, file } = await listenerFile();
  expect(await file.write(KEPT)).toBeNull();
  expect(await new ListenerFile(path).read()).toEqual({ listeners: KEPT, problem: null });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('where nothing was kept, there is nothing, and nothing wrong', async () => {
  const { path, file } = await listenerFile();
  expect(await file.read()).toEqual({ listeners: null, problem: null });
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
});

test('of what is written in haste the last stays', async () => {
  const { path, file } = await listenerFile();
  const ports = Array.from({ length: 20 }, (_, at) => 3_000 + at);
  await Promise.all(
    ports.map((port) => file.write([{ settings: { ...DEFAULT_LISTENER, port }, listens: true }])),
  );
  expect((await file.read()).listeners?.[0].settings.port).toBe(3_019);
  expect(await readdir(dirname(path))).toEqual(['listeners.json']);
});

test.each([
  ['cut off', '{"version": 1, "listen', /it is no JSON/],
  ['empty', '', /it is no JSON/],
  ['of another form', '[]', /content: |version/],
  ['of a later version', '{"version": 2, "listeners": []}', /version/],
  ['empty of listeners', '{"version": 1, "listeners": []}', /listeners/],
  [
    'wrong in one place',
    JSON.stringify({
      version: 1,
      listeners: [{ settings: { ...DEFAULT_LISTENER, port: 70_000 }, listens: true }],
    }),
    /listeners\.0\.settings\.port/,
  ],
])('a file that is %s is told and set aside, whole', async (_what, text, told) => {
  const { path, file } = await listenerFile();
  await mkdir(dirname(path));
  await writeFile(path, text);
  const { listeners, problem } = await file.read();
  expect(listeners).toBeNull();
  const [aside = ''] = await readdir(dirname(path));
  expect(aside).toMatch(/^listeners\.json\.unreadable-\d{14}$/);
  expect(problem?.text).toMatch(told);
  expect(problem?.remedy).toContain(aside);
  expect(await readFile(join(dirname(path), aside), 'utf8')).toBe(text);
  expect(await file.read()).toEqual({ listeners: null, problem: null });
});

test('a file that can be neither read nor written is told, and where it is', async () => {
  const { path, file } = await listenerFile();
  await mkdir(path, { recursive: true });
  expect((await file.read()).problem).toMatchObject({
    code: 'settings-not-kept',
    remedy: expect.stringContaining(path),
  });
  expect(await file.write(KEPT)).toMatchObject({ code: 'settings-not-kept' });
});
