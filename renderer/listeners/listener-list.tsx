import type { ListenerState } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { clientAddress, upstreamName } from '../words/address.ts';

interface ListenerListProps {
  readonly listeners: readonly ListenerState[];
  /** The number of the one that is shown; null: none of them. */
  readonly chosen: number | null;
  readonly onChoose: (listener: number) => void;
}

/** The listeners, of which one is shown. */
export function ListenerList({ listeners, chosen, onChoose }: ListenerListProps) {
  return (
    <ul className="listener-list" aria-label="Listeners">
      {listeners.map(({ listener, settings, status }) => (
        <li key={listener}>
          <button
            type="button"
            className="listener-list-item"
            aria-current={listener === chosen}
            onClick={() => onChoose(listener)}
          >
            <StatusMark status={status} />
            <span className="listener-list-name">
              {settings.name === '' ? endpointName(clientAddress(settings, status)) : settings.name}
            </span>
            <span className="listener-list-server">→ {upstreamName(settings.upstream)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
