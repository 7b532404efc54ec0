import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rulesJsonSchema } from '../../../app/rules/json-schema.ts';
import { parseRules } from '../../../app/rules/rules-text.ts';

const DOCS = join(import.meta.dirname, '../../../docs');

test('the published schema is the one that files are checked by', async () => {
  expect(JSON.parse(await readFile(join(DOCS, 'rules.schema.json'), 'utf8'))).toEqual(rulesJsonSchema());
});

test('the example in the documentation is a sound rules file', async () => {
  const [, example = ''] = /```json\n([^]*?)```/.exec(await readFile(join(DOCS, 'rules.md'), 'utf8')) ?? [];
  expect(parseRules(example).ok).toBe(true);
});
