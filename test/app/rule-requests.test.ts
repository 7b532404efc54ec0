import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openApplication, type Application } from '../../app/application.ts';
import { DEFAULT_LISTENER } from '../../app/contract.ts';
import { RULE_PRESETS } from '../../app/rules/presets.ts';
import { eventually } from '../support/eventually.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ask, connectViewer, portOfApplication, type TestViewer } from './opened-application.ts';

const REFUSES = {
  name: 'No noise',
  when: 'cmd:NOOP',
  do: [{ action: 'reply', code: 450, text: 'Do something' }],
};

interface Opened {
  readonly application: Application;
  readonly viewer: TestViewer;
  /** The file that the rules are kept in. */
  readonly file: string;
}

async function opened(named?: string): Promise<Opened> {
  const dataDirectory = await temporaryFolder();
  const application = await openApplication({
    capturesDirectory: await temporaryFolder(),
    dataDirectory,
    listeners: [{ ...DEFAULT_LISTENER, host: '127.0.0.1', port: 0 }],
    version: '1.2.3',
    host: 'web',
    ...(named !== undefined && { rulesPath: named }),
  });
  onTestFinished(() => application.close());
  return {
    application,
    viewer: connectViewer(application),
    file: named ?? join(dataDirectory, 'rules.json'),
  };
}

async function namedFile(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'mine.json');
  await writeFile(file, text);
  return file;
}

async function edit(opened: Opened, change: object, revision?: number) {
  const shown = await ask(opened.viewer, 'rules.show', {});
  return ask(opened.viewer, 'rules.edit', { revision: revision ?? shown.revision, edit: change });
}

describe('rules in a viewer', () => {
  test('are kept in a file of the program’s own, which comes with the first', async () => {
    const all = await opened();
    expect(await ask(all.viewer, 'rules.show', {})).toMatchObject({
      file: all.file,
      rules: [],
      mistakes: [],
    });
    await expect(readFile(all.file)).rejects.toThrow('ENOENT');
    expect(all.application.problems).toEqual([]);
    const shown = await edit(all, { what: 'add', place: 0, rule: REFUSES });
    expect(shown.rules).toMatchObject([{ settings: { name: 'No noise', enabled: true }, acted: 0 }]);
    expect(JSON.parse(await readFile(all.file, 'utf8'))).toEqual({ rules: [REFUSES] });
    await eventually('the notice', () =>
      all.viewer.events.some((event) => event.type === 'state' && event.state.rules.on === 1),
    );
  });

  test('act at once, are counted, and act no more when they are switched off', async () => {
    const all = await opened();
    await edit(all, { what: 'add', place: 0, rule: REFUSES });
    await edit(all, { what: 'add', place: 1, rule: { ...REFUSES, name: 'Late', when: 'cmd:RSET' } });
    const client = connectRawClient(portOfApplication(all.application));
    await client.hear();
    expect(await client.ask('NOOP')).toBe('450 Do something\r\n');
    expect(await client.ask('NOOP')).toBe('450 Do something\r\n');
    const { rules } = await ask(all.viewer, 'rules.show', {});
    expect(rules.map(({ acted }) => acted)).toEqual([2, 0]);
    const after = await edit(all, { what: 'enable', place: 0, enabled: false });
    expect(after.rules.map(({ acted }) => acted)).toEqual([2, 0]);
    expect(await client.ask('NOOP')).toMatch(/^250 /);
    expect(await client.ask('RSET')).toBe('450 Do something\r\n');
  });

  test('of a named file keep what the person wrote, through a link, too', async () => {
    const text =
      '{"$schema": "x.json", "seed": 3,\n "rules": [ {"when":"cmd:NOOP","name":"A","do":[{"action":"drop"}]} ]}';
    const real = await namedFile(text);
    const link = join(await temporaryFolder(), 'link.json');
    await symlink(real, link);
    const all = await opened(link);
    await edit(all, { what: 'enable', place: 0, enabled: false });
    expect(await readFile(real, 'utf8')).toBe(text.replace('"cmd:NOOP",', '"cmd:NOOP","enabled": false,'));
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });

  test('that changed on the disk meanwhile are not written over', async () => {
    const all = await opened(await namedFile(JSON.stringify({ rules: [REFUSES] })));
    const { revision } = await ask(all.viewer, 'rules.show', {});
    const theirs = JSON.stringify({ rules: [{ ...REFUSES, name: 'Theirs' }, REFUSES] });
    await writeFile(all.file, theirs);
    await expect(edit(all, { what: 'remove', place: 0 }, revision)).rejects.toThrow(
      'rules-changed-meanwhile',
    );
    expect(await readFile(all.file, 'utf8')).toBe(theirs);
    const shown = await ask(all.viewer, 'rules.show', {});
    expect(shown.rules.map(({ settings }) => settings.name)).toEqual(['Theirs', 'No noise']);
    expect(await edit(all, { what: 'remove', place: 0 })).toMatchObject({ rules: [{}] });
  });

  test('whose file is broken go on, and it is left alone until the person sets it aside', async () => {
    const all = await opened(await namedFile(JSON.stringify({ rules: [REFUSES] })));
    const broken = '{\n  "rules": [\n    {"name": "A" "when": ""}\n  ]\n}';
    await writeFile(all.file, broken);
    await expect(edit(all, { what: 'remove', place: 0 })).rejects.toThrow('rules-file-wrong');
    const shown = await ask(all.viewer, 'rules.show', {});
    expect(shown.mistakes).toMatchObject([{ line: 3, column: 18 }]);
    expect(shown.rules).toHaveLength(1);
    expect(await readFile(all.file, 'utf8')).toBe(broken);
    expect(await ask(all.viewer, 'rules.restore', {})).toMatchObject({ mistakes: [], rules: [{}] });
    expect(JSON.parse(await readFile(all.file, 'utf8'))).toEqual({ rules: [REFUSES] });
    const folder = join(all.file, '..');
    const [aside = ''] = (await readdir(folder)).filter((name) => name.includes('unreadable'));
    expect(await readFile(join(folder, aside), 'utf8')).toBe(broken);
  });

  test('are not changed where the disk does not take them', async () => {
    // The longest name that there is: none is left for the file that is to take its place.
    const file = join(await temporaryFolder(), `${'r'.repeat(250)}.json`);
    await writeFile(file, JSON.stringify({ rules: [REFUSES] }));
    const all = await opened(file);
    await expect(edit(all, { what: 'remove', place: 0 })).rejects.toThrow('rules-not-kept');
    expect((await ask(all.viewer, 'rules.show', {})).rules).toHaveLength(1);
  });

  test('that make no sense are refused, with what is wrong', async () => {
    const all = await opened();
    const wrong = { ...REFUSES, do: [{ action: 'reply', code: 9, text: 'x' }] };
    await expect(edit(all, { what: 'add', place: 0, rule: wrong })).rejects.toThrow('bad-request');
    const impossible = { ...REFUSES, when: 'cmd:' };
    await expect(edit(all, { what: 'add', place: 0, rule: impossible })).rejects.toThrow('wrong-rule');
    await expect(readFile(all.file)).rejects.toThrow('ENOENT');
  });

  test('take all presets as they are', async () => {
    const all = await opened();
    for (const [place, { rule }] of RULE_PRESETS.entries()) await edit(all, { what: 'add', place, rule });
    const { rules } = await ask(all.viewer, 'rules.show', {});
    expect(rules.map(({ settings }) => settings)).toEqual(RULE_PRESETS.map(({ rule }) => rule));
  });
});
