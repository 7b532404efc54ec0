import { LockKeyhole, ShieldAlert } from 'lucide-react';
import type { TlsDetails, TlsEvent } from '../../app/transcript/details.ts';
import type { CertificateFacts } from '../../app/transcript/tls-facts.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { tlsRows, tlsTitle, verdictOf } from '../words/tls.ts';
import './tls-tab.css';
import { useDetails } from './use-details.ts';

/** TLS with either side: what was agreed on, how long that took, and which certificates were shown. */
export function TlsTab() {
  const { known, problem } = useDetails();
  if (known === null) return problem === null ? null : <p className="details-nothing">{problem.text}</p>;
  if (known.tls.length === 0) {
    return (
      <EmptyState
        title="Nothing of this conversation was encrypted"
        text="Everybody on the way could read it, passwords included. TLS begins with STARTTLS, or with the connection on port 465."
      />
    );
  }
  return known.tls.map((details) => <TlsCard key={details.row} details={details} />);
}

function TlsCard({ details: { row, event } }: { readonly details: TlsDetails }) {
  const { line } = useViewer();
  const verdict = verdictOf(event);
  return (
    <section className="details-part" aria-label={tlsTitle(event)}>
      <h2 className="details-heading">
        {tlsTitle(event)} ·{' '}
        <button type="button" className="details-link" onClick={() => line.want(row)}>
          show
        </button>
      </h2>
      {verdict !== null && (
        <p className={`tls-verdict is-${verdict.tone}`}>
          {verdict.tone === 'good' ? (
            <LockKeyhole size={15} aria-hidden />
          ) : (
            <ShieldAlert size={15} aria-hidden />
          )}
          <VisibleText text={verdict.text} />
        </p>
      )}
      <dl className="tls-rows">
        {tlsRows(event).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <VisibleText text={value} />
            </dd>
          </div>
        ))}
      </dl>
      <Chain title="Certificates shown" chain={chainOf(event)} />
      {event.event === 'tls' && <Chain title="Certificates of the client" chain={event.clientChain} />}
    </section>
  );
}

function chainOf(event: TlsEvent): readonly CertificateFacts[] {
  return event.event === 'tls' || event.event === 'server-hello' ? event.chain : [];
}

interface ChainProps {
  readonly title: string;
  readonly chain: readonly CertificateFacts[];
}

function Chain({ title, chain }: ChainProps) {
  if (chain.length === 0) return null;
  return (
    <>
      <h3 className="tls-chain-title">{title}</h3>
      <ol className="tls-chain">
        {chain.map((certificate, place) => (
          <Certificate key={`${place} ${certificate.fingerprint}`} certificate={certificate} />
        ))}
      </ol>
    </>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateFacts }) {
  const { subject, issuer, names, validFrom, validTo, fingerprint } = certificate;
  return (
    <li>
      <p className="tls-subject">
        <VisibleText text={subject} />
      </p>
      <dl className="tls-rows">
        {names.length > 0 && (
          <div>
            <dt>For</dt>
            <dd>
              <VisibleText text={names.join(', ')} />
            </dd>
          </div>
        )}
        <div>
          <dt>Issued by</dt>
          <dd>
            <VisibleText text={issuer} />
          </dd>
        </div>
        <div>
          <dt>Valid</dt>
          <dd>
            {validFrom.slice(0, 10)} to {validTo.slice(0, 10)}
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd className="tls-fingerprint">
            <VisibleText text={fingerprint} />
          </dd>
        </div>
      </dl>
    </li>
  );
}
