import type { RulesShown } from '../../app/contract.ts';
import { RULE_PRESETS } from '../../app/rules/presets.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import { useViewer } from '../state/viewer-context.ts';
import { writeDraft } from '../words/rule-draft.ts';

interface PresetListProps {
  readonly shown: RulesShown;
  readonly mayChange: boolean;
  readonly onAdd: (rule: RuleSettings) => void;
}

/** Rules for what people most often want to know; those that are among the rules already are left out. */
export function PresetList({ shown, mayChange, onAdd }: PresetListProps) {
  const { ruleForm } = useViewer();
  const names = new Set(shown.rules.map(({ settings }) => settings.name));
  const left = RULE_PRESETS.filter(({ rule }) => !names.has(rule.name));
  if (left.length === 0) return null;
  return (
    <section className="presets" aria-label="Ready-made rules">
      <h3>Ready to switch on</h3>
      <ul>
        {left.map(({ preset, description, rule }) => (
          <li key={preset} className="preset">
            <strong>{rule.name}</strong>
            <p>{description}</p>
            <button
              type="button"
              className="button button-small"
              aria-label={`Change first…: ${rule.name}`}
              disabled={!mayChange}
              onClick={() => ruleForm.create(writeDraft(rule))}
            >
              Change first…
            </button>
            <button
              type="button"
              className="button button-small"
              aria-label={`Switch on: ${rule.name}`}
              disabled={!mayChange}
              onClick={() => onAdd(rule)}
            >
              Switch on
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
