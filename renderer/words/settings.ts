import { TEXT_SIZES } from '../../app/contract.ts';
import type { PreferenceChange, PreferenceValues } from '../../app/contract.ts';

/** One thing that a setting may be. */
export interface SettingChoice {
  readonly label: string;
  readonly value: PreferenceValues[keyof PreferenceValues];
  /** What choosing it does. */
  readonly change: PreferenceChange;
}

/** A setting as people see it, in the dialog and in the palette. */
export interface Setting {
  readonly key: keyof PreferenceValues;
  readonly title: string;
  /** What it means; empty where the title says it all. */
  readonly note: string;
  readonly choices: readonly SettingChoice[];
}

/** Settings that belong together. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
  /** What is shown below them. */
  readonly shows?: 'storage';
}

/** A setting whose every choice has a label. */
function setting<Key extends keyof PreferenceValues>(
  key: Key,
  words: { readonly title: string; readonly note?: string },
  choices: readonly (readonly [PreferenceValues[Key], string])[],
): Setting {
  return {
    key,
    title: words.title,
    note: words.note ?? '',
    choices: choices.map(([value, label]) => ({ label, value, change: { [key]: value } })),
  };
}

const ON_OFF = [
  [true, 'Shown'],
  [false, 'Hidden'],
] as const;

/** After how many seconds a reply may count as slow. */
const SLOW_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60] as const;

/** What the captures may take up, and how many days they are kept, where a person wants a limit. */
const KEPT_GIGABYTES = [100, 50, 20, 10, 5, 2, 1, 0.5] as const;
const KEPT_DAYS = [365, 90, 30, 7, 1] as const;

/** All settings. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: 'Appearance',
    settings: [
      setting('theme', { title: 'Theme' }, [
        ['system', 'As the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ]),
      setting(
        'textSize',
        { title: 'Text size' },
        TEXT_SIZES.map((size) => [size, `${size} %`] as const),
      ),
      setting('timeForm', { title: 'Times in the transcript' }, [
        ['since-start', 'Since the start'],
        ['since-before', 'Since the row above'],
        ['clock', 'Time of day'],
      ]),
      setting('wrapLines', { title: 'Long lines' }, [
        [false, 'Cut'],
        [true, 'Wrapped'],
      ]),
      setting('listShown', { title: 'List of conversations' }, ON_OFF),
    ],
  },
  {
    title: 'Findings',
    settings: [
      setting(
        'slowAfterMs',
        {
          title: 'A reply is slow after',
          note: 'Then it is a finding. All conversations are looked at again when you change this.',
        },
        SLOW_SECONDS.map((seconds) => [seconds * 1_000, `${seconds} s`] as const),
      ),
    ],
  },
  {
    title: 'Captures',
    shows: 'storage',
    settings: [
      setting(
        'keptBytes',
        {
          title: 'Room for captures',
          note: 'With a limit, the oldest conversations go for good, from ten seconds after you choose it. Pinned and open ones stay.',
        },
        [[null, 'No limit'], ...KEPT_GIGABYTES.map((size) => [size * 1e9, `${size} GB`] as const)],
      ),
      setting('keptDays', { title: 'Kept for' }, [
        [null, 'No limit'],
        ...KEPT_DAYS.map((days) => [days, days === 1 ? '1 day' : `${days} days`] as const),
      ]),
    ],
  },
  {
    title: 'Notifications',
    settings: [
      setting(
        'notifications',
        {
          title: 'Tell me of',
          note: 'Only while this window is not in front. What happens is in the list in any case.',
        },
        [
          ['off', 'Nothing'],
          ['problems', 'Problems'],
          ['refusals', 'Refused mail, too'],
        ],
      ),
    ],
  },
];
