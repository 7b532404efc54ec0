import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { FINDING_CODES } from '../../../app/smtp/findings/registry.ts';
import { QUERY_FIELDS } from '../../../app/transcript/query-fields.ts';
import { parseQuery } from '../../../app/transcript/query.ts';

/** The page for people about the query language. */
async function page(): Promise<string> {
  return await readFile(new URL('../../../docs/queries.md', import.meta.url), 'utf8');
}

test('each field stands in the documentation as it is', async () => {
  const items = (await page()).match(/^- `[a-z]+:` .*(?:\n {2}.*)*/gm) ?? [];
  expect(items.map((item) => item.replaceAll(/\n {2}/g, ' ')).toSorted()).toEqual(
    QUERY_FIELDS.map(({ name, description, examples }) => {
      const values = examples.map(({ value }) => value);
      const shown = isEveryFinding(values) ? 'the codes of [findings](findings.md)' : inCode(values);
      return `- \`${name}:\` ${description}${shown === '' ? '' : `: ${shown}`}`;
    }).toSorted(),
  );
});

test('every query that the documentation shows is one', async () => {
  const shown = [...(await page()).matchAll(/^ {4}(\S.*?)(?: {2,}.*| what .*)?$/gm)].map(
    ([, query]) => query ?? '',
  );
  expect(shown).toHaveLength(4);
  expect(shown.filter((query) => !parseQuery(query).ok)).toEqual([]);
});

function isEveryFinding(values: readonly string[]): boolean {
  return values.length === FINDING_CODES.length;
}

function inCode(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}
