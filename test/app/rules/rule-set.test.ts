import { describe, expect, test } from 'vitest';
import { MOST_COUNTED } from '../../../app/rules/rule-count.ts';
import { command, line, reply } from '../transcript/rows.ts';
import { namesOf, ruleSet } from './asked.ts';

const refuse = { action: 'reply', code: 451, enhanced: '4.7.1', text: 'later' };

describe('which rules act', () => {
  test('those whose query means the line, in their order, up to one that leaves nothing for others', () => {
    const rules = ruleSet([
      { name: 'tells', when: 'cmd:RCPT', do: [{ action: 'alert', text: 'a recipient' }] },
      { name: 'other', when: 'cmd:MAIL', do: [refuse] },
      { name: 'refuses', when: 'cmd:RCPT to:*@example.org', do: [refuse] },
      { name: 'too late', when: 'cmd:RCPT', do: [{ action: 'drop' }] },
    ]);
    expect(namesOf(rules, command('RCPT TO:<bob@example.org>'))).toEqual(['tells', 'refuses']);
  });

  test('none that is switched off', () => {
    const rules = ruleSet([{ name: 'off', enabled: false, when: '', do: [{ action: 'drop' }] }]);
    expect(namesOf(rules, command('NOOP'))).toEqual([]);
    expect(rules.isEmpty).toBe(true);
  });

  test('only on lines that their actions can act on', () => {
    const rules = ruleSet([
      { name: 'reply line', when: 'Bob', do: [{ action: 'insert-reply-line', text: 'and more' }] },
      {
        name: 'content',
        when: 'Bob',
        do: [{ action: 'replace', in: 'content', pattern: 'Bob', with: 'Alice' }],
      },
      {
        name: 'command',
        when: 'Bob',
        do: [{ action: 'replace', in: 'command', pattern: 'Bob', with: 'Alice' }],
      },
    ]);
    expect(namesOf(rules, command('NOOP Bob'))).toEqual(['command']);
    expect(namesOf(rules, reply('250 Bob'))).toEqual(['reply line']);
    expect(namesOf(rules, line({ text: 'Hello Bob' }))).toEqual(['content']);
  });

  test('one without a query acts on commands alone', () => {
    const rules = ruleSet([{ name: 'slow', when: '', do: [{ action: 'delay', ms: 5 }] }]);
    expect(namesOf(rules, command('NOOP'))).toEqual(['slow']);
    expect(namesOf(rules, line())).toEqual([]);
    expect(rules.looksAt('content')).toBe(false);
  });

  test('only what has to see a whole message has it gathered', () => {
    const says = ruleSet([
      {
        name: 'a',
        when: 'code:5xx',
        do: [
          { action: 'alert', text: 'refused' },
          { action: 'note', text: 'x' },
        ],
      },
    ]);
    expect(says.gathers).toBe(false);
    const header = ruleSet([
      { name: 'a', when: '', do: [{ action: 'insert-header', name: 'X-Spy', value: 'yes' }] },
    ]);
    expect(header.gathers).toBe(true);
  });
});

describe('how often a rule acts', () => {
  /** On which of so many RCPT commands it does, from 1. */
  const hits = (settings: object, times: number, seed = 1): number[] => {
    const rules = ruleSet([{ name: 'a', when: 'cmd:RCPT', do: [refuse], ...settings }], seed);
    const numbers = Array.from({ length: times }, (_, at) => at + 1);
    return numbers.filter(() => namesOf(rules, command('RCPT TO:<bob@example.org>')).length > 0);
  };

  test('always, the first so many times, every so many times, after some', () => {
    expect(hits({}, 4)).toEqual([1, 2, 3, 4]);
    expect(hits({ first: 2 }, 5)).toEqual([1, 2]);
    expect(hits({ every: 3 }, 9)).toEqual([3, 6, 9]);
    expect(hits({ skip: 3 }, 5)).toEqual([4, 5]);
    expect(hits({ skip: 1, every: 2, first: 2 }, 12)).toEqual([3, 5]);
  });

  test('by chance, which the same seed gives again', () => {
    const some = hits({ probability: 0.3 }, 1_000, 7);
    expect(some).toEqual(hits({ probability: 0.3 }, 1_000, 7));
    expect(some.length).toBeGreaterThan(230);
    expect(some.length).toBeLessThan(370);
    expect(hits({ probability: 0 }, 50)).toEqual([]);
  });

  test('once for each client, sender and recipient: greylisting', () => {
    const rules = ruleSet([{ name: 'grey', when: 'cmd:RCPT', do: [refuse], first: 1, per: 'envelope' }]);
    const ask = (recipient: string, sender = 'a@example.com') =>
      namesOf(rules, command(`RCPT TO:<${recipient}>`), { mailFrom: sender, rcptTo: [recipient] }).length;
    expect([ask('b@x'), ask('b@x'), ask('c@x'), ask('b@x', 'z@example.com'), ask('b@x')]).toEqual([
      1, 0, 1, 1, 0,
    ]);
  });

  test('counting forgets what was not seen for longest, so that memory stays flat', () => {
    const rules = ruleSet([{ name: 'once', when: '', do: [refuse], first: 1, per: 'client' }]);
    const ask = (client: number) =>
      namesOf(rules, command('NOOP'), { client: { address: `client-${client}`, port: 1 } }).length;
    for (let client = 0; client <= MOST_COUNTED; client += 1) ask(client);
    expect([ask(MOST_COUNTED), ask(0)]).toEqual([0, 1]);
  });
});
