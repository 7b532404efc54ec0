import { useState } from 'react';
import type { FormEvent } from 'react';
import { DEFAULT_BUILT_IN } from '../../app/contract.ts';
import type { ListenerSettings, ListenerStatus, Problem } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isLocal } from '../words/address.ts';
import { readListenerForm, writeListenerForm } from '../words/listener-form.ts';
import type { ListenerForm as Form, ListenerFormProblems } from '../words/listener-form.ts';
import { BuiltInChoice } from './built-in-choice.tsx';
import { Field, RadioChoice } from '../parts/form-parts.tsx';
import { GateChoice } from './gate-choice.tsx';
import './listener-form.css';
import { ClientSecurityChoice, ServerSecurityChoice } from './security-choice.tsx';

interface ListenerFormProps {
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
  /** What is good to know before one presses the button. */
  readonly note: string;
  /** What the button is called. */
  readonly action: string;
  /** Null: done, else why not. */
  readonly onApply: (settings: ListenerSettings) => Promise<Problem | null>;
  readonly onDone: () => void;
}

/** Where a listener listens, whom it speaks to, and how each side is protected. */
export function ListenerForm({ settings, status, note, action, onApply, onDone }: ListenerFormProps) {
  const { application } = useViewer();
  const { busy, state } = useStore(application);
  const usual = state?.builtIn ?? DEFAULT_BUILT_IN;
  const [form, setForm] = useState(() => writeListenerForm(settings, status, usual));
  const [problems, setProblems] = useState<ListenerFormProblems>({});
  const [failure, setFailure] = useState<Problem | null>(status.state === 'failed' ? status.error : null);

  const change = (part: Partial<Form>) => {
    setForm({ ...form, ...part });
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
      <ClientSide form={form} problems={problems} onChange={change} />
      <ServerSide form={form} problems={problems} onChange={change} />
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
  readonly problems: ListenerFormProblems;
  readonly onChange: (part: Partial<Form>) => void;
}

function ClientSide({ form, problems, onChange }: SideProps) {
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
      <ClientSecurityChoice form={form} onChange={onChange} />
      <GateChoice
        settings={form.others}
        form={form.gate}
        problems={problems.gate ?? NO_PROBLEMS}
        onChange={(part) => onChange({ gate: { ...form.gate, ...part } })}
      />
    </fieldset>
  );
}

function ServerSide({ form, problems, onChange }: SideProps) {
  return (
    <fieldset>
      <legend>They are answered by</legend>
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
                placeholder="smtp.example.com:587"
                value={form.server}
                onChange={(event) => onChange({ server: event.target.value })}
              />
            )}
          </Field>
          <ServerSecurityChoice form={form} onChange={onChange} />
        </>
      )}
    </fieldset>
  );
}
