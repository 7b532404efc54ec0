import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInText, placeOfValue, type JsonPath } from '../../../app/rules/json-position.ts';

/** Every path of a value, with the value that stands there. */
function* pathsOf(value: unknown, path: JsonPath = []): Generator<readonly [JsonPath, unknown]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* pathsOf(item, [...path, at]);
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key]);
}

test('the place of every value in a JSON text is where that value begins', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      for (const [path, part] of pathsOf(JSON.parse(text))) {
        const { line, column } = placeOfValue(text, path);
        const rest = text
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .slice(column - 1);
        const first = JSON.stringify(part, null, indent)[0];
        expect(rest[0]).toBe(first);
      }
    }),
  );
});

test('a path that leads nowhere ends at its last part that is there', () => {
  const text = '{\n  "rules": [\n    {"name": "a"}\n  ]\n}';
  expect(placeOfValue(text, ['rules', 0, 'when'])).toEqual({ line: 3, column: 5 });
  expect(placeOfValue(text, ['nothing'])).toEqual({ line: 1, column: 1 });
});

test('lines and columns count from 1', () => {
  expect(placeInText('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(placeInText('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});
