import type { Problem, RulePreview, Transport } from '../../app/contract.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import { readDraft } from '../words/rule-draft.ts';
import type { RuleForm } from './rule-form.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** How long typing pauses before it is looked again, in milliseconds. */
const PAUSE_MS = 200;

/** What the rule that is being written would have met. */
export interface RulePreviewSnapshot {
  /** Null until something is known. */
  readonly preview: RulePreview | null;
  readonly problem: Problem | null;
}

/** Looks what the rule that is being written would have met, again with every change of it. */
export interface LiveRulePreview extends Store<RulePreviewSnapshot> {
  /** Somebody looks at it, until what this returns is called. */
  watch(): () => void;
}

/** What it needs of the world around it. */
export interface LiveRulePreviewWorld {
  readonly transport: Transport;
  readonly ruleForm: RuleForm;
  after(milliseconds: number, callback: () => void): () => void;
}

const NOTHING: RulePreviewSnapshot = { preview: null, problem: null };

/** Begins with nothing, and asks for nothing as long as nobody looks. */
export function createLiveRulePreview(world: LiveRulePreviewWorld): LiveRulePreview {
  const { transport, ruleForm } = world;
  const store = createStore(NOTHING);
  let isWatched = false;
  /** What the preview is about, as text; empty: nothing. */
  let about = '';
  let cancelPause: () => void = () => undefined;

  const look = async (rule: RuleSettings) => {
    const asked = about;
    const result = await transport.request('rule.preview', { rule });
    if (asked !== about) return;
    if (!result.ok) store.set({ preview: null, problem: result.problem });
    else if (store.get().preview?.preview !== result.value.preview) {
      store.set({ preview: result.value, problem: null });
    }
  };
  const lookSoon = () => {
    const rule = isWatched ? meantBy(ruleForm) : null;
    const wanted = rule === null ? '' : JSON.stringify([rule.when, rule.do]);
    if (wanted === about) return;
    about = wanted;
    cancelPause();
    if (rule === null) store.set(NOTHING);
    else cancelPause = world.after(PAUSE_MS, () => void look(rule));
  };
  const stop = () => {
    const { preview } = store.get();
    if (preview?.state !== 'going') return;
    void transport.request('work.cancel', { kind: 'previewing', of: preview.preview });
  };
  ruleForm.subscribe(lookSoon);
  ruleForm.when.subscribe(lookSoon);
  transport.subscribe((event) => {
    if (about === '') return;
    // The first notice may be here before the answer that it belongs to; later numbers are those of later previews.
    const known = store.get().preview?.preview ?? 0;
    if (event.type === 'rule-preview' && event.preview.preview >= known) {
      store.set({ preview: event.preview, problem: null });
    }
    if (event.type === 'reading-restarted') store.set({ preview: null, problem: event.problem });
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    watch() {
      isWatched = true;
      lookSoon();
      return () => {
        stop();
        isWatched = false;
        lookSoon();
      };
    },
  };
}

/** The rule as far as it makes sense: its last query that could be read, and what it does, or nothing yet. */
function meantBy({ get, when }: RuleForm): RuleSettings | null {
  const form = get();
  if (form === null) return null;
  const { applied } = when.get();
  const draft = { ...form.draft, name: 'preview', when: applied };
  const read = readDraft(draft);
  if (read.ok) return read.settings;
  const note = { action: 'note', text: 'preview' } as const;
  return {
    name: 'preview',
    enabled: true,
    when: applied,
    do: [note],
    probability: 1,
    skip: 0,
    every: 1,
    per: 'all',
  };
}
