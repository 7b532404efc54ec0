import { TEXT_SIZES } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useBeginRule } from '../rules/use-begin-rule.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isDark } from './use-appearance.ts';
import { useCommand } from '../parts/use-command.ts';
import { useListenerSwitch } from '../listeners/use-listener-switch.ts';

/** The commands of the window as a whole. Those of a pane are provided by the pane. */
export function useWindowCommands(): void {
  useDialogCommands();
  useSendingCommands();
  useWalkingCommands();
  useAppearanceCommands();
}

function useDialogCommands(): void {
  const { application, dialogs } = useViewer();
  const { state } = useStore(application);
  const beginRule = useBeginRule();
  useCommand('palette', () => dialogs.open('palette'));
  useCommand('shortcuts', () => dialogs.open('shortcuts'));
  useCommand('settings', () => dialogs.open('settings'));
  useCommand('listener', () => dialogs.openListener(), state !== null);
  useCommand('rules', () => dialogs.open('rules'), state !== null);
  useCommand('new-rule', beginRule, state !== null);
  useCommand('authority', () => dialogs.open('authority'), state !== null);
}

function useSendingCommands(): void {
  const { application, actions } = useViewer();
  const { state, busy } = useStore(application);
  const { sending } = useStore(actions.busy);
  const { toggle } = useListenerSwitch();
  const listening = state?.listeners[0].status.state === 'listening';
  useCommand('send-test-message', () => void actions.sendTestMessage(), listening && !sending);
  useCommand('start-or-stop', () => void toggle(), state !== null && !busy);
}

function useWalkingCommands(): void {
  const { selection, conversations, reveal } = useViewer();
  const { total } = useStore(conversations);
  const { session } = useStore(selection);
  const some = total !== null && total > 0;
  useCommand('previous-conversation', () => void selection.move(-1), some);
  useCommand('next-conversation', () => void selection.move(1), some);
  useCommand('newest-conversation', () => selection.follow(), some);
  useCommand('reveal-secrets', () => reveal.set(!reveal.get()), session !== null);
}

function useAppearanceCommands(): void {
  const { preferences } = useViewer();
  const resize = (by: 1 | -1) => {
    const sizes = by === 1 ? TEXT_SIZES : TEXT_SIZES.toReversed();
    const { textSize } = preferences.get();
    const next = sizes.find((size) => (size - textSize) * by > 0);
    if (next !== undefined) preferences.change({ textSize: next });
  };
  useCommand('toggle-list', () => preferences.change({ listShown: !preferences.get().listShown }));
  useCommand('toggle-theme', () => preferences.change({ theme: isDark() ? 'light' : 'dark' }));
  useCommand('larger-text', () => resize(1));
  useCommand('smaller-text', () => resize(-1));
  useCommand('usual-text', () => preferences.change({ textSize: 100 }));
}
