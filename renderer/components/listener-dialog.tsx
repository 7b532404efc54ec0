import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { ListenerSettings, ListenerStatus, Problem } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isLocal } from '../words/address.ts';
import { readListenerForm, writeListenerForm } from '../words/listener-form.ts';
import type { ListenerForm, ListenerFormProblems } from '../words/listener-form.ts';
import './listener-dialog.css';
import { useModal } from './modal.tsx';

interface ListenerDialogProps {
  readonly settings: ListenerSettings;
  readonly status: ListenerStatus;
  readonly onClose: () => void;
}

/** Changes where the spy listens and whom it speaks to. */
export function ListenerDialog({ settings, status, onClose }: ListenerDialogProps) {
  const { application } = useViewer();
  const { busy } = useStore(application);
  const [form, setForm] = useState(() => writeListenerForm(settings, status));
  const [problems, setProblems] = useState<ListenerFormProblems>({});
  const [failure, setFailure] = useState<Problem | null>(null);
  const dialog = useModal(onClose);
  const titleId = useId();

  const change = (part: Partial<ListenerForm>) => {
    setForm({ ...form, ...part });
    setProblems({});
    setFailure(null);
  };

  const apply = async () => {
    const read = readListenerForm(form);
    if (!read.ok) return setProblems(read.problems);
    const problem = await application.start(read.settings);
    if (problem !== null) return setFailure(problem);
    return onClose();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void apply();
  };

  return (
    <dialog ref={dialog} className="listener-dialog floating" aria-labelledby={titleId} onClose={onClose}>
      <form className="listener-form" onSubmit={onSubmit} noValidate>
        <h2 id={titleId}>Listener and server</h2>
        <ClientSide form={form} problems={problems} onChange={change} />
        <ServerSide form={form} problems={problems} onChange={change} />
        {failure !== null && (
          <div className="form-failure" role="alert">
            <strong>{failure.text}</strong> {failure.remedy}
          </div>
        )}
        <div className="form-actions">
          <p>Conversations under way go on.</p>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={busy}>
            Apply
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface SideProps {
  readonly form: ListenerForm;
  readonly problems: ListenerFormProblems;
  readonly onChange: (part: Partial<ListenerForm>) => void;
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
    </fieldset>
  );
}

function ServerSide({ form, problems, onChange }: SideProps) {
  const name = useId();
  return (
    <fieldset>
      <legend>Their words go to</legend>
      <label className="form-choice">
        <input type="radio" name={name} checked={form.builtIn} onChange={() => onChange({ builtIn: true })} />
        <span>
          The built-in server
          <span className="form-note">It takes every message and delivers none.</span>
        </span>
      </label>
      <label className="form-choice">
        <input
          type="radio"
          name={name}
          checked={!form.builtIn}
          onChange={() => onChange({ builtIn: false })}
        />
        <span>A real mail server</span>
      </label>
      {!form.builtIn && (
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
      )}
    </fieldset>
  );
}

interface FieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  readonly wide?: boolean;
  readonly children: (props: {
    id: string;
    type: 'text';
    className: string;
    spellCheck: false;
    autoComplete: 'off';
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}

function Field({ label, problem, wide = false, children }: FieldProps) {
  const id = useId();
  const problemId = `${id}-problem`;
  return (
    <div className={wide ? 'form-field form-field-wide' : 'form-field'}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        type: 'text',
        className: 'input mono',
        spellCheck: false,
        autoComplete: 'off',
        'aria-invalid': problem !== undefined,
        'aria-describedby': problem === undefined ? undefined : problemId,
      })}
      {problem !== undefined && (
        <p className="form-problem" id={problemId} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
