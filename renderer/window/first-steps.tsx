import { CircleX, Play, Radio, Send, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { ApplicationState } from '../../app/contract.ts';
import type { ListenerPart } from '../state/dialogs.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { clientAddress, numericAddress, upstreamName } from '../words/address.ts';
import { clientTarget } from '../words/client-settings.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import './first-steps.css';

/** What to do while nothing has been captured: a lesson, or what keeps the listener from listening. */
export function FirstSteps() {
  const { application } = useViewer();
  const { state } = useStore(application);
  if (state === null) return null;
  switch (state.listeners[0].status.state) {
    case 'listening':
      return <Lesson state={state} />;
    case 'stopped':
      return (
        <EmptyState
          icon={<Square size={28} aria-hidden />}
          title="The listener is stopped"
          text="Mail clients cannot connect until it runs. Start it, then send something."
        >
          <StartButton state={state} label="Start listening" />
        </EmptyState>
      );
    case 'failed':
      return (
        <EmptyState
          icon={<CircleX size={28} aria-hidden />}
          title="The listener could not start"
          text="Mail clients cannot connect until it runs. Change where it listens, or try again when the cause is gone."
        >
          <div className="first-steps-buttons">
            <ChangeButton />
            <StartButton state={state} label="Try again" />
          </div>
        </EmptyState>
      );
  }
}

function StartButton({ state, label }: { readonly state: ApplicationState; readonly label: string }) {
  const { application } = useViewer();
  const { busy } = useStore(application);
  return (
    <button
      type="button"
      className="button button-main"
      disabled={busy}
      onClick={() => void application.start(state.listeners[0].listener)}
    >
      <Play size={14} aria-hidden />
      {label}
    </button>
  );
}

function ChangeButton() {
  const { dialogs } = useViewer();
  return (
    <button type="button" className="button" onClick={() => dialogs.openListener('port')}>
      Change the listener
    </button>
  );
}

function Lesson({ state }: { readonly state: ApplicationState }) {
  const { settings, status } = state.listeners[0];
  const { address, port } = clientAddress(settings, status);
  const builtIn = settings.upstream === BUILT_IN;
  const { needsNoLogin, lmtp } = clientTarget(settings, status, state.builtIn);
  const swaks = `swaks --server ${numericAddress(settings, status)} --to you@example.com${lmtp ? ' --protocol LMTP' : ''}`;
  const server = upstreamName(settings.upstream);
  return (
    <div className="first-steps">
      <div className="first-steps-head">
        <Radio size={26} aria-hidden />
        <div>
          <h1>Waiting for the first conversation</h1>
          <p>
            {builtIn
              ? 'Send mail through SMTP Spy and watch every line of it. The built-in server answers; nothing is delivered.'
              : `Send mail through SMTP Spy and watch every line of it. Everything is passed on to ${server}.`}
          </p>
        </div>
      </div>
      <ol>
        <Step title="Send a test message from here">
          <p>The quickest way to see a whole conversation{builtIn ? '.' : `. ${server} receives it, too.`}</p>
          <TestButton />
        </Step>
        <Step title="Or point your mail client here">
          <dl className="settings">
            <Setting name="Server" value={address} copy />
            <Setting name="Port" value={String(port)} copy />
            <Setting
              name="Encryption"
              value={builtIn ? 'None' : 'None, or STARTTLS if the server offers it'}
            />
            <Setting name="Login" value={needsNoLogin ? 'None needed' : 'As the server asks for'} />
          </dl>
          <p className="first-steps-more">
            <PanelButton label="Settings for Thunderbird, Outlook, PHP, Python …" part="clients" />
          </p>
        </Step>
        <Step title="Or use the command line">
          <div className="command-line">
            <code>{swaks}</code>
            <CopyButton text={swaks} label="Copy the command" />
          </div>
        </Step>
        {builtIn && (
          <Step title="Is it your own server that refuses?">
            <p>
              Name it, and the same mail goes through SMTP Spy to it. Each line is explained: what was
              refused, why, and what to try.
            </p>
            <PanelButton label="Name your mail server" part="server" />
          </Step>
        )}
      </ol>
    </div>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li>
      <h2>{title}</h2>
      {children}
    </li>
  );
}

interface PanelButtonProps {
  readonly label: string;
  /** What one comes for. */
  readonly part: ListenerPart;
}

function PanelButton({ label, part }: PanelButtonProps) {
  const { dialogs } = useViewer();
  return (
    <button type="button" className="button" onClick={() => dialogs.openListener(part)}>
      {label}
    </button>
  );
}

function TestButton() {
  const { actions } = useViewer();
  const { sending } = useStore(actions.busy);
  return (
    <button
      type="button"
      className="button button-main"
      disabled={sending}
      onClick={() => void actions.sendTestMessage()}
    >
      <Send size={15} aria-hidden />
      Send one now
    </button>
  );
}

interface SettingProps {
  readonly name: string;
  readonly value: string;
  readonly copy?: boolean;
}

function Setting({ name, value, copy = false }: SettingProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={copy ? 'mono' : ''}>{value}</span>
        {copy && <CopyButton text={value} label={`Copy the ${name.toLowerCase()}`} />}
      </dd>
    </div>
  );
}
