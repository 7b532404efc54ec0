import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { MendedIn } from '../words/ending.ts';

/** What the button is called that leads to where something is mended. */
export const MENDING: Readonly<Record<MendedIn, string>> = {
  server: 'Change the server',
  'server-security': 'Change the server',
  'client-security': 'Change the listener',
  authority: 'Show me how',
};

/** Leads to where in the window something is mended, of the listener that the conversation came by. */
export function useMend({ listener }: Pick<SessionSummary, 'listener'>): (mendedIn: MendedIn) => void {
  const { dialogs } = useViewer();
  return (mendedIn) => {
    if (mendedIn === 'authority') dialogs.open('authority');
    else dialogs.openListener(mendedIn, listener);
  };
}
