import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { useArrival } from './use-arrival.ts';
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

interface TextFieldProps {
  readonly label: string;
  readonly problem: string | undefined;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}

/** A field as wide as there is room, for a line of text. */
export function TextField({ label, problem, value, placeholder, onChange }: TextFieldProps) {
  return (
    <Field label={label} problem={problem} wide>
      {(props) => (
        <input
          {...props}
          placeholder={placeholder}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

interface TextLinesProps extends TextFieldProps {
  /** How it is to be filled in. */
  readonly note: string;
}

/** A field for several lines of text. */
export function TextLines({ label, note, problem, value, placeholder, onChange }: TextLinesProps) {
  const id = useId();
  return (
    <div className="form-field form-field-wide">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="input mono form-lines"
        rows={3}
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-note`}
        placeholder={placeholder}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {problem === undefined ? (
        <p className="form-note" id={`${id}-note`}>
          {note}
        </p>
      ) : (
        <p className="form-problem" id={`${id}-note`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  /** Each with its words. */
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

/** A choice of one among several that need no further word. */
export function SelectField({ label, value, choices, onChange }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="form-field form-field-select">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
        {choices.map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
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

interface FormFoldProps {
  /** What is in it. */
  readonly title: string;
  /** How that stands now. */
  readonly summary: string;
  /** One has come for it: it is open, and has the focus. */
  readonly takesFocus?: boolean;
  /** What is in it is worth seeing at once. */
  readonly startsOpen?: boolean;
  /** Something in it is wrong: it stays open. */
  readonly isWrong?: boolean;
  /** It belongs to the choice above it. */
  readonly isInset?: boolean;
  readonly children: ReactNode;
}

/** A part of a form that is seldom needed, folded to one line that says how it stands. Only the person closes it. */
export function FormFold({
  title,
  summary,
  takesFocus = false,
  startsOpen = false,
  isWrong = false,
  isInset = false,
  children,
}: FormFoldProps) {
  const [isOpen, setIsOpen] = useState(startsOpen || takesFocus);
  const heading = useArrival<HTMLElement>(takesFocus);
  return (
    <details
      className={isInset ? 'form-more form-inset' : 'form-more'}
      open={isOpen || isWrong}
      onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
    >
      <summary ref={heading}>
        {title}: <strong>{summary}</strong>
      </summary>
      {children}
    </details>
  );
}
