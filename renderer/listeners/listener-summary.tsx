import { Play, Square, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ListenerState } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { useSwitchOne } from './use-listener-switch.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { upstreamName } from '../words/address.ts';
import { EVERYBODY, gateSummary } from '../words/gate-form.ts';
import { count } from '../words/measures.ts';
import { CLIENT_SECURITY_WORDS, SERVER_SECURITY_WORDS } from '../words/security.ts';

interface ListenerSummaryProps {
  readonly listener: ListenerState;
  /** There are others. */
  readonly removable: boolean;
}

/** Where a listener stands: its addresses, its server, how both sides are protected, and how many are connected. */
export function ListenerSummary({ listener, removable }: ListenerSummaryProps) {
  const { application, notices } = useViewer();
  const { busy } = useStore(application);
  const switchOne = useSwitchOne();
  const { settings, status, open } = listener;
  const letIn = gateSummary(settings);
  const listening = status.state === 'listening';
  const remove = async () => {
    const problem = await application.remove(listener.listener);
    if (problem !== null) notices.bad(problem.text, problem.remedy);
  };
  return (
    <section aria-label="Status">
      <div className="listener-summary-head">
        <StatusMark status={status} />
        <span className="listener-summary-space" />
        <button type="button" className="button" disabled={busy} onClick={() => void switchOne(listener)}>
          {listening ? <Square size={13} aria-hidden /> : <Play size={14} aria-hidden />}
          {listening ? 'Stop this listener' : 'Start this listener'}
        </button>
        {removable && (
          <button type="button" className="button" disabled={busy} onClick={() => void remove()}>
            <Trash2 size={14} aria-hidden />
            Remove
          </button>
        )}
      </div>
      <dl className="listener-facts">
        <Fact name="Clients connect to">
          <span className="mono">{addressesOf(listener)}</span>
        </Fact>
        <Fact name="Server">
          <span className="mono">{upstreamName(settings.upstream)}</span>
        </Fact>
        <Fact name="Client encryption">{CLIENT_SECURITY_WORDS[settings.security].title}</Fact>
        <Fact name="Server encryption">{SERVER_SECURITY_WORDS[settings.upstreamSecurity].title}</Fact>
        {letIn !== EVERYBODY && <Fact name="Let in">{letIn}</Fact>}
        <Fact name="Open now">{count(open)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function addressesOf({ settings, status }: ListenerState): string {
  if (status.state !== 'listening')
    return endpointName({ address: settings.host || 'localhost', port: settings.port });
  return status.addresses.map(endpointName).join(', ');
}
