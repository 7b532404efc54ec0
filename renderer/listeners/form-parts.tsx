import { useId } from 'react';
import type { ReactNode } from 'react';
import './form-parts.css';

/** What a field is made of. */
export interface FieldProps {
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

/** A field with its label, and what is wrong with it. */
export function Field({ label, problem, wide = false, children }: FieldProps) {
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

interface RadioChoiceProps {
  /** Choices of one group exclude each other. */
  readonly group: string;
  readonly title: string;
  readonly note?: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

/** One of several choices, with what follows from it. */
export function RadioChoice({ group, title, note, checked, onChoose }: RadioChoiceProps) {
  const noteId = useId();
  return (
    <label className="form-choice">
      <input
        type="radio"
        name={`listener-${group}`}
        aria-label={title}
        aria-describedby={note === undefined ? undefined : noteId}
        checked={checked}
        onChange={onChoose}
      />
      <span>
        {title}
        {note !== undefined && (
          <span className="form-note" id={noteId}>
            {note}
          </span>
        )}
      </span>
    </label>
  );
}

interface CheckChoiceProps {
  readonly title: string;
  readonly note: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is so or not, with what follows from it. */
export function CheckChoice({ title, note, checked, onChange }: CheckChoiceProps) {
  const noteId = useId();
  return (
    <label className="form-choice">
      <input
        type="checkbox"
        aria-label={title}
        aria-describedby={noteId}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {title}
        <span className="form-note" id={noteId}>
          {note}
        </span>
      </span>
    </label>
  );
}
