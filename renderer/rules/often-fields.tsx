import { useId } from 'react';
import { Field, FormFold } from '../parts/form-parts.tsx';
import type { DraftProblems, OftenDraft } from '../words/rule-draft.ts';
import { COUNTED_BY } from '../../app/rules/rule-settings.ts';
import { PER_WORDS } from '../words/rule.ts';

interface OftenFieldsProps {
  readonly often: OftenDraft;
  readonly problems: DraftProblems;
  readonly onChange: (often: OftenDraft) => void;
}

/** The numbers, in the order in which they are asked for. */
const NUMBERS = [
  { key: 'skip', label: 'Skip the first', placeholder: '0' },
  { key: 'every', label: 'Then every nth', placeholder: '1' },
  { key: 'first', label: 'At most, times', placeholder: 'no limit' },
  { key: 'chance', label: 'Chance in %', placeholder: '100' },
] as const;

/** How often a rule acts on what it means: always, unless somebody says otherwise. */
export function OftenFields({ often, problems, onChange }: OftenFieldsProps) {
  const perId = useId();
  const isPlain = often.skip === '0' && often.every === '1' && often.first === '' && often.chance === '100';
  const hasProblem = NUMBERS.some(({ key }) => problems[key] !== undefined);
  return (
    <FormFold
      title="How often"
      summary={isPlain ? 'every time' : 'not every time'}
      startsOpen={!isPlain}
      isWrong={hasProblem}
    >
      <div className="rule-numbers">
        {NUMBERS.map(({ key, label, placeholder }) => (
          <Field key={key} label={label} problem={problems[key]}>
            {(props) => (
              <input
                {...props}
                inputMode="decimal"
                placeholder={placeholder}
                value={often[key]}
                onChange={(event) => onChange({ ...often, [key]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <div className="form-field rule-per">
          <label htmlFor={perId}>The counting begins anew</label>
          <select
            id={perId}
            className="input"
            value={often.per}
            onChange={(event) => {
              const per = COUNTED_BY.find((each) => each === event.target.value);
              if (per !== undefined) onChange({ ...often, per });
            }}
          >
            {COUNTED_BY.map((per) => (
              <option key={per} value={per}>
                {PER_WORDS[per]}
              </option>
            ))}
          </select>
        </div>
      </div>
    </FormFold>
  );
}
