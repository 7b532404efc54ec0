import type { AuthenticationResults, Hop, Signature } from '../../app/contract.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { duration, fullTime } from '../words/measures.ts';

/** The way that a message came, by its own account. */
export function HopsCard({ hops }: { readonly hops: readonly Hop[] }) {
  return (
    <section className="details-part" aria-label="The way it came">
      <h2 className="details-heading">The way it came, by its Received fields</h2>
      <ol className="hops">
        {hops.map((hop, place) => (
          <HopItem key={`${place} ${hop.text}`} hop={hop} />
        ))}
      </ol>
    </section>
  );
}

function HopItem({ hop: { from, by, protocol, at, tookMs, text } }: { readonly hop: Hop }) {
  return (
    <li>
      <p>
        {from === '' && by === '' ? (
          <VisibleText text={text} />
        ) : (
          <>
            <VisibleText text={from === '' ? 'somebody' : from} /> →{' '}
            <VisibleText text={by === '' ? 'somebody' : by} />
          </>
        )}
        {protocol !== '' && (
          <span className="hop-facts">
            {' '}
            <VisibleText text={protocol} />
          </span>
        )}
      </p>
      <p className="hop-facts">
        {at === null ? 'no date that can be read' : fullTime(at * 1_000)}
        {tookMs !== null &&
          ` · ${tookMs < 0 ? `${duration(-tookMs)} earlier, by its clock` : `${duration(tookMs)} later`}`}
      </p>
    </li>
  );
}

interface SignaturesCardProps {
  readonly signatures: readonly Signature[];
  readonly results: readonly AuthenticationResults[];
}

/** Signatures, and what servers say to have verified; nothing of it is verified here. */
export function SignaturesCard({ signatures, results }: SignaturesCardProps) {
  return (
    <section className="details-part" aria-label="Signatures">
      <h2 className="details-heading">Signatures and results</h2>
      <p className="message-cut">Not verified here: anybody can write these fields.</p>
      {signatures.map((signature, place) => (
        <SignatureItem key={`${place} ${signature.domain}`} signature={signature} />
      ))}
      {results.map(({ server, results: said }, place) => (
        <div key={`${place} ${server}`} className="results">
          <p>
            <strong>
              <VisibleText text={server} />
            </strong>{' '}
            says:
          </p>
          <ul>
            {said.map(({ method, result, properties }, at) => (
              <li key={`${at} ${method}`}>
                <code>
                  <VisibleText text={method} />
                </code>{' '}
                <strong className={`result is-${result === 'pass' ? 'pass' : 'other'}`}>
                  <VisibleText text={result} />
                </strong>{' '}
                <span className="hop-facts">
                  <VisibleText text={properties} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function SignatureItem({ signature }: { readonly signature: Signature }) {
  const { domain, selector, algorithm, fields, at, expires, length } = signature;
  return (
    <div className="signature">
      <p>
        <strong>DKIM</strong> by <VisibleText text={domain} />, key <VisibleText text={selector} />,{' '}
        <VisibleText text={algorithm} />
      </p>
      <p className="hop-facts">
        covers <VisibleText text={fields.join(', ')} />
        {length !== null && ` and ${length} bytes of the body`}
        {at !== null && ` · signed ${fullTime(at * 1_000)}`}
        {expires !== null && ` · until ${fullTime(expires * 1_000)}`}
      </p>
    </div>
  );
}
