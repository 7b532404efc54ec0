import type { PreferenceValues } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { useCommand } from '../parts/use-command.ts';
import { useSearch } from './use-search.ts';

/** The commands of the list of conversations, also while it is hidden. */
export function useConversationCommands(): void {
  const { conversations, selection, annotations, dialogs, listFilter, preferences, summary } = useViewer();
  const { total } = useStore(conversations);
  const { session } = useStore(selection);
  const { applied } = useStore(listFilter);
  const undoable = useStore(annotations.undoable);
  const chosen = useStore(summary);
  const search = useSearch();
  const some = total !== null && total > 0;
  const one = session !== null;
  useCommand('search-conversations', () => search(), some);
  useCommand('save-query', () => dialogs.open('save-query'), applied !== '');
  useCommand('pin-conversation', () => void annotations.pin(selection.acted(), chosen?.pinned !== true), one);
  useCommand('note-conversation', () => dialogs.open('note'), chosen !== null);
  useCommand('export-conversations', () => dialogs.open('export'), one);
  useCommand('delete-conversation', () => void annotations.remove(selection.acted()), one);
  useCommand('undo-delete', () => void annotations.undo(), undoable.length > 0);
  useCommand('clear-conversations', () => dialogs.open('clear'), some);
  useCommand(
    'toggle-overview',
    () => preferences.change({ listShown: true, overviewShown: !isOverviewOnScreen(preferences.get()) }),
    some,
  );
}

function isOverviewOnScreen({ listShown, overviewShown }: PreferenceValues): boolean {
  return listShown && overviewShown;
}
