import {
  ArrowRight,
  FolderOpen,
  Play,
  Scale,
  Send,
  Settings,
  Settings2,
  Square,
  SquareChevronRight,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { COMMANDS } from '../../app/commands.ts';
import type { CommandId } from '../../app/commands.ts';
import type { ApplicationState } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { HoldButton } from '../holds/hold-button.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { clientAddress, upstreamName } from '../words/address.ts';
import { ariaKeys } from '../words/keys.ts';
import { IS_MAC, withKeys } from '../parts/platform.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import './top-bar.css';
import { useListenerSwitch } from '../listeners/use-listener-switch.ts';

/** Where the spy listens and whom it speaks to, and what can be done about it. */
export function TopBar() {
  const { application, actions } = useViewer();
  const { state } = useStore(application);
  const { sending } = useStore(actions.busy);
  const listening = state?.listeners[0].status.state === 'listening';
  return (
    <header className="top-bar-place">
      <div className="top-bar">
        {state === null ? (
          <span className="top-bar-waiting">SMTP Spy</span>
        ) : (
          <ListenerControls state={state} />
        )}
        <div className="top-bar-space" />
        <HoldButton />
        <button
          type="button"
          className="button"
          aria-label="Send a test message"
          disabled={!listening || sending}
          title={listening ? 'Sends a short message through the spy' : 'The listener has to run for that'}
          onClick={() => void actions.sendTestMessage()}
        >
          <Send size={15} aria-hidden />
          <span className="top-bar-words">Send a test message</span>
        </button>
        <CommandButton id="open-files" label="Open files">
          <FolderOpen size={15} aria-hidden />
        </CommandButton>
        <CommandButton id="rules" label="Rules">
          <Scale size={15} aria-hidden />
        </CommandButton>
        <CommandButton id="palette" label="Command palette">
          <SquareChevronRight size={15} aria-hidden />
        </CommandButton>
        <CommandButton id="settings" label="Settings">
          <Settings size={15} aria-hidden />
        </CommandButton>
      </div>
    </header>
  );
}

interface CommandButtonProps {
  readonly id: CommandId;
  readonly label: string;
  readonly children: ReactNode;
}

function CommandButton({ id, label, children }: CommandButtonProps) {
  const { commands } = useViewer();
  const available = useStore(commands).has(id);
  return (
    <button
      type="button"
      className="button button-icon"
      aria-label={label}
      disabled={!available}
      aria-keyshortcuts={ariaKeys(COMMANDS[id].keys, IS_MAC)}
      title={withKeys(label, id)}
      onClick={() => commands.run(id)}
    >
      {children}
    </button>
  );
}

function ListenerControls({ state }: { readonly state: ApplicationState }) {
  const { application, dialogs } = useViewer();
  const { busy } = useStore(application);
  const { listening, toggle } = useListenerSwitch();
  const [{ status }] = state.listeners;
  return (
    <div className="listener">
      <button
        type="button"
        className="listener-button"
        aria-haspopup="dialog"
        title="Change where to listen, and the server"
        onClick={() => dialogs.openListener()}
      >
        <StatusMark status={status} />
        <Route state={state} />
        <Settings2 className="listener-change" size={15} aria-hidden />
      </button>
      <button type="button" className="button" disabled={busy} onClick={() => void toggle()}>
        {listening ? <Square size={13} aria-hidden /> : <Play size={14} aria-hidden />}
        {listening ? 'Stop' : 'Start'}
        {state.listeners.length > 1 && ' all'}
      </button>
    </div>
  );
}

function Route({ state }: { readonly state: ApplicationState }) {
  const [{ settings, status }, ...others] = state.listeners;
  const from = endpointName(clientAddress(settings, status));
  const to = upstreamName(settings.upstream);
  return (
    <span className="listener-route" title={`${from} → ${to}`}>
      <span className="listener-from">{from}</span>
      <ArrowRight size={13} aria-label="to" />
      <span className="listener-to">{to}</span>
      {others.length > 0 && <span className="listener-more">+{others.length}</span>}
    </span>
  );
}
