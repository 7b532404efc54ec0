import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULE_PRESETS } from '../../../app/rules/presets.ts';
import { editRules, EMPTY_RULES_TEXT, type RulesEdit } from '../../../app/rules/rules-edit.ts';
import { parseRules } from '../../../app/rules/rules-text.ts';

/** A file as a person writes it: with keys of its own order, blanks of its own, and a schema. */
const BY_HAND = `{ "$schema": "../rules.schema.json",
  "seed": 7,
  "rules": [
      {"when": "cmd:NOOP", "name": "One", "do": [{"action": "drop"}]},

      { "name": "Two",
        "when": "cmd:RSET", "enabled": true,
        "do": [{"action":"reply","code":450,"text":"no"}] },
      {"name":"Three","when":"","do":[{"action":"note","text":"]}, \\"{["}]}
  ]
}
`;

const NOOP = {
  name: 'New',
  enabled: true,
  when: 'cmd:VRFY',
  do: [{ action: 'reply' as const, code: 252, text: 'Who knows' }],
  probability: 1,
  skip: 0,
  every: 1,
  per: 'all' as const,
};

function edited(edit: RulesEdit, text: string = BY_HAND): string {
  const result = editRules(text, edit);
  if (result === null) throw new Error('no such rule');
  return result;
}

function namesIn(text: string): readonly string[] {
  const parsed = parseRules(text);
  if (!parsed.ok) throw new Error(`${parsed.problems[0].text} in ${text}`);
  return parsed.rules.map(({ name }) => name);
}

describe('a change of rules', () => {
  test('switches one off and on again, and touches nothing else', () => {
    const off = edited({ what: 'enable', place: 0, enabled: false });
    expect(off).toBe(BY_HAND.replace('"cmd:NOOP", "name"', '"cmd:NOOP", "enabled": false, "name"'));
    expect(edited({ what: 'enable', place: 0, enabled: true }, off)).toBe(off.replace('false', 'true'));
    const second = edited({ what: 'enable', place: 1, enabled: false });
    expect(second).toBe(BY_HAND.replace('"enabled": true', '"enabled": false'));
    expect(edited({ what: 'enable', place: 2, enabled: true })).toBe(BY_HAND);
  });

  test('puts rules into another order, with what stands between them', () => {
    expect(namesIn(edited({ what: 'move', place: 0, to: 2 }))).toEqual(['Two', 'Three', 'One']);
    expect(namesIn(edited({ what: 'move', place: 2, to: 0 }))).toEqual(['Three', 'One', 'Two']);
    expect(edited({ what: 'move', place: 1, to: 1 })).toBe(BY_HAND);
  });

  test('writes a rule as a person would, where it is wanted', () => {
    const text = edited({ what: 'add', place: 1, rule: NOOP });
    expect(namesIn(text)).toEqual(['One', 'New', 'Two', 'Three']);
    expect(text).toContain(
      [
        '      {',
        '        "name": "New",',
        '        "when": "cmd:VRFY",',
        '        "do": [{ "action": "reply", "code": 252, "text": "Who knows" }]',
        '      },',
      ].join('\n'),
    );
    expect(text).toContain('"$schema": "../rules.schema.json",\n  "seed": 7,');
  });

  test('replaces and removes one, and leaves the others as they were written', () => {
    const replaced = edited({ what: 'replace', place: 1, rule: { ...NOOP, enabled: false, first: 2 } });
    expect(namesIn(replaced)).toEqual(['One', 'New', 'Three']);
    expect(replaced).toContain('"name": "New",\n        "enabled": false,\n');
    expect(replaced).toContain('"first": 2\n');
    expect(replaced).toContain('{"when": "cmd:NOOP", "name": "One", "do": [{"action": "drop"}]}');
    expect(namesIn(edited({ what: 'remove', place: 2 }))).toEqual(['One', 'Two']);
    expect(namesIn(edited({ what: 'remove', place: 0 }))).toEqual(['Two', 'Three']);
  });

  test('begins an empty file, and leaves one behind', () => {
    const one = edited({ what: 'add', place: 0, rule: NOOP }, EMPTY_RULES_TEXT);
    expect(one).toBe(
      [
        '{',
        '  "rules": [',
        '    {',
        '      "name": "New",',
        '      "when": "cmd:VRFY",',
        '      "do": [{ "action": "reply", "code": 252, "text": "Who knows" }]',
        '    }',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
    expect(edited({ what: 'remove', place: 0 }, one)).toBe(EMPTY_RULES_TEXT);
    expect(namesIn(edited({ what: 'add', place: 1, rule: NOOP }, one))).toEqual(['New', 'New']);
    const minified = edited({ what: 'add', place: 9, rule: NOOP }, JSON.stringify(JSON.parse(one)));
    expect(namesIn(minified)).toEqual(['New', 'New']);
  });

  test('of a rule that is not there is none', () => {
    expect(editRules(BY_HAND, { what: 'remove', place: 3 })).toBeNull();
    expect(editRules(BY_HAND, { what: 'enable', place: 9, enabled: false })).toBeNull();
  });

  test('comes to what was meant, whatever was done before', () => {
    const rule = fc.constantFrom(...RULE_PRESETS.map(({ rule }) => rule));
    const place = fc.nat(6);
    const edit: fc.Arbitrary<RulesEdit> = fc.oneof(
      fc.record({ what: fc.constant('add' as const), place, rule }),
      fc.record({ what: fc.constant('replace' as const), place, rule }),
      fc.record({ what: fc.constant('enable' as const), place, enabled: fc.boolean() }),
      fc.record({ what: fc.constant('move' as const), place, to: place }),
      fc.record({ what: fc.constant('remove' as const), place }),
    );
    const texts = fc.constantFrom(
      EMPTY_RULES_TEXT,
      BY_HAND,
      '{"rules":[]}',
      JSON.stringify(JSON.parse(BY_HAND)),
    );
    fc.assert(
      fc.property(texts, fc.array(edit, { maxLength: 12 }), (begins, edits) => {
        let text = begins;
        let meant: unknown[] = settingsIn(text);
        for (const edit of edits) {
          const next = editRules(text, edit);
          const isThere = edit.what === 'add' || edit.place < meant.length;
          expect(next !== null).toBe(isThere);
          if (isThere) meant = meaning(meant, edit);
          text = next ?? text;
          expect(settingsIn(text)).toEqual(meant);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function settingsIn(text: string): unknown[] {
  const parsed = parseRules(text);
  if (!parsed.ok) throw new Error(`${parsed.problems[0].text} in ${text}`);
  return parsed.rules.map(({ settings }) => settings);
}

function meaning(rules: unknown[], edit: RulesEdit): unknown[] {
  const own = rules[edit.place];
  switch (edit.what) {
    case 'add':
      return rules.toSpliced(edit.place, 0, edit.rule);
    case 'replace':
      return rules.with(edit.place, edit.rule);
    case 'enable':
      return rules.with(edit.place, { ...Object(own), enabled: edit.enabled });
    case 'move':
      return rules.toSpliced(edit.place, 1).toSpliced(edit.to, 0, own);
    case 'remove':
      return rules.toSpliced(edit.place, 1);
  }
}
