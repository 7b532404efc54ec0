import { ArrowDown, ArrowUp, Copy, Ellipsis, GripVertical, Pencil, Trash2 } from 'lucide-react';
import { useId } from 'react';
import type { KeyboardEvent } from 'react';
import type { ShownRule } from '../../app/contract.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { summarizeAction } from '../../app/rules/action-summary.ts';
import { count } from '../words/measures.ts';
import { oftenWords, whenWords } from '../../app/rules/rule-words.ts';
import { writeDraft } from '../words/rule-draft.ts';
import { Switch } from './switch.tsx';
import type { DraggedRow } from './use-drag-order.ts';

interface RuleRowProps {
  readonly rule: ShownRule;
  /** From 0. */
  readonly place: number;
  readonly total: number;
  readonly mayChange: boolean;
  readonly drag: DraggedRow;
  readonly onEnable: (enabled: boolean) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

/** A rule in the list: whether it is on, what it does, and how often it did. */
export function RuleRow({ rule, place, total, mayChange, drag, onEnable, onMove, onRemove }: RuleRowProps) {
  const { ruleForm } = useViewer();
  const { settings, acted } = rule;
  const nameId = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(place + by);
  };
  return (
    <li
      className={['rule-row', settings.enabled ? '' : 'rule-row-off', drag.className].join(' ')}
      aria-labelledby={nameId}
    >
      <button
        type="button"
        className="rule-grip"
        disabled={!mayChange || total === 1}
        aria-label={`Move “${settings.name}”, number ${place + 1} of ${total}`}
        title="Drag, or press ↑ or ↓, to change the order"
        onPointerDown={drag.onPointerDown}
        onKeyDown={onKeyDown}
      >
        <GripVertical size={15} aria-hidden />
      </button>
      <Switch
        on={settings.enabled}
        label={settings.name}
        disabled={!mayChange}
        onChange={() => onEnable(!settings.enabled)}
      />
      <button
        type="button"
        className="rule-words"
        title="Change this rule"
        disabled={!mayChange}
        onClick={() => ruleForm.edit(settings)}
      >
        <span className="rule-name" id={nameId}>
          {settings.name}
        </span>
        <span className="rule-when">{whenWords(settings)}</span>
        <span className="rule-does">
          {settings.do.map((action) => summarizeAction(action)).join(' · ')}
          {oftenWords(settings) !== '' && <span> · {oftenWords(settings)}</span>}
        </span>
      </button>
      <span
        className={acted > 0 ? 'rule-acted rule-acted-some' : 'rule-acted'}
        title="Since SMTP Spy began, or since the rule was changed"
      >
        {acted === 0 ? 'not yet' : `acted ${count(acted)}×`}
      </span>
      <Menu
        label={`More for “${settings.name}”`}
        buttonClass="button button-icon button-quiet"
        disabled={!mayChange}
        items={itemsOf()}
      >
        <Ellipsis size={16} aria-hidden />
      </Menu>
    </li>
  );

  function itemsOf(): MenuItem[] {
    const icon = { size: 16, 'aria-hidden': true };
    return [
      { label: 'Change…', icon: <Pencil {...icon} />, onChoose: () => ruleForm.edit(settings) },
      {
        label: 'Make another like it…',
        icon: <Copy {...icon} />,
        onChoose: () => ruleForm.create({ ...writeDraft(settings), name: `${settings.name} 2` }),
      },
      ...(place > 0
        ? [{ label: 'Move up', icon: <ArrowUp {...icon} />, onChoose: () => onMove(place - 1) }]
        : []),
      ...(place < total - 1
        ? [{ label: 'Move down', icon: <ArrowDown {...icon} />, onChoose: () => onMove(place + 1) }]
        : []),
      { label: 'Delete', icon: <Trash2 {...icon} />, onChoose: onRemove },
    ];
  }
}
