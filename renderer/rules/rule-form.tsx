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
import { Field } from '../listeners/form-parts.tsx';
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
  const { rules, ruleForm, notices } = useViewer();
  const { busy } = useStore(rules);
  const { draft, edited } = form;
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  const [isTried, setTried] = useState(false);
  const [failure, setFailure] = useState<Problem | null>(null);
  const result = readDraft(draft);
  // While somebody still writes, what lacks is not told: only what cannot be done together.
  const problems: DraftProblems = result.ok || !(isTried || result.isConflict) ? {} : result.problems;
  const place = edited === null ? null : placeOf(edited, shown);

  const save = async (edit: RulesEdit) => {
    const problem = await rules.edit(edit);
    setFailure(problem);
    if (problem !== null) return;
    ruleForm.leave();
    if (edit.what === 'add' || edit.what === 'replace') {
      const { enabled, name } = edit.rule;
      notices.good(
        `Rule “${name}” kept`,
        enabled ? 'It acts in new conversations from now on.' : 'It is switched off.',
      );
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!result.ok) return;
    const rule = result.settings;
    if (edited === null) void save({ what: 'add', place: shown.rules.length, rule });
    else if (place !== null) void save({ what: 'replace', place, rule });
  };

  return (
    <form className="rule-form" onSubmit={onSubmit} noValidate>
      <div className="rule-form-main">
        <div className="rule-form-top">
          <Field label="Name" problem={problems['name']} wide>
            {(props) => (
              <input
                {...props}
                ref={name}
                className="input"
                placeholder="What you will know it by"
                value={draft.name}
                onChange={(event) => ruleForm.change({ name: event.target.value })}
              />
            )}
          </Field>
        </div>
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
      <div className="rule-form-end">
        {edited !== null && place === null && (
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
        {isTried && !result.ok && (
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
          {edited !== null && place === null ? (
            <button
              type="button"
              className="button button-main"
              disabled={busy || !result.ok}
              onClick={() => {
                if (result.ok) void save({ what: 'add', place: shown.rules.length, rule: result.settings });
              }}
            >
              Keep as a rule of its own
            </button>
          ) : (
            <button type="submit" className="button button-main" disabled={busy}>
              Keep this rule
            </button>
          )}
        </div>
      </div>
    </form>
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
