import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import { beginDraft, writeDraft } from '../words/rule-draft.ts';
import type { RuleDraft } from '../words/rule-draft.ts';
import { createFilter } from './filter.ts';
import type { Filter, FilterWorld } from './filter.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** A rule that is being written. It stays, also while nobody looks, until it is kept or given up. */
export interface RuleFormSnapshot {
  readonly draft: RuleDraft;
  /** The rule as it was before; null: it is to be a new one. */
  readonly edited: RuleSettings | null;
}

/** The form of a rule; null: none is being written. */
export interface RuleForm extends Store<RuleFormSnapshot | null> {
  /** The query of its `when`: the draft's own is this one's text. */
  readonly when: Filter;
  /** Begins a rule of its own. */
  readonly create: (draft?: RuleDraft) => void;
  /** Begins with a rule that is there. */
  readonly edit: (settings: RuleSettings) => void;
  /** Goes on with what was left. */
  readonly resume: (form: RuleFormSnapshot) => void;
  readonly change: (part: Partial<RuleDraft>) => void;
  /** Gives up what was written. */
  readonly leave: () => void;
}

/** Begins with none. */
export function createRuleForm(world: FilterWorld): RuleForm {
  const store = createStore<RuleFormSnapshot | null>(null);
  const when = createFilter(world);

  const change = (part: Partial<RuleDraft>) => {
    const form = store.get();
    if (form !== null) store.set({ ...form, draft: { ...form.draft, ...part } });
  };
  when.subscribe(() => {
    const { text } = when.get();
    if (store.get()?.draft.when !== text) change({ when: text });
  });
  const begin = (draft: RuleDraft, edited: RuleSettings | null) => {
    store.set({ draft, edited });
    when.clear();
    when.type(draft.when);
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    when,
    create: (draft = beginDraft()) => begin(draft, null),
    edit: (settings) => begin(writeDraft(settings), settings),
    resume: ({ draft, edited }) => begin(draft, edited),
    change,
    leave: () => store.set(null),
  };
}
