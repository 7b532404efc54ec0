import { Search } from 'lucide-react';
import { useEffect, useId, useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import {
  commandEntries,
  conversationEntries,
  findEntries,
  ruleEntries,
  searchEntries,
  settingEntries,
} from './entries.ts';
import type { FoundEntry, PaletteAction, PaletteEntry } from './entries.ts';
import { useBeginRule } from '../rules/use-begin-rule.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { writeDraft } from '../words/rule-draft.ts';
import './command-palette.css';
import { useModal } from '../parts/modal.tsx';
import { PaletteList } from './palette-list.tsx';
import { useSearch } from '../conversations/use-search.ts';

/** Conversations that the palette knows by name: those of a working day. */
const MOST_CONVERSATIONS = 500;

/** Everything that can be done or gone to, found by typing: a combobox over a list (ARIA practices). */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const dialog = useModal(onClose);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const found = useFound(typed);
  const act = useAction(onClose);
  const listId = useId();

  const onKeyDown = (event: KeyboardEvent) => {
    const next = placeByKey(event.key, active, found.length);
    if (next !== null) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const entry = found[active];
      if (entry !== undefined) act(entry.action);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onClose();
    }
  };

  return (
    <dialog ref={dialog} className="palette floating" aria-label="Command palette" onClose={onClose}>
      <div className="palette-field">
        <Search size={16} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label="What to do or where to go"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={found.length === 0 ? undefined : `${listId}-${active}`}
          placeholder="A command, a search, a setting, or a conversation: who, to whom, subject"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <PaletteList id={listId} found={found} active={active} onAct={(entry) => act(entry.action)} />
      <output className="out-of-sight">
        {found.length === 0 ? 'Nothing is called that' : counted(found.length, 'result')}
      </output>
    </dialog>
  );
}

function useFound(typed: string): readonly FoundEntry[] {
  const { application, commands, preferences, recentConversations } = useViewer();
  const available = useStore(commands);
  const values = useStore(preferences);
  const [conversations, setConversations] = useState<readonly PaletteEntry[]>([]);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const summaries = await recentConversations(MOST_CONVERSATIONS);
      if (wanted) setConversations(conversationEntries(summaries, new Date()));
    };
    void read();
    return () => {
      wanted = false;
    };
  }, [recentConversations]);
  return useMemo(() => {
    const entries = [
      ...commandEntries(available, application.get().state?.host),
      ...conversations,
      ...(available.has('search-conversations') ? searchEntries(values.savedQueries) : []),
      ...(available.has('new-rule') ? ruleEntries() : []),
      ...settingEntries(values),
    ];
    return findEntries(typed, entries);
  }, [application, typed, available, values, conversations]);
}

/** Closes first, so that the focus is where it was and the command finds what it would have found without a palette. */
function useAction(onClose: () => void): (action: PaletteAction) => void {
  const { commands, preferences, selection } = useViewer();
  const beginRule = useBeginRule();
  const search = useSearch();
  return (action) => {
    onClose();
    // After the dialog has gone, and given the focus back.
    setTimeout(() => {
      switch (action.type) {
        case 'command':
          return void commands.run(action.id);
        case 'setting':
          return preferences.change(action.change);
        case 'conversation':
          return selection.choose(action.session);
        case 'search':
          return search(action.query);
        case 'rule':
          return beginRule(writeDraft(action.rule));
      }
    });
  };
}

function placeByKey(key: string, place: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (place + 1) % count;
    case 'ArrowUp':
      return (place - 1 + count) % count;
    case 'PageDown':
      return Math.min(place + 10, count - 1);
    case 'PageUp':
      return Math.max(place - 10, 0);
    default:
      return null;
  }
}
