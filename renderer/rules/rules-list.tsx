import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RulesShown } from '../../app/contract.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import type { RulesEdit } from '../state/rules.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { FileTrouble } from './file-trouble.tsx';
import { PresetList } from './preset-list.tsx';
import { RuleRow } from './rule-row.tsx';
import './rules-list.css';
import { takeLostFocus } from './take-lost-focus.ts';
import { useDragOrder } from './use-drag-order.ts';

/** All rules in their order, those that are ready to be switched on, and where they are kept. */
export function RulesList({ shown }: { readonly shown: RulesShown }) {
  const { rules, ruleForm } = useViewer();
  const { busy } = useStore(rules);
  const list = useRef<HTMLOListElement>(null);
  const newRule = useRef<HTMLButtonElement>(null);
  // The form that was here until now took the focus along.
  useEffect(() => takeLostFocus(newRule.current), []);
  const isWrong = shown.mistakes.length > 0 || shown.unreadable !== null;
  const mayChange = !busy && !isWrong && shown.file !== null;
  const total = shown.rules.length;
  const { change, move, remove, add, told } = useRuleChanges(shown, (place, what) => {
    // The row is there with the next frame.
    requestAnimationFrame(() => {
      const element = list.current?.children[place]?.querySelector<HTMLElement>(what) ?? newRule.current;
      element?.focus();
    });
  });
  const drag = useDragOrder(list, (place, to) => void move(place, to));

  return (
    <div className="rules-list">
      <div className="rules-list-head">
        <p>
          Rules look at every line of new conversations, from the first rule to the last.{' '}
          {total === 0 && 'As long as none is switched on, everything passes as it comes.'}
        </p>
        <button
          ref={newRule}
          type="button"
          className="button button-main"
          disabled={isWrong || shown.file === null}
          onClick={() => ruleForm.create()}
        >
          <Plus size={15} aria-hidden />
          New rule
        </button>
      </div>
      {isWrong && <FileTrouble shown={shown} />}
      {total > 0 && (
        <ol className="rule-rows" aria-label="Rules" ref={list}>
          {shown.rules.map((rule, place) => (
            <RuleRow
              key={`${rule.settings.name} ${place}`}
              rule={rule}
              place={place}
              total={total}
              mayChange={mayChange}
              drag={drag.of(place)}
              onEnable={(enabled) => void change({ what: 'enable', place, enabled })}
              onMove={(to) => void move(place, to)}
              onRemove={() => void remove(place)}
            />
          ))}
        </ol>
      )}
      <output className="out-of-sight">{told}</output>
      <PresetList shown={shown} mayChange={mayChange} onAdd={(rule) => void add(rule)} />
      {shown.file !== null && (
        <p className="rules-file">
          Kept in <code>{shown.file}</code>, which may be edited by hand as well.
        </p>
      )}
    </div>
  );
}

/** Changes the list. `focus`: the focus follows what the person has moved, or goes to what is next. */
function useRuleChanges(shown: RulesShown, focus: (place: number, what: '.switch' | '.rule-grip') => void) {
  const { rules, notices } = useViewer();
  const [told, setTold] = useState('');
  const total = shown.rules.length;

  const change = async (edit: RulesEdit): Promise<boolean> => {
    const problem = await rules.edit(edit);
    if (problem !== null) notices.bad(problem.text, problem.remedy);
    return problem === null;
  };
  const move = async (place: number, to: number) => {
    const name = shown.rules[place]?.settings.name ?? '';
    if (to < 0 || to >= total || to === place) return;
    if (!(await change({ what: 'move', place, to }))) return;
    setTold(`“${name}” is now number ${to + 1} of ${total}.`);
    focus(to, '.rule-grip');
  };
  const remove = async (place: number) => {
    const rule = shown.rules[place]?.settings;
    if (rule === undefined || !(await change({ what: 'remove', place }))) return;
    notices.good(`Rule “${rule.name}” deleted`, '', {
      label: 'Undo',
      run: () => void change({ what: 'add', place, rule }),
    });
    focus(Math.min(place, total - 2), '.switch');
  };
  const add = async (rule: RuleSettings) => {
    if (await change({ what: 'add', place: total, rule })) focus(total, '.switch');
  };
  return { change, move, remove, add, told };
}
