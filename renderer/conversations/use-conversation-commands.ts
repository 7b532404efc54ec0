import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { SEARCH_ID } from './conversation-search.tsx';
import { useChosenRow } from './use-chosen-row.ts';
import { useCommand } from '../parts/use-command.ts';

/** The commands of the list of conversations. */
export function useConversationCommands(): void {
  const { conversations, selection, annotations, dialogs, listFilter, preferences } = useViewer();
  const { total } = useStore(conversations);
  const { session } = useStore(selection);
  const { applied } = useStore(listFilter);
  const undoable = useStore(annotations.undoable);
  const chosen = useChosenRow();
  const some = total !== null && total > 0;
  const one = session !== null;
  useCommand('search-conversations', () => document.getElementById(SEARCH_ID)?.focus(), some);
  useCommand('save-query', () => dialogs.open('save-query'), applied !== '');
  useCommand('pin-conversation', () => void annotations.pin(selection.acted(), chosen?.pinned !== true), one);
  useCommand('note-conversation', () => dialogs.open('note'), chosen !== undefined);
  useCommand('export-conversations', () => dialogs.open('export'), one);
  useCommand('delete-conversation', () => void annotations.remove(selection.acted()), one);
  useCommand('undo-delete', () => void annotations.undo(), undoable.length > 0);
  useCommand('clear-conversations', () => dialogs.open('clear'), some);
  useCommand(
    'toggle-overview',
    () => preferences.change({ overviewShown: !preferences.get().overviewShown }),
    some,
  );
}
