import type { Authentication, AuthenticationStep } from '../../app/smtp/authentication/authentication.ts';
import type { LoginDetails } from '../../app/transcript/details.ts';
import { MASK } from '../../app/transcript/redaction.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import './login-card.css';

const OUTCOMES: Readonly<Record<Authentication['outcome'], string>> = {
  unfinished: 'not finished',
  accepted: 'accepted',
  refused: 'refused',
  cancelled: 'given up by the client',
};

/** A login step by step, decoded. Secrets are there only where they were asked for. */
export function LoginCard({ login }: { readonly login: LoginDetails }) {
  const { line } = useViewer();
  const { mechanism, user, authorizationId, outcome, steps, problems } = login.authentication;
  return (
    <section className="details-part" aria-label="Login">
      <h2 className="details-heading">
        Login{mechanism !== '' && ` with ${mechanism}`} ·{' '}
        <span className={`login-outcome is-${outcome}`}>{OUTCOMES[outcome]}</span>
      </h2>
      <p>
        <strong>
          <VisibleText text={user ?? 'Nobody named'} />
        </strong>
        {authorizationId !== null && authorizationId !== user && (
          <>
            {' '}
            in the name of <VisibleText text={authorizationId} />
          </>
        )}
        {' · '}
        <button type="button" className="details-link" onClick={() => line.want(login.row)}>
          show
        </button>
      </p>
      <ol className="login-steps">
        {steps.map((step, place) => (
          <LoginStep key={`${place} ${step.from}`} step={step} place={place} problems={problems} />
        ))}
      </ol>
    </section>
  );
}

interface LoginStepProps {
  readonly step: AuthenticationStep;
  readonly place: number;
  readonly problems: Authentication['problems'];
}

function LoginStep({ step, place, problems }: LoginStepProps) {
  return (
    <li className={`login-step is-${step.from}`}>
      <span className="login-who">{step.from}</span>
      <span className="login-what">
        <VisibleText text={step.what} />
        {step.details.map(({ name, value }) => (
          <span key={name} className="login-detail">
            {name}: <VisibleText text={value} />
          </span>
        ))}
        {step.secret !== null && (
          <span className="login-detail">
            secret:{' '}
            {step.secret === '' ? (
              <span title="“Reveal secrets” above shows it.">{MASK}</span>
            ) : (
              <VisibleText text={step.secret} />
            )}
          </span>
        )}
        {problems
          .filter((problem) => problem.step === place)
          .map(({ code, text }) => (
            <span key={code} className="login-problem">
              {text}
            </span>
          ))}
      </span>
    </li>
  );
}
