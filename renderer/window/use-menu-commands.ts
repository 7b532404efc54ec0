import { useEffect } from 'react';
import { COMMANDS } from '../../app/commands.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Does what is chosen from the menu of the desktop window, and says so where it cannot be done now. */
export function useMenuCommands(): void {
  const { watchCommands, commands, dialogs, notices } = useViewer();
  useEffect(
    () =>
      watchCommands((id) => {
        // A menu is beside the page, so it is there while a dialog is open, too: the dialog gives way.
        dialogs.close();
        if (commands.run(id)) return;
        const { title, needs = 'SMTP Spy to answer' } = COMMANDS[id];
        notices.bad(`${title.replace('…', '')}: not now`, `It needs ${needs}.`);
      }),
    [watchCommands, commands, dialogs, notices],
  );
}
