import { COMMAND_IDS, COMMANDS, keysOf, MENU_TITLES } from '../../app/commands.ts';
import type { CommandId } from '../../app/commands.ts';
import type { PreferenceChange, PreferenceValues, SavedQuery } from '../../app/contract.ts';
import { RULE_PRESETS } from '../../app/rules/presets.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { clock } from '../words/measures.ts';
import { envelopeWords, outcomeWords } from '../words/outcome.ts';
import type { Mark } from '../words/outcome.ts';
import { readySearches } from '../words/ready-searches.ts';
import { SETTING_GROUPS } from '../words/settings.ts';
import { fuzzyMatch } from './fuzzy.ts';

/** What choosing an entry does. */
export type PaletteAction =
  | { readonly type: 'command'; readonly id: CommandId }
  | { readonly type: 'setting'; readonly change: PreferenceChange }
  | { readonly type: 'conversation'; readonly session: number }
  | { readonly type: 'search'; readonly query: string }
  | { readonly type: 'rule'; readonly rule: RuleSettings };

/** Something that the palette offers. */
export interface PaletteEntry {
  readonly key: string;
  readonly action: PaletteAction;
  readonly title: string;
  /** Quieter, behind the title; searched as well. */
  readonly note: string;
  /** Searched, and not shown. */
  readonly also: string;
  readonly keys: readonly string[];
  /** For a setting: it is so already. */
  readonly current?: boolean;
  /** For a conversation. */
  readonly mark?: Mark;
}

/** An entry that answers what was typed. */
export interface FoundEntry extends PaletteEntry {
  /** The characters of the title that answer, by their places. */
  readonly places: readonly number[];
}

/** The most that is shown at once: beyond it one types another letter. */
export const MOST_FOUND = 60;

/** The commands that can be given now. */
export function commandEntries(available: ReadonlySet<CommandId>, host: string | undefined): PaletteEntry[] {
  return COMMAND_IDS.filter((id) => available.has(id) && id !== 'palette').map((id) => {
    const { title, menu, also = '' }: (typeof COMMANDS)[CommandId] = COMMANDS[id];
    return {
      key: `command ${id}`,
      action: { type: 'command', id },
      title,
      note: MENU_TITLES[menu],
      also,
      keys: keysOf(id, host).slice(0, 1),
    };
  });
}

/** Every choice of every setting. */
export function settingEntries(values: PreferenceValues): PaletteEntry[] {
  return SETTING_GROUPS.flatMap(({ title: group, settings }) =>
    settings.flatMap(({ key, title, choices }) =>
      choices.map(({ label, value, change }) => ({
        key: `setting ${key} ${label}`,
        action: { type: 'setting' as const, change },
        title: `${title}: ${label}`,
        note: `Settings, ${group.toLowerCase()}`,
        also: '',
        keys: [],
        current: values[key] === value,
      })),
    ),
  );
}

/** Searches over all conversations: those that the person has kept, and those that are ready. */
export function searchEntries(saved: readonly SavedQuery[]): PaletteEntry[] {
  return [...saved, ...readySearches(saved)].map(({ name, query }) => ({
    key: `search ${name} ${query}`,
    action: { type: 'search', query },
    title: `Search: ${name}`,
    note: query,
    also: 'saved find query narrow list',
    keys: [],
  }));
}

/** Rules that are ready to be switched on; each is looked at before that. */
export function ruleEntries(): PaletteEntry[] {
  return RULE_PRESETS.map(({ preset, description, rule }) => ({
    key: `rule ${preset}`,
    action: { type: 'rule', rule },
    title: `New Rule: ${rule.name}…`,
    note: description,
    also: 'preset ready chaos fault inject',
    keys: [],
  }));
}

/** Conversations, by whom they are from and to. */
export function conversationEntries(summaries: readonly SessionSummary[], now: Date): PaletteEntry[] {
  return summaries.map((summary) => {
    const { sender, recipients, more } = envelopeWords(summary, 3);
    const { mark, badges } = outcomeWords(summary, false);
    const to = recipients === '' ? '' : ` → ${recipients}${more > 0 ? ` +${more}` : ''}`;
    const facts = [summary.subject, badges[0]?.text, clock(summary.started, now)];
    return {
      key: `conversation ${summary.session}`,
      action: { type: 'conversation', session: summary.session },
      title: sender + to,
      note: facts.filter((fact) => fact !== null && fact !== undefined && fact !== '').join(' · '),
      also: `${summary.session} ${summary.client.address} ${summary.hello ?? ''} ${summary.login?.user ?? ''}`,
      keys: [],
      mark,
    };
  });
}

/** What answers what was typed, the best first; with nothing typed, everything as it comes. */
export function findEntries(typed: string, entries: readonly PaletteEntry[]): FoundEntry[] {
  if (typed.trim() === '') return entries.slice(0, MOST_FOUND).map((entry) => ({ ...entry, places: [] }));
  const found = entries.flatMap((entry) => {
    const match = matchEntry(typed, entry);
    return match === null ? [] : [{ entry: { ...entry, places: match.places }, score: match.score }];
  });
  found.sort((one, other) => other.score - one.score);
  return found.slice(0, MOST_FOUND).map(({ entry }) => entry);
}

/** The title counts most; where it does not answer, note and further words are looked at, for whole words only. */
function matchEntry(typed: string, entry: PaletteEntry) {
  const inTitle = fuzzyMatch(typed, entry.title, entry.action.type === 'conversation' ? 'whole' : 'loose');
  if (inTitle !== null) return { score: inTitle.score + 10, places: inTitle.places };
  const anywhere = fuzzyMatch(typed, `${entry.title} ${entry.note} ${entry.also}`, 'whole');
  if (anywhere === null) return null;
  return {
    score: anywhere.score / 2,
    places: anywhere.places.filter((place) => place < entry.title.length),
  };
}
