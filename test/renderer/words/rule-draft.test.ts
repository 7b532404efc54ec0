import { describe, expect, test } from 'vitest';
import { RULE_PRESETS } from '../../../app/rules/presets.ts';
import { ACTION_NAMES, beginAction, wordsOfAction } from '../../../renderer/words/actions.ts';
import { beginActionDraft, beginDraft, readDraft, writeDraft } from '../../../renderer/words/rule-draft.ts';
import type { RuleDraft } from '../../../renderer/words/rule-draft.ts';
import { summarizeAction } from '../../../app/rules/action-summary.ts';
import { oftenWords, whenWords } from '../../../app/rules/rule-words.ts';

/** A draft with these values in the fields of its one action. */
function draftWith(
  action: (typeof ACTION_NAMES)[number],
  fields: Readonly<Record<string, string>>,
): RuleDraft {
  const begun = beginActionDraft(action, 0);
  return {
    ...beginDraft(),
    name: 'A rule',
    when: 'cmd:RCPT',
    actions: [{ ...begun, fields: { ...begun.fields, ...fields } }],
  };
}

function problemsOf(draft: RuleDraft): unknown {
  const read = readDraft(draft);
  return read.ok ? {} : read.problems;
}

function actionOf(draft: RuleDraft): unknown {
  const read = readDraft(draft);
  return read.ok ? read.settings.do[0] : read.problems;
}

describe('the form of a rule', () => {
  test('says of every preset what the file says', () => {
    for (const { rule } of RULE_PRESETS) {
      const read = readDraft(writeDraft(rule));
      expect(read.ok && read.settings).toEqual(rule);
    }
  });

  test('has words and fields for every action', () => {
    for (const name of ACTION_NAMES) {
      expect(Object.keys(beginActionDraft(name, 0).fields)).toEqual(Object.keys(wordsOfAction(name).fields));
      expect(summarizeAction(beginAction(name))).not.toBe('');
    }
  });

  test('reads a time or two, lines, and what may be left out', () => {
    expect(actionOf(draftWith('delay', { ms: '500' }))).toEqual({ action: 'delay', ms: 500 });
    expect(actionOf(draftWith('delay', { ms: '500 - 2,000' }))).toEqual({
      action: 'delay',
      ms: [500, 2_000],
    });
    const reply = draftWith('reply', { code: '451', enhanced: '', text: 'One\nTwo' });
    expect(actionOf(reply)).toEqual({ action: 'reply', code: 451, text: ['One', 'Two'] });
    const removed = draftWith('replace', { pattern: 'x', with: '' });
    expect(actionOf(removed)).toEqual({
      action: 'replace',
      in: 'command',
      pattern: 'x',
      flags: '',
      with: '',
    });
  });

  test('tells what is wrong at its field, in plain words', () => {
    expect(problemsOf({ ...draftWith('reply', { code: '', text: '' }), name: ' ' })).toEqual({
      name: 'Fill this in.',
      'do.0.code': 'Fill this in.',
      'do.0.text': 'Fill this in.',
    });
    expect(problemsOf(draftWith('reply', { code: 'many', enhanced: '7' }))).toEqual({
      'do.0.code': 'Write a number.',
      'do.0.enhanced': 'Write it as 5.7.1 (RFC 3463 section 2).',
    });
    expect(problemsOf(draftWith('delay', { ms: '2000-500' }))).toEqual({
      'do.0.ms': 'Name the shorter time first.',
    });
    expect(problemsOf({ ...beginDraft(), name: 'A', actions: [] })).toEqual({
      do: 'Add what is to be done.',
    });
    const often = { ...beginDraft().often, chance: '150', every: '0', first: 'x' };
    expect(problemsOf({ ...draftWith('drop', {}), often })).toEqual({
      chance: 'At most 100.',
      every: 'At least 1.',
      first: 'Write a number.',
    });
  });

  test('tells what cannot be done together at the second of the two', () => {
    const [drop, wait] = [beginActionDraft('drop', 0), beginActionDraft('delay', 1)];
    const read = readDraft({ ...draftWith('drop', {}), actions: [drop, wait] });
    expect(read).toMatchObject({ ok: false, isConflict: true });
    expect(Object.keys(read.ok ? {} : read.problems)).toEqual(['do.1']);
  });

  test('keeps a chance of seven percent as it is', () => {
    const often = { ...beginDraft().often, chance: '7' };
    const read = readDraft({ ...draftWith('drop', {}), often });
    expect(read.ok && writeDraft(read.settings).often.chance).toBe('7');
  });
});

describe('a rule in words', () => {
  test('says when it acts', () => {
    expect(whenWords({ when: '' })).toBe('At any command');
    expect(whenWords({ when: 'cmd:RCPT' })).toBe('At lines with the command RCPT');
  });

  test('says how often, where that is not always', () => {
    const always = { probability: 1, skip: 0, every: 1, per: 'all' } as const;
    expect(oftenWords(always)).toBe('');
    expect(oftenWords({ ...always, first: 1, per: 'session' })).toBe('only the first of each conversation');
    expect(oftenWords({ ...always, skip: 3, every: 2, first: 5, probability: 0.07 })).toBe(
      'from the 4th on, every 2nd, only the first 5, in 7 % of the cases',
    );
  });
});
