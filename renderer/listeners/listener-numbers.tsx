import type { ListenerState } from '../../app/contract.ts';
import { count, size } from '../words/measures.ts';
import './listener-numbers.css';
import { useListenerTally } from './use-listener-tally.ts';

/** What came of the conversations at a listener, in numbers. */
export function ListenerNumbers({ listener }: { readonly listener: ListenerState }) {
  const tally = useListenerTally(listener);
  if (tally === null || tally.conversations === 0) return null;
  const numbers = [
    ['Conversations', count(tally.conversations)],
    ['With a refusal', count(tally.refused)],
    ['Failed', count(tally.failed)],
    ['Messages accepted', count(tally.messages)],
    ['From clients', size(tally.bytesFromClients)],
    ['From the server', size(tally.bytesFromServer)],
  ] as const;
  return (
    <section className="listener-numbers" aria-label="Since SMTP Spy was started">
      <h3>Since SMTP Spy was started</h3>
      <dl>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
