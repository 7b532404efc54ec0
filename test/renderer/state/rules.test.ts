import { describe, expect, test } from 'vitest';
import type { RequestResults, RulePreview, RulesShown } from '../../../app/contract.ts';
import { followAlerts } from '../../../renderer/state/alerts.ts';
import { followApplication } from '../../../renderer/state/application.ts';
import { checkQuery } from '../../../renderer/state/check-query.ts';
import { createRuleForm } from '../../../renderer/state/rule-form.ts';
import { createLiveRulePreview } from '../../../renderer/state/rule-preview.ts';
import { followRules } from '../../../renderer/state/rules.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeState, makeSummary } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const SHOWN: RulesShown = { revision: 4, file: '/rules.json', rules: [], mistakes: [], unreadable: null };

const GROWN = { type: 'sessions', total: 1, open: 0, changed: [1], many: false } as const;

/** A script, and what the stores of the rules make of it. */
function scripted(answers: ConstructorParameters<typeof ScriptedTransport>[0]) {
  const transport = new ScriptedTransport({ 'rules.show': () => SHOWN, ...answers });
  const clock = new HandClock();
  const application = followApplication(transport, clock.now);
  const after = (milliseconds: number, callback: () => void) => void clock.after(milliseconds, callback);
  const asked = (name: string) =>
    transport.asked.filter((one) => one.name === name).map(({ payload }) => payload);
  return { transport, clock, application, after, asked };
}

describe('the rules', () => {
  test('are asked for while somebody looks, and not more often than one can read', async () => {
    const { transport, clock, application, after, asked } = scripted({});
    const rules = followRules({ transport, application, after });
    transport.emit(GROWN);
    await settle();
    expect(asked('rules.show')).toEqual([]);
    const leave = rules.watch();
    await settle();
    expect(rules.get().shown).toEqual(SHOWN);
    for (let times = 0; times < 10; times += 1) transport.emit(GROWN);
    clock.pass(1_000);
    await settle();
    expect(asked('rules.show')).toHaveLength(2);
    leave();
    clock.pass(1_000);
    transport.emit(GROWN);
    await settle();
    expect(asked('rules.show')).toHaveLength(2);
  });

  test('are asked for again where they could not be had at first', async () => {
    const problem = { code: 'connection-lost', text: 'The connection was lost.', remedy: 'Wait.' };
    const { transport, clock, application, after } = scripted({
      'rules.show': () => ({ ok: false, problem }),
    });
    const rules = followRules({ transport, application, after });
    rules.watch();
    await settle();
    expect(rules.get().shown).toBeNull();
    transport.answer('rules.show', () => SHOWN);
    clock.pass(1_000);
    await settle();
    expect(rules.get().shown).toEqual(SHOWN);
  });

  test('are changed as they are shown, and a refusal is told', async () => {
    const problem = { code: 'rules-changed-meanwhile', text: 'They have changed.', remedy: 'Again.' };
    const { transport, application, after, asked } = scripted({
      'rules.edit': () => ({ ok: false, problem }),
    });
    const rules = followRules({ transport, application, after });
    rules.watch();
    await settle();
    const edit = { what: 'enable', place: 0, enabled: false } as const;
    expect(await rules.edit(edit)).toEqual(problem);
    expect(asked('rules.edit')).toEqual([{ revision: 4, edit }]);
    expect(rules.get()).toMatchObject({ busy: false, shown: SHOWN });
  });
});

describe('the look at what a rule would have matched', () => {
  const preview: RulePreview = {
    preview: 7,
    looked: 0,
    total: 3,
    lines: 0,
    conversations: 0,
    shown: [],
    state: 'going',
  };

  function looking() {
    const script = scripted({ 'rule.preview': () => preview, 'work.cancel': () => null });
    const { transport, clock } = script;
    const form = createRuleForm({ check: checkQuery, after: clock.after });
    const live = createLiveRulePreview({ transport, ruleForm: form, after: clock.after });
    return { ...script, form, live };
  }

  test('follows what is typed, when typing pauses', async () => {
    const { clock, form, live, asked } = looking();
    live.watch();
    form.create();
    form.when.type('cmd:M');
    form.when.type('cmd:MAIL');
    clock.pass(1_000);
    await settle();
    const last = asked('rule.preview').at(-1);
    expect(last).toMatchObject({ rule: { when: 'cmd:MAIL', do: [{ action: 'reply' }] } });
    expect(live.get().preview).toEqual(preview);
    const before = asked('rule.preview').length;
    form.change({ name: 'Another name' });
    clock.pass(1_000);
    await settle();
    expect(asked('rule.preview')).toHaveLength(before);
  });

  test('stays with what could be read last, and looks also before it is said what is done', async () => {
    const { clock, form, live, asked } = looking();
    live.watch();
    form.create();
    form.change({ actions: [] });
    form.when.type('cmd:MAIL');
    clock.pass(1_000);
    form.when.type('cmd:');
    clock.pass(1_000);
    await settle();
    expect(asked('rule.preview').at(-1)).toMatchObject({
      rule: { when: 'cmd:MAIL', do: [{ action: 'note' }] },
    });
  });

  test('hears how far it has come, of the latest alone, and is ended when nobody looks', async () => {
    const { transport, clock, form, live, asked } = looking();
    const leave = live.watch();
    form.create();
    clock.pass(1_000);
    await settle();
    transport.emit({ type: 'rule-preview', preview: { ...preview, looked: 1 } });
    transport.emit({ type: 'rule-preview', preview: { ...preview, preview: 6, looked: 3 } });
    expect(live.get().preview).toMatchObject({ preview: 7, looked: 1 });
    leave();
    expect(asked('work.cancel')).toEqual([{ kind: 'previewing', of: 7 }]);
    expect(live.get().preview).toBeNull();
  });
});

describe('alerts', () => {
  type Listed = RequestResults['sessions.list']['sessions'];
  const alert = (warning: number) =>
    ({ severity: 'warning', text: 'Look', counts: { note: 0, warning, error: 0 } }) as const;

  async function watching(on: number, lists: readonly Listed[]) {
    const { transport, clock, application, after, asked } = scripted({});
    const waiting = [...lists];
    const recent = async () => waiting.shift() ?? [];
    const alerts = followAlerts({ transport, application, isRecorded: () => true, recent, after });
    const look = async () => {
      transport.emit(GROWN);
      clock.pass(2_000);
      await settle();
    };
    transport.emit({ type: 'state', state: makeState({ rules: { revision: 1, total: 1, on } }) });
    await settle();
    return { alerts, look, asked, left: () => waiting.length };
  }

  test('are news when they come behind what was there', async () => {
    const { alerts, look } = await watching(1, [
      [makeSummary({ session: 1, alert: alert(3) })],
      [makeSummary({ session: 1, alert: alert(3) })],
      [makeSummary({ session: 3, alert: alert(2) }), makeSummary({ session: 1, alert: alert(4) })],
    ]);
    await look();
    expect(alerts.get()).toBeNull();
    await look();
    expect(alerts.get()).toMatchObject({ count: 3, summary: { session: 3 }, alert: { text: 'Look' } });
  });

  test('are not looked for where no rule is on', async () => {
    const { look, left } = await watching(0, [[], []]);
    await look();
    expect(left()).toBe(1);
  });
});
