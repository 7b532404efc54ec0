import { CLIENT_SECURITIES, SERVER_SECURITIES } from '../../app/contract.ts';
import type { ListenerSettings } from '../../app/contract.ts';
import type { ListenerForm as Form } from '../words/listener-form.ts';
import { CLIENT_SECURITY_WORDS, SERVER_SECURITY_WORDS } from '../words/security.ts';
import { CheckChoice, FormFold, RadioChoice } from '../parts/form-parts.tsx';

interface SecurityChoiceProps {
  readonly form: Form;
  /** One has come for this. */
  readonly takesFocus: boolean;
  readonly onChange: (part: Partial<Form>) => void;
}

/** How the client's side is protected, each choice with its consequence. */
export function ClientSecurityChoice({ form, takesFocus, onChange }: SecurityChoiceProps) {
  const { others } = form;
  const change = (part: Partial<ListenerSettings>) => onChange({ others: { ...others, ...part } });
  return (
    <FormFold
      title="Encryption towards clients"
      summary={CLIENT_SECURITY_WORDS[others.security].title}
      takesFocus={takesFocus}
      startsOpen={others.security !== 'auto' || others.stripStarttls}
    >
      <div role="radiogroup" aria-label="Encryption towards clients">
        {CLIENT_SECURITIES.map((security) => (
          <RadioChoice
            key={security}
            group="client-security"
            title={CLIENT_SECURITY_WORDS[security].title}
            note={CLIENT_SECURITY_WORDS[security].consequence}
            checked={others.security === security}
            onChoose={() => change({ security, ...(security !== 'auto' && { stripStarttls: false }) })}
          />
        ))}
      </div>
      {others.security === 'auto' && (
        <CheckChoice
          title="Hide STARTTLS from clients"
          note="The client’s side stays in clear, without any certificate, while the server’s side is encrypted where it can be. To see how a client takes it: a good one refuses to log in."
          checked={others.stripStarttls}
          onChange={(stripStarttls) => change({ stripStarttls })}
        />
      )}
    </FormFold>
  );
}

/** How the server's side is protected, each choice with its consequence. */
export function ServerSecurityChoice({ form, takesFocus, onChange }: SecurityChoiceProps) {
  const { others } = form;
  const change = (part: Partial<ListenerSettings>) => onChange({ others: { ...others, ...part } });
  const passes = others.security === 'pass';
  return (
    <FormFold
      title="Encryption towards the server"
      summary={SERVER_SECURITY_WORDS[others.upstreamSecurity].title}
      takesFocus={takesFocus}
      startsOpen={others.upstreamSecurity !== 'auto' || others.upstreamInsecure}
    >
      {passes ? (
        <p className="form-note">It is between client and server as long as SMTP Spy leaves it alone.</p>
      ) : (
        <>
          <div role="radiogroup" aria-label="Encryption towards the server">
            {SERVER_SECURITIES.map((security) => (
              <RadioChoice
                key={security}
                group="server-security"
                title={SERVER_SECURITY_WORDS[security].title}
                note={SERVER_SECURITY_WORDS[security].consequence}
                checked={others.upstreamSecurity === security}
                onChoose={() => change({ upstreamSecurity: security })}
              />
            ))}
          </div>
          <CheckChoice
            title="Go on when the server’s certificate cannot be verified"
            note="Anybody between could pretend to be the server and read mail and passwords. For a server of your own with a certificate of its own."
            checked={others.upstreamInsecure}
            onChange={(upstreamInsecure) => change({ upstreamInsecure })}
          />
        </>
      )}
    </FormFold>
  );
}
