import { describe, expect, test } from 'vitest';
import { RULE_PRESETS } from '../../../app/rules/presets.ts';
import { parseRules, type RulesProblem } from '../../../app/rules/rules-text.ts';

/** What is said of a wrong rules file, a line a problem, as an editor's list of errors shows it. */
function problemsOf(text: string): string[] {
  const parsed = parseRules(text);
  if (parsed.ok) throw new Error('nothing is wrong with it');
  return parsed.problems.map(inWords);
}

function inWords({ place, key, text }: RulesProblem): string {
  return `${place.line}:${place.column} ${key === '' ? '' : `${key}: `}${text}`;
}

/** What is said of a rule, and what to write instead. */
function adviceOn(rule: object): string {
  const parsed = parseRules(JSON.stringify({ rules: [{ name: 'a', when: '', ...rule }] }));
  if (parsed.ok) throw new Error('nothing is wrong with it');
  return parsed.problems.map(({ text, remedy }) => `${text} ${remedy}`.trim()).join('\n');
}

describe('a rules file', () => {
  test('needs little: a name, what has to be said, and what is done then', () => {
    const parsed = parseRules(
      '{"rules": [{"name": "Banned", "when": "cmd:MAIL from:*@example.com", "do": [{"action": "close"}]}]}',
    );
    const [rule] = parsed.ok ? parsed.rules : [];
    expect(rule?.settings).toMatchObject({ enabled: true, probability: 1, every: 1, skip: 0, per: 'all' });
    expect(rule?.settings.do).toEqual([{ action: 'close', how: 'politely' }]);
  });

  test('that is no JSON is wrong at a line and a column', () => {
    expect(problemsOf('{\n  "rules": [\n    {"name": "a" "when": ""}\n  ]\n}')).toEqual([
      "3:18 This is not JSON: Expected ',' or '}' after property value.",
    ]);
    expect(problemsOf('{"rules": [')[0]).toMatch(/^1:12 This is not JSON/);
    expect(problemsOf('[\n1,\n2,x]')[0]).toMatch(/^3:3 This is not JSON/);
  });

  test('with a wrong value names the key, and where it stands', () => {
    const text = `{
  "rules": [
    { "name": "one", "when": "", "do": [{ "action": "drop" }] },
    { "name": "two", "when": "code:5xx",
      "probability": 2, "do": [{ "action": "reply", "code": 99, "text": "no" }] }
  ]
}`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^5:\d+ rules\[1\]\.do\[0\]\.code: /),
      expect.stringMatching(/^5:22 rules\[1\]\.probability: /),
    ]);
  });

  test('with a key that there is not names it', () => {
    const [problem] = problemsOf(
      '{"rules": [{"name": "a", "whem": "", "when": "", "do": [{"action": "drop"}]}]}',
    );
    expect(problem).toContain('whem');
  });

  test('names the word that was probably meant', () => {
    const drop = [{ action: 'drop' }];
    expect(adviceOn({ frist: 1, do: drop })).toBe('There is no key “frist” here. Did you mean “first”?');
    expect(adviceOn({ colour: 1, do: drop })).toBe('There is no key “colour” here. Leave it out.');
    expect(adviceOn({ do: [{ action: 'rply', code: 550 }] })).toBe(
      '“rply” is not known here. Did you mean “reply”?',
    );
    expect(adviceOn({ do: [{ action: 'reply', code: 550, text: 'no', enchanced: '5.7.1' }] })).toBe(
      'There is no key “enchanced” here. Did you mean “enhanced”?',
    );
    expect(adviceOn({ do: [{ action: 'reply', text: 'no' }] })).toBe('“code” is missing.');
    expect(adviceOn({ do: drop, first: 'once' })).toBe('This has to be a number, and is the text "once".');
    expect(adviceOn({ do: [] })).toBe('This may not be empty.');
    expect(adviceOn({ do: drop, per: 'day' })).toBe(
      '“day” is not known here. Write one of all, session, client, envelope.',
    );
  });

  test('with a rule that could never act says why, and what to write instead', () => {
    expect(adviceOn({ when: 'cmd:EHLO', do: [{ action: 'remove-capability', capability: 'SIZE' }] })).toBe(
      'This rule never acts: “remove-capability” acts on replies, and what it means is none of those. ' +
        'Write answers:EHLO in place of cmd:EHLO: that is the reply to it.',
    );
    expect(adviceOn({ when: 'cmd:DATA', do: [{ action: 'insert-header', name: 'X', value: 'y' }] })).toMatch(
      /acts on messages.* Write kind:content/,
    );
    expect(adviceOn({ when: 'code:550', do: [{ action: 'add-recipient', path: 'a@b.example' }] })).toMatch(
      /acts on commands.* Name a command/,
    );
    expect(adviceOn({ when: 'cmd:RCPT code:550', do: [{ action: 'drop' }] })).toMatch(/no line can be/);
  });

  test('with a wrong query says where in the query', () => {
    const text = '{"rules": [{"name": "a", "when": "cmd:RCPT cod:550", "do": [{"action": "drop"}]}]}';
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^1:34 rules\[0\]\.when: .*character 10 of the query/),
    ]);
  });

  test('with a wrong regular expression, or with a line break in a line of SMTP, is wrong', () => {
    const rule = (action: object) => JSON.stringify({ rules: [{ name: 'a', when: '', do: [action] }] });
    expect(problemsOf(rule({ action: 'replace', in: 'content', pattern: '(', with: '' }))[0]).toContain(
      'no regular expression',
    );
    expect(problemsOf(rule({ action: 'reply', code: 550, text: 'no\r\n250 yes' }))[0]).toContain(
      'line breaks',
    );
  });

  test('whose actions cannot go together says so', () => {
    const rule = (...actions: object[]) => JSON.stringify({ rules: [{ name: 'a', when: '', do: actions }] });
    const reply = { action: 'reply', code: 550, text: 'no' };
    expect(problemsOf(rule(reply, { action: 'delay', ms: 5 }))).toEqual([
      '1:81 rules[0].do[1]: Nothing is left for “delay” behind “reply”.',
    ]);
    expect(
      problemsOf(
        rule({ action: 'add-recipient', path: 'a@b' }, { action: 'insert-header', name: 'X', value: 'y' }),
      ),
    ).toEqual([expect.stringContaining('acts on messages, and an action before it on commands')]);
  });
});

test.each(RULE_PRESETS.map(({ preset, rule }) => [preset, rule] as const))(
  'the preset %s is a sound rule',
  (_, rule) => {
    expect(parseRules(JSON.stringify({ rules: [rule] })).ok).toBe(true);
  },
);
