import { GATE_ANSWERS } from '../../app/contract.ts';
import type { GateAnswer, ListenerSettings } from '../../app/contract.ts';
import { BLOCK_EXAMPLE, BLOCK_NOTE, GATE_ANSWER_WORDS, gateSummary } from '../words/gate-form.ts';
import type { GateForm, GateFormProblems } from '../words/gate-form.ts';
import { FormFold, SelectField, TextField, TextLines } from '../parts/form-parts.tsx';

interface GateChoiceProps {
  /** As it is now, for the heading. */
  readonly settings: ListenerSettings;
  readonly form: GateForm;
  /** One has come for this. */
  readonly takesFocus: boolean;
  readonly problems: GateFormProblems;
  readonly onChange: (part: Partial<GateForm>) => void;
}

/** Who is let in: a block list, and a limit of connections a minute. */
export function GateChoice({ settings, form, takesFocus, problems, onChange }: GateChoiceProps) {
  return (
    <FormFold
      title="Who is let in"
      summary={gateSummary(settings)}
      takesFocus={takesFocus}
      isWrong={Object.keys(problems).length > 0}
    >
      <TextLines
        label="Turn these away"
        note={BLOCK_NOTE}
        problem={problems.block}
        value={form.block}
        placeholder={BLOCK_EXAMPLE}
        onChange={(block) => onChange({ block })}
      />
      <AnswerField
        label="They are told"
        value={form.blockAnswer}
        onChange={(blockAnswer) => onChange({ blockAnswer })}
      />
      <div className="form-row">
        <TextField
          label="Connections a minute from one address"
          problem={problems.rateLimit}
          value={form.rateLimit}
          placeholder="as many as it likes"
          onChange={(rateLimit) => onChange({ rateLimit })}
        />
        <AnswerField
          label="Past that it is told"
          value={form.rateLimitAnswer}
          onChange={(rateLimitAnswer) => onChange({ rateLimitAnswer })}
        />
      </div>
      <p className="form-note">The server does not hear of those who are turned away; the list shows them.</p>
    </FormFold>
  );
}

interface AnswerFieldProps {
  readonly label: string;
  readonly value: GateAnswer;
  readonly onChange: (answer: GateAnswer) => void;
}

function AnswerField({ label, value, onChange }: AnswerFieldProps) {
  return (
    <SelectField
      label={label}
      value={value}
      onChange={(chosen) => onChange(GATE_ANSWERS.find((answer) => answer === chosen) ?? value)}
      choices={GATE_ANSWERS.map((answer) => [answer, GATE_ANSWER_WORDS[answer]] as const)}
    />
  );
}
