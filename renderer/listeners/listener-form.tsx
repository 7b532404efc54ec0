import { useState } from 'react';
import type { FormEvent } from 'react';
import { DEFAULT_BUILT_IN } from '../../app/contract.ts';
import type { ListenerSettings, ListenerStatus, Problem } from '../../app/contract.ts';
import type { ListenerPart } from '../state/dialogs.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isLocal } from '../words/address.ts';
import { readListenerForm, writeListenerForm } from '../words/listener-form.ts';
import type { ListenerForm as Form, ListenerFormProblems } from '../words/listener-form.ts';
import { BuiltInChoice } from './built-in-choice.tsx';
import { Field, RadioChoice } from '../parts/form-parts.tsx';
import { useArrival } from '../parts/use-arrival.ts';
import { GateChoice } from './gate-choice.tsx';
import './listener-form.css';
import { ClientSecurityChoice, ServerSecurityChoice } from './security-choice.tsx';

interface ListenerFormProps {
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
  /** What one has come for: it has the focus. */
  readonly part: ListenerPart | null;
  /** What is good to know before one presses the button. */
  readonly note: string;
  /** What the button is called. */
  readonly action: string;
  /** Null: done, else why not. */
  readonly onApply: (settings: ListenerSettings) => Promise<Problem | null>;
  readonly onDone: () => void;
}

/** Where a listener listens, whom it speaks to, and how each side is protected. */
export function ListenerForm({ settings, status, part, note, action, onApply, onDone }: ListenerFormProps) {
  const { application } = useViewer();
  const { busy, state } = useStore(application);
  const usual = state?.builtIn ?? DEFAULT_BUILT_IN;
  const [form, setForm] = useState(() => {
    const written = writeListenerForm(settings, status, usual);
    return part === 'server' ? { ...written, builtIn: false } : written;
  });
  const [problems, setProblems] = useState<ListenerFormProblems>({});
  const [failure, setFailure] = useState<Problem | null>(status.state === 'failed' ? status.error : null);

  const change = (changed: Partial<Form>) => {
    setForm({ ...form, ...changed });
    setProblems({});
    setFailure(null);
  };
  const apply = async () => {
    const read = readListenerForm(form, usual);
    if (!read.ok) return setProblems(read.problems);
    const problem = await onApply(read.settings);
    if (problem !== null) return setFailure(problem);
    return onDone();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void apply();
  };

  return (
    <form className="listener-form" onSubmit={onSubmit} noValidate>
      <ClientSide form={form} part={part} problems={problems} onChange={change} />
      <ServerSide form={form} part={part} problems={problems} onChange={change} />
      {failure !== null && (
        <div className="form-failure" role="alert">
          <strong>{failure.text}</strong> {failure.remedy}
        </div>
      )}
      <div className="form-actions">
        <p>{note}</p>
        <button type="submit" className="button button-main" disabled={busy}>
          {action}
        </button>
      </div>
    </form>
  );
}

const NO_PROBLEMS = {};

interface SideProps {
  readonly form: Form;
  readonly part: ListenerPart | null;
  readonly problems: ListenerFormProblems;
  readonly onChange: (part: Partial<Form>) => void;
}

function ClientSide({ form, part, problems, onChange }: SideProps) {
  const port = useArrival<HTMLInputElement>(part === 'port');
  return (
    <fieldset>
      <legend>Mail clients connect to</legend>
      <div className="form-row">
        <Field label="Address" problem={problems.host} wide>
          {(props) => (
            <input
              {...props}
              placeholder="this computer only"
              value={form.host}
              onChange={(event) => onChange({ host: event.target.value })}
            />
          )}
        </Field>
        <Field label="Port" problem={problems.port}>
          {(props) => (
            <input
              {...props}
              ref={port}
              inputMode="numeric"
              value={form.port}
              onChange={(event) => onChange({ port: event.target.value })}
            />
          )}
        </Field>
      </div>
      {!isLocal(form.host.trim()) && (
        <p className="form-warning">
          Other computers will be able to connect there, and to send mail through the server below.
        </p>
      )}
      <ClientSecurityChoice form={form} takesFocus={part === 'client-security'} onChange={onChange} />
      <GateChoice
        settings={form.others}
        form={form.gate}
        takesFocus={part === 'gate'}
        problems={problems.gate ?? NO_PROBLEMS}
        onChange={(part) => onChange({ gate: { ...form.gate, ...part } })}
      />
    </fieldset>
  );
}

function ServerSide({ form, part, problems, onChange }: SideProps) {
  const server = useArrival<HTMLInputElement>(part === 'server');
  return (
    <fieldset>
      <legend>And are passed on to</legend>
      <RadioChoice
        checked={form.builtIn}
        title="The built-in server"
        note="It takes every message and delivers none."
        group="server"
        onChoose={() => onChange({ builtIn: true })}
      />
      {form.builtIn && (
        <BuiltInChoice
          form={form.builtInForm}
          problems={problems.builtIn ?? NO_PROBLEMS}
          onChange={(part) => onChange({ builtInForm: { ...form.builtInForm, ...part } })}
        />
      )}
      <RadioChoice
        checked={!form.builtIn}
        title="A real mail server"
        group="server"
        onChoose={() => onChange({ builtIn: false })}
      />
      {!form.builtIn && (
        <>
          <Field label="Server and port" problem={problems.server} wide>
            {(props) => (
              <input
                {...props}
                ref={server}
                placeholder="smtp.example.com:587"
                value={form.server}
                onChange={(event) => onChange({ server: event.target.value })}
              />
            )}
          </Field>
          {wantsStartTls(form) && (
            <p className="form-note listener-form-advice">
              Servers on port 587 take logins on encrypted connections only. Where your client does not
              encrypt, choose STARTTLS below: SMTP Spy then does it for the client.
            </p>
          )}
          <ServerSecurityChoice form={form} takesFocus={part === 'server-security'} onChange={onChange} />
        </>
      )}
    </fieldset>
  );
}

/** A server for logins (RFC 6409), with nothing said yet about how it is spoken to. */
function wantsStartTls({ server, others }: Form): boolean {
  return server.trim().endsWith(':587') && others.upstreamSecurity === 'auto' && others.security !== 'pass';
}
