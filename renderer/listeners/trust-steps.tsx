import { useId, useState } from 'react';
import type { TrustAdvice } from '../../app/contract.ts';
import { CopyButton } from '../parts/copy-button.tsx';

/** How the client at hand is brought to trust the authority, and how it is told not to check. */
export function TrustSteps({ advice }: { readonly advice: readonly TrustAdvice[] }) {
  const [client, setClient] = useState('');
  const id = useId();
  const chosen = advice.find((each) => each.client === client) ?? advice[0];
  if (chosen === undefined) return null;
  return (
    <section className="client-settings" aria-labelledby={`${id}-title`}>
      <div className="client-settings-head">
        <h3 id={`${id}-title`}>In your client</h3>
        <label htmlFor={id} className="out-of-sight">
          Client that has to trust it
        </label>
        <select
          id={id}
          className="input authority-client"
          value={chosen.client}
          onChange={(event) => setClient(event.target.value)}
        >
          {advice.map((each) => (
            <option key={each.client}>{each.client}</option>
          ))}
        </select>
      </div>
      <Step title="To trust it" text={chosen.trust} code={chosen.trustCode} copy="Copy how to trust it" />
      <Step
        title="To check nothing"
        text={chosen.skip === '' ? 'No one switch does that: each program has its own.' : chosen.skip}
        code={chosen.skipCode}
        copy="Copy how to check nothing"
      />
      <p className="authority-after">
        A client that checks nothing believes anybody. Undo either of them when you are done.
      </p>
    </section>
  );
}

interface StepProps {
  readonly title: string;
  readonly text: string;
  /** Empty where the text says it all. */
  readonly code: string;
  /** What the button says that copies the code. */
  readonly copy: string;
}

function Step({ title, text, code, copy }: StepProps) {
  const id = useId();
  return (
    <section className="authority-step" aria-labelledby={id}>
      <h4 id={id}>{title}</h4>
      <p>{text}</p>
      {code !== '' && (
        <div className="client-settings-text">
          <pre className="mono">{code}</pre>
          <CopyButton text={code} label={copy} />
        </div>
      )}
    </section>
  );
}
