import { Plus, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { ApplicationState, ListenerState } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { Modal } from '../parts/modal.tsx';
import type { ListenerDialog, ListenerPart } from '../state/dialogs.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { AuthoritySection } from './authority-section.tsx';
import { ClientSettings } from './client-settings.tsx';
import { ListenerForm } from './listener-form.tsx';
import './listener-panel.css';
import { ListenerList } from './listener-list.tsx';
import { ListenerNumbers } from './listener-numbers.tsx';
import { ListenerSummary } from './listener-summary.tsx';
import { proposedListener } from './proposed-listener.ts';

/** What the panel shows: one of the listeners, one that is to be made, or the authority that all of them have in common. */
type Shown = number | 'new' | 'authority';

interface ListenerPanelProps {
  /** What it shows at first. */
  readonly begins: ListenerDialog | 'authority';
  readonly onClose: () => void;
}

/** All listeners: where each stands, how clients are pointed at it and brought to trust it, and its settings. */
export function ListenerPanel({ begins, onClose }: ListenerPanelProps) {
  const { application } = useViewer();
  const { state } = useStore(application);
  const [shown, setShown] = useState<Shown | null>(() => firstShown(begins, state));
  const [part, setPart] = useState(begins === 'authority' ? null : begins.part);
  if (state === null) return null;
  const show = (another: Shown | null) => {
    setShown(another);
    setPart(null);
  };
  const { listeners } = state;
  const [first] = listeners;
  const isListener = shown !== 'new' && shown !== 'authority';
  const chosen = isListener ? (listeners.find(({ listener }) => listener === shown) ?? first) : null;
  return (
    <Modal title="Listener and server" size="wide" onClose={onClose}>
      <div className="listener-panel">
        <div className="listener-panel-side">
          <ListenerList listeners={listeners} chosen={chosen?.listener ?? null} onChoose={show} />
          <button
            type="button"
            className="button listener-panel-add"
            aria-pressed={shown === 'new'}
            onClick={() => show('new')}
          >
            <Plus size={14} aria-hidden />
            Add a listener
          </button>
          <button
            type="button"
            className="button listener-panel-authority"
            aria-pressed={shown === 'authority'}
            onClick={() => show('authority')}
          >
            <ShieldCheck size={14} aria-hidden />
            Certificate authority
          </button>
        </div>
        {shown === 'authority' && <AuthoritySection />}
        {shown === 'new' && (
          <NewListener
            others={listeners}
            onAdded={() => show(application.get().state?.listeners.at(-1)?.listener ?? null)}
          />
        )}
        {chosen !== null && (
          <ChosenListener
            key={chosen.listener}
            listener={chosen}
            part={part}
            removable={listeners.length > 1}
            onTrust={() => show('authority')}
            onDone={onClose}
          />
        )}
      </div>
    </Modal>
  );
}

/** The listener that is named, or else the first: null. */
function firstShown(begins: ListenerDialog | 'authority', state: ApplicationState | null): Shown | null {
  if (begins === 'authority' || begins.address === null) return begins === 'authority' ? begins : null;
  const named = state?.listeners.find(({ status }) =>
    status.state === 'listening' ? status.addresses.map(endpointName).includes(begins.address ?? '') : false,
  );
  return named?.listener ?? null;
}

interface ChosenListenerProps {
  readonly listener: ListenerState;
  /** What one has come for. */
  readonly part: ListenerPart | null;
  readonly removable: boolean;
  /** The person wants to know how a client is brought to trust the spy. */
  readonly onTrust: () => void;
  readonly onDone: () => void;
}

function ChosenListener({ listener, part, removable, onTrust, onDone }: ChosenListenerProps) {
  const { application } = useViewer();
  return (
    <div className="listener-panel-main">
      <ListenerSummary listener={listener} removable={removable} />
      {listener.status.state === 'listening' && (
        <ClientSettings
          settings={listener.settings}
          status={listener.status}
          takesFocus={part === 'clients'}
          onTrust={onTrust}
        />
      )}
      <ListenerForm
        settings={listener.settings}
        status={listener.status}
        part={part}
        note="Conversations under way go on."
        action="Apply"
        onApply={(settings) => application.start(listener.listener, settings)}
        onDone={onDone}
      />
      {/* Last: they come in a moment later, and would push away what one has come for. */}
      <ListenerNumbers listener={listener} />
    </div>
  );
}

interface NewListenerProps {
  readonly others: readonly ListenerState[];
  readonly onAdded: () => void;
}

function NewListener({ others, onAdded }: NewListenerProps) {
  const { application } = useViewer();
  return (
    <div className="listener-panel-main">
      <h3 className="listener-panel-title">One more listener</h3>
      <p className="listener-panel-lead">
        With a port and a server of its own: one for each server that you send through, or for each kind of
        protection that you want to try.
      </p>
      <ListenerForm
        settings={proposedListener(others)}
        status={{ state: 'stopped' }}
        part={null}
        note="It listens at once."
        action="Add"
        onApply={(settings) => application.add(settings)}
        onDone={onAdded}
      />
    </div>
  );
}
