import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { CommandPalette } from '../palette/command-palette.tsx';
import { ClearDialog, NoteDialog, SaveQueryDialog } from '../conversations/conversation-dialogs.tsx';
import { ExportDialog } from '../conversations/export-dialog.tsx';
import { ListenerPanel } from '../listeners/listener-panel.tsx';
import { RulesPanel } from '../rules/rules-panel.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';

/** The dialog that is open, if one is. */
export function DialogPlace() {
  const { dialogs } = useViewer();
  const dialog = useStore(dialogs);
  if (dialog !== null && typeof dialog === 'object') {
    const { address, part } = dialog;
    return <ListenerPanel key="listener" begins={{ address, part }} onClose={dialogs.close} />;
  }
  switch (dialog) {
    case null:
      return null;
    case 'palette':
      return <CommandPalette onClose={dialogs.close} />;
    case 'shortcuts':
      return <ShortcutSheet onClose={dialogs.close} />;
    case 'note':
      return <NoteDialog onClose={dialogs.close} />;
    case 'save-query':
      return <SaveQueryDialog onClose={dialogs.close} />;
    case 'clear':
      return <ClearDialog onClose={dialogs.close} />;
    case 'export':
      return <ExportDialog onClose={dialogs.close} />;
    case 'settings':
      return <SettingsDialog onClose={dialogs.close} />;
    case 'rules':
      return <RulesPanel onClose={dialogs.close} />;
    case 'authority':
      return <ListenerPanel key="authority" begins="authority" onClose={dialogs.close} />;
  }
}
