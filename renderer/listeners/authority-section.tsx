import { Download } from 'lucide-react';
import { useCallback } from 'react';
import type { AuthorityFacts } from '../../app/contract.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useAnswer } from '../details/use-answer.ts';
import { useViewer } from '../state/viewer-context.ts';
import './authority-section.css';
import { TrustSteps } from './trust-steps.tsx';

/** The authority that signs what the spy shows to clients: what it is, its file, and how a client is brought to trust it. */
export function AuthoritySection() {
  const { request } = useViewer();
  const ask = useCallback(() => request('authority.show', {}), [request]);
  const { value, problem } = useAnswer(ask, 0);
  return (
    <section className="listener-panel-main" aria-labelledby="authority-title">
      <h3 id="authority-title" className="listener-panel-title">
        Certificate authority
      </h3>
      <p className="listener-panel-lead">
        It signs the certificates that SMTP Spy shows to mail clients, and was made for you alone. A client
        that checks certificates has to trust it, or be told not to check.
      </p>
      {problem !== null && (
        <p className="authority-problem" role="alert">
          <strong>{problem.text}</strong> {problem.remedy}
        </p>
      )}
      {value !== null && (
        <>
          <Facts facts={value.facts} />
          <TrustSteps advice={value.advice} />
        </>
      )}
    </section>
  );
}

function Facts({ facts }: { readonly facts: AuthorityFacts }) {
  const { actions } = useViewer();
  const { name, fingerprint, validFrom, validTo, file } = facts;
  return (
    <>
      <dl className="authority-facts">
        <dt>Name</dt>
        <dd>{name}</dd>
        <dt>Valid</dt>
        <dd>
          {validFrom.slice(0, 10)} to {validTo.slice(0, 10)}
        </dd>
        <dt>SHA-256</dt>
        <dd className="authority-copied">
          <span className="mono" data-testid="authority-fingerprint">
            {fingerprint}
          </span>
          <CopyButton text={fingerprint} label="Copy the fingerprint" />
        </dd>
        <dt>File</dt>
        <dd className="authority-copied">
          <span className="mono" data-testid="authority-file">
            {file}
          </span>
          <CopyButton text={file} label="Copy where the file lies" />
        </dd>
      </dl>
      <p className="authority-save">
        <button type="button" className="button" onClick={() => void actions.saveFile('authority.save', {})}>
          <Download size={15} aria-hidden />
          Save the certificate…
        </button>
        <span>For a client on another machine. It holds no key.</span>
      </p>
    </>
  );
}
