import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needAnyFile } from '../../../main/cli/named-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const COMMANDS = ['open', 'serve', 'listen', 'show', 'sessions', 'ca'];

test.each([
  ['lisen', 'Did you mean smtp-spy listen?'],
  ['session', 'Did you mean smtp-spy sessions?'],
  ['shwo', 'Did you mean smtp-spy show?'],
  ['frobnicate', 'smtp-spy --help lists the commands.'],
  ['./listen', 'Check the spelling'],
])('%s is neither file nor command: %s', async (word, advice) => {
  await expect(needAnyFile([word], COMMANDS)).rejects.toThrow(advice);
});

test('is content with none, and with one that is there among several', async () => {
  await expect(needAnyFile([], COMMANDS)).resolves.toBeUndefined();
  const file = join(await temporaryFolder(), 'mail.pcap');
  await writeFile(file, '');
  await expect(needAnyFile(['nowhere', file], COMMANDS)).resolves.toBeUndefined();
});
