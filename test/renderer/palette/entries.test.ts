import { describe, expect, it } from 'vitest';
import { COMMAND_IDS } from '../../../app/commands.ts';
import { FIRST_PREFERENCES } from '../../../app/contract.ts';
import {
  commandEntries,
  conversationEntries,
  findEntries,
  MOST_FOUND,
  ruleEntries,
  searchEntries,
  settingEntries,
} from '../../../renderer/palette/entries.ts';
import { makeSummary } from '../support/make.ts';

const entries = [
  ...commandEntries(new Set(COMMAND_IDS), 'web'),
  ...conversationEntries(
    [
      makeSummary({
        session: 7,
        mailFrom: 'billing@shop.example',
        rcptTo: ['bob@example.org'],
        subject: 'Invoice 4711',
      }),
      makeSummary({
        session: 6,
        mailFrom: 'monitor@ops.example',
        rcptTo: ['alerts@example.net'],
        subject: 'Disk full',
      }),
    ],
    new Date(0),
  ),
  ...searchEntries([{ name: 'Night jobs', query: 'from:backup@shop.example' }]),
  ...ruleEntries(),
  ...settingEntries(FIRST_PREFERENCES),
];

const titles = (typed: string) => findEntries(typed, entries).map(({ title }) => title);

describe('the palette', () => {
  it.each([
    ['test', 'Send a Test Message'],
    ['stm', 'Send a Test Message'],
    ['save conv', 'Save Conversation…'],
    ['export', 'Export Conversations…'],
    ['dark', 'Theme: Dark'],
    ['theme dark', 'Theme: Dark'],
    ['bob', 'billing@shop.example → bob@example.org'],
    ['invoice 4711', 'billing@shop.example → bob@example.org'],
    ['disk', 'monitor@ops.example → alerts@example.net'],
    ['shortcuts', 'Keyboard Shortcuts'],
    ['night', 'Search: Night jobs'],
    ['backup@shop', 'Search: Night jobs'],
    ['search refused', 'Search: What was refused'],
    ['greylisting', 'New Rule: Greylisting…'],
    ['does the client come back', 'New Rule: Greylisting…'],
  ])('finds for %j first %j', (typed, title) => {
    expect(titles(typed)[0]).toBe(title);
  });

  it('marks what answers', () => {
    const [first] = findEntries('conv', entries);
    expect(first?.places).toEqual([5, 6, 7, 8]);
  });

  it('does not find conversations by letters here and there', () => {
    expect(titles('bsx')).not.toContain('billing@shop.example → bob@example.org');
  });

  it('finds nothing where nothing is called that', () => {
    expect(titles('xyzzy plugh')).toEqual([]);
  });

  it('offers everything that can be done when nothing is typed, and only that', () => {
    expect(titles('')).toEqual(entries.slice(0, MOST_FOUND).map(({ title }) => title));
    expect(commandEntries(new Set(['save']), 'web').map(({ title }) => title)).toEqual([
      'Save Conversation…',
    ]);
  });

  it('offers a ready search once, by the name that the person has given it', () => {
    const saved = [{ name: 'Bounced', query: 'is:refused' }];
    expect(searchEntries(saved).map(({ title }) => title)).toEqual([
      'Search: Bounced',
      'Search: What went wrong',
      'Search: With a warning',
    ]);
  });

  it('says which choice of a setting is the present one', () => {
    const current = settingEntries(FIRST_PREFERENCES).filter((entry) => entry.current);
    expect(current.map(({ title }) => title)).toContain('Theme: As the system');
    expect(new Set(current.map(({ title }) => title.split(':')[0])).size).toBe(current.length);
  });
});
