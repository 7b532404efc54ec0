import { ArrowRight, CircleDot, CircleX, Send, Settings2, Square, Play } from 'lucide-react';
import type { ApplicationState, ListenerStatus } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { clientAddress, upstreamName } from '../words/address.ts';
import { ThemeMenu } from './theme-menu.tsx';
import './top-bar.css';
import { useListenerSwitch } from './use-listener-switch.ts';

/** Where the spy listens and whom it speaks to, and what can be done about it. */
export function TopBar() {
  const { application, actions } = useViewer();
  const { state } = useStore(application);
  const { sending } = useStore(actions.busy);
  const listening = state?.listeners[0].status.state === 'listening';
  return (
    <header className="top-bar">
      {state === null ? (
        <span className="top-bar-waiting">SMTP Spy</span>
      ) : (
        <ListenerControls state={state} />
      )}
      <div className="top-bar-space" />
      <button
        type="button"
        className="button"
        disabled={!listening || sending}
        title={listening ? 'Sends a short message through the spy' : 'The listener has to run for that'}
        onClick={() => void actions.sendTestMessage()}
      >
        <Send size={15} aria-hidden />
        Send a test message
      </button>
      <ThemeMenu />
    </header>
  );
}

function ListenerControls({ state }: { readonly state: ApplicationState }) {
  const { application, dialogs } = useViewer();
  const { busy } = useStore(application);
  const { listening, toggle } = useListenerSwitch();
  const { status } = state.listeners[0];

  return (
    <div className="listener">
      <button
        type="button"
        className="listener-button"
        aria-haspopup="dialog"
        title="Change where to listen, and the server"
        onClick={() => dialogs.open('listener')}
      >
        <StatusMark status={status} />
        <Route state={state} />
        <Settings2 className="listener-change" size={15} aria-hidden />
      </button>
      <button type="button" className="button" disabled={busy} onClick={() => void toggle()}>
        {listening ? <Square size={13} aria-hidden /> : <Play size={14} aria-hidden />}
        {listening ? 'Stop' : 'Start'}
      </button>
    </div>
  );
}

function StatusMark({ status }: { readonly status: ListenerStatus }) {
  switch (status.state) {
    case 'listening':
      return (
        <span className="listener-status listener-listening">
          <CircleDot size={15} aria-hidden /> Listening
        </span>
      );
    case 'stopped':
      return (
        <span className="listener-status listener-stopped">
          <Square size={14} aria-hidden /> Stopped
        </span>
      );
    case 'failed':
      return (
        <span className="listener-status listener-failed">
          <CircleX size={15} aria-hidden /> Not listening
        </span>
      );
  }
}

function Route({ state }: { readonly state: ApplicationState }) {
  const { settings, status } = state.listeners[0];
  const from = endpointName(clientAddress(settings, status));
  const to = upstreamName(settings.upstream);
  return (
    <span className="listener-route" title={`${from} → ${to}`}>
      <span className="listener-from">{from}</span>
      <ArrowRight size={13} aria-label="to" />
      <span className="listener-to">{to}</span>
    </span>
  );
}
