import type { Rule } from '../../app/rules/rule.ts';
import { whenWords } from '../../app/rules/rule-words.ts';
import { QueryBox } from '../query/query-box.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { looksAtWords } from '../words/rule.ts';

interface WhenFieldProps {
  /** The rule as it stands; null as long as it makes no sense. */
  readonly rule: Rule | null;
  readonly problem: string | undefined;
}

/** When a rule acts: a query as in the filter, with what it means in words. */
export function WhenField({ rule, problem }: WhenFieldProps) {
  const { ruleForm } = useViewer();
  const { applied, problem: found } = useStore(ruleForm.when);
  return (
    <fieldset className="rule-part">
      <legend>When this is said</legend>
      <QueryBox
        filter={ruleForm.when}
        id="rule-when"
        label="When this is said"
        placeholder="cmd:RCPT to:*@example.org, code:250, kind:content …"
        title="The language of the filter. Empty: any command."
        clearLabel="Empty the query"
        escape="leaves"
        onLeave={() => undefined}
      />
      {found === null && (
        <p className="rule-part-words">
          {whenWords({ when: applied })}. {rule !== null && looksAtWords(rule)}
        </p>
      )}
      {problem !== undefined && found === null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
