import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Problem, RulesShown } from '../../app/contract.ts';
import type { Rule } from '../../app/rules/rule.ts';
import type { RuleFormSnapshot } from '../state/rule-form.ts';
import type { RulesEdit } from '../state/rules.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { readDraft } from '../words/rule-draft.ts';
import type { DraftProblems, RuleDraft } from '../words/rule-draft.ts';
import { Field } from '../parts/form-parts.tsx';
import { ActionList } from './action-list.tsx';
import { OftenFields } from './often-fields.tsx';
import './rule-form.css';
import { RulePreview } from './rule-preview.tsx';
import { WhenField } from './when-field.tsx';

interface RuleFormViewProps {
  readonly form: RuleFormSnapshot;
  readonly shown: RulesShown;
  readonly onClose: () => void;
}

/** A rule as it is written: when it acts, what it does then, and what it would have met so far. */
export function RuleFormView({ form, shown, onClose }: RuleFormViewProps) {
  const { ruleForm } = useViewer();
  const { draft, edited } = form;
  const [isTried, setTried] = useState(false);
  const { keep, isKeeping, failure } = useKeepRule();
  const result = readDraft(draft);
  // While somebody still writes, what lacks is not told: only what cannot be done together.
  const problems: DraftProblems = result.ok || !(isTried || result.isConflict) ? {} : result.problems;
  const place = edited === null ? null : placeOf(edited, shown);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!result.ok) return;
    const rule = result.settings;
    void keep(
      place === null ? { what: 'add', place: shown.rules.length, rule } : { what: 'replace', place, rule },
    );
  };

  return (
    <form className="rule-form" onSubmit={onSubmit} noValidate>
      <div className="rule-form-main">
        <NameField name={draft.name} problem={problems['name']} />
        <WhenField rule={ruleIn(draft)} problem={problems['when']} />
        <ActionList
          actions={draft.actions}
          problems={problems}
          onChange={(actions) => ruleForm.change({ actions })}
        />
        <OftenFields
          often={draft.often}
          problems={problems}
          onChange={(often) => ruleForm.change({ often })}
        />
      </div>
      <RulePreview onLeave={onClose} />
      <RuleFormEnd
        isGone={edited !== null && place === null && !isKeeping}
        isWrong={isTried && !result.ok}
        failure={failure}
      />
    </form>
  );
}

/** Keeps a rule, and leaves the form when that is done. */
function useKeepRule() {
  const { rules, ruleForm, notices } = useViewer();
  const [isKeeping, setKeeping] = useState(false);
  const [failure, setFailure] = useState<Problem | null>(null);
  const keep = async (edit: Extract<RulesEdit, { what: 'add' | 'replace' }>) => {
    setKeeping(true);
    const problem = await rules.edit(edit);
    setFailure(problem);
    if (problem !== null) return setKeeping(false);
    const { enabled, name } = edit.rule;
    ruleForm.leave();
    notices.good(
      `Rule “${name}” kept`,
      enabled ? 'It acts in new conversations from now on.' : 'It is switched off.',
    );
  };
  return { keep, isKeeping, failure };
}

function NameField({ name, problem }: { readonly name: string; readonly problem: string | undefined }) {
  const { ruleForm } = useViewer();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Field label="Name" problem={problem} wide>
      {(props) => (
        <input
          {...props}
          ref={input}
          className="input"
          placeholder="What you will know it by"
          value={name}
          onChange={(event) => ruleForm.change({ name: event.target.value })}
        />
      )}
    </Field>
  );
}

interface RuleFormEndProps {
  /** The rule that the person began with is not there any more, or says something else. */
  readonly isGone: boolean;
  readonly isWrong: boolean;
  readonly failure: Problem | null;
}

/** What keeps the rule from being kept, and the ways out of the form. */
function RuleFormEnd({ isGone, isWrong, failure }: RuleFormEndProps) {
  const { rules, ruleForm } = useViewer();
  const { busy } = useStore(rules);
  return (
    <div className="rule-form-end">
      {isGone && (
        <div className="form-failure" role="alert">
          <strong>This rule has changed meanwhile</strong>, in its file or in another window. Yours can be
          kept beside it.
        </div>
      )}
      {failure !== null && (
        <div className="form-failure" role="alert">
          <strong>{failure.text}</strong> {failure.remedy}
        </div>
      )}
      {isWrong && (
        <p className="form-problem" role="alert">
          Something above still has to be filled in, or mended.
        </p>
      )}
      <div className="form-actions">
        <button type="button" className="button" onClick={ruleForm.leave}>
          <ArrowLeft size={14} aria-hidden />
          All rules
        </button>
        <p>What you write stays here until you keep it, or go back to all rules.</p>
        <button type="submit" className="button button-main" disabled={busy}>
          {isGone ? 'Keep as a rule of its own' : 'Keep this rule'}
        </button>
      </div>
    </div>
  );
}

/** The rule, whatever it is called; null as long as it makes no sense. */
function ruleIn(draft: RuleDraft): Rule | null {
  const read = readDraft({ ...draft, name: 'unnamed' });
  return read.ok ? read.rule : null;
}

/** Where the rule stands now that the person began with; null: it is not there any more, or says something else. */
function placeOf(edited: RuleFormSnapshot['edited'], { rules }: RulesShown): number | null {
  const meaning = JSON.stringify(edited);
  const place = rules.findIndex(({ settings }) => JSON.stringify(settings) === meaning);
  return place === -1 ? null : place;
}
