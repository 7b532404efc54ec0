import { explainCapability } from '../../app/smtp/explain/capabilities.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import type { ServerOffer } from '../../app/transcript/details.ts';
import { compareOffers, offerTitle, type ComparedCapability } from '../words/offers.ts';
import { ExplainedParts } from './explained-parts.tsx';
import { LoginCard } from './login-card.tsx';
import './server-tab.css';
import { useDetails } from './use-details.ts';

/** What the server can do, before TLS and behind it, and who logged in. */
export function ServerTab() {
  const { known, problem } = useDetails();
  if (known === null) return problem === null ? null : <p className="details-nothing">{problem.text}</p>;
  const { offers, logins, allLogins } = known;
  if (offers.length === 0 && logins.length === 0) {
    return (
      <EmptyState
        title="The server has not said what it can do"
        text="It does so in reply to EHLO. Here each of its capabilities is explained."
      />
    );
  }
  return (
    <>
      {logins.map((login) => (
        <LoginCard key={login.exchange} login={login} />
      ))}
      {allLogins > logins.length && (
        <p className="details-nothing">And {allLogins - logins.length} more logins.</p>
      )}
      {offers.length > 0 && <Capabilities offers={offers} />}
    </>
  );
}

function Capabilities({ offers }: { readonly offers: readonly ServerOffer[] }) {
  const { line } = useViewer();
  return (
    <section className="details-part" aria-label="Capabilities">
      <h2 className="details-heading">What the server can do</h2>
      <ul className="offers">
        {offers.map((offer) => (
          <li key={offer.row}>
            <button type="button" className="details-link" onClick={() => line.want(offer.row)}>
              {offerTitle(offer)}
            </button>{' '}
            <span className="offer-greeting">
              <VisibleText text={offer.greeting} />
            </span>
          </li>
        ))}
      </ul>
      <table className="capabilities">
        <thead className="out-of-sight">
          <tr>
            <th scope="col">Capability</th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {compareOffers(offers).map((compared) => (
            <CapabilityRow key={compared.keyword} compared={compared} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CapabilityRow({ compared }: { readonly compared: ComparedCapability }) {
  const { keyword, parameters, change, before } = compared;
  const { sentence, parts } = explainCapability(keyword, parameters);
  return (
    <tr className={change === 'gone' ? 'is-gone' : undefined}>
      <th scope="row">
        <VisibleText text={keyword} />
        {change !== null && <span className={`capability-change is-${change}`}>{CHANGES[change]}</span>}
      </th>
      <td>
        <p>{sentence}</p>
        {parameters.length > 0 && parts.length === 0 && (
          <code>
            <VisibleText text={parameters.join(' ')} />
          </code>
        )}
        <ExplainedParts parts={parts} />
        {change === 'changed' && (
          <p className="capability-before">
            before: <VisibleText text={before.length === 0 ? 'nothing' : before.join(' ')} />
          </p>
        )}
      </td>
    </tr>
  );
}

const CHANGES = { new: 'new', gone: 'gone', changed: 'changed' } as const;
