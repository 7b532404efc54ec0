import { Field } from '../parts/form-parts.tsx';
import type { FieldProps } from '../parts/form-parts.tsx';
import type { FieldWords } from '../words/action-fields.ts';
import { wordsOfAction } from '../words/actions.ts';
import type { ActionDraft, DraftProblems } from '../words/rule-draft.ts';

interface ActionFieldsProps {
  readonly action: ActionDraft;
  /** The action's place among those of its rule, from 0. */
  readonly place: number;
  readonly problems: DraftProblems;
  readonly onChange: (fields: ActionDraft['fields']) => void;
}

/** The values of an action, each with a field of its kind. */
export function ActionFields({ action, place, problems, onChange }: ActionFieldsProps) {
  const fields = Object.entries(wordsOfAction(action.action).fields);
  if (fields.length === 0) return null;
  return (
    <div className="action-fields">
      {fields.map(([key, words]) => (
        <Field
          key={key}
          label={labelOf(words)}
          problem={problems[`do.${place}.${key}`]}
          wide={!isNarrow(words)}
        >
          {(props) => (
            <ActionInput
              props={props}
              words={words}
              text={action.fields[key] ?? ''}
              onChange={(text) => onChange({ ...action.fields, [key]: text })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** Characters of a text that are seen in a row of its field. */
const ROW_OF_TEXT = 36;

function labelOf({ label, form }: FieldWords): string {
  return form.kind === 'number' && form.unit !== '' ? `${label}, ${form.unit}` : label;
}

function isNarrow({ form, isShort }: FieldWords): boolean {
  return isShort === true || (form.kind === 'number' && form.unit === '');
}

interface ActionInputProps {
  readonly props: Parameters<FieldProps['children']>[0];
  readonly words: FieldWords;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

function ActionInput({ props, words: { form, empty }, text, onChange }: ActionInputProps) {
  const { type, className, ...rest } = props;
  switch (form.kind) {
    case 'choice':
      return (
        <select {...rest} className="input" value={text} onChange={(event) => onChange(event.target.value)}>
          {Object.entries(form.choices).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      );
    case 'lines':
      return (
        <textarea
          {...rest}
          className={className}
          rows={Math.min(6, Math.max(text.split('\n').length, Math.ceil(text.length / ROW_OF_TEXT)))}
          placeholder={empty}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'words':
    case 'wire':
    case 'number':
    case 'span':
      return (
        <input
          {...rest}
          type={type}
          className={form.kind === 'words' ? 'input' : className}
          inputMode={form.kind === 'number' ? 'numeric' : undefined}
          placeholder={empty}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
