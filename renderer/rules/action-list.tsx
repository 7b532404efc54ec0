import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useId, useRef } from 'react';
import { ACTION_GROUPS, ACTION_NAMES, endsTheMatter, isActionName, wordsOfAction } from '../words/actions.ts';
import { beginActionDraft } from '../words/rule-draft.ts';
import type { ActionDraft, DraftProblems } from '../words/rule-draft.ts';
import { ActionFields } from './action-fields.tsx';
import './action-list.css';

interface ActionListProps {
  readonly actions: readonly ActionDraft[];
  readonly problems: DraftProblems;
  readonly onChange: (actions: readonly ActionDraft[]) => void;
}

/** What a rule does, one thing after the other. */
export function ActionList({ actions, problems, onChange }: ActionListProps) {
  const list = useRef<HTMLOListElement>(null);
  const add = () => {
    const id = Math.max(-1, ...actions.map((action) => action.id)) + 1;
    // Behind what ends the matter nothing is done any more.
    const last = actions.findIndex(({ action }) => endsTheMatter(action));
    const place = last === -1 ? actions.length : last;
    onChange(actions.toSpliced(place, 0, beginActionDraft('alert', id)));
    requestAnimationFrame(() => list.current?.children[place]?.querySelector('select')?.focus());
  };
  return (
    <fieldset className="rule-part">
      <legend>Do this, one after the other</legend>
      <ol className="action-cards" aria-label="What is done" ref={list}>
        {actions.map((action, place) => (
          <ActionCard
            key={action.id}
            action={action}
            place={place}
            total={actions.length}
            problems={problems}
            onChange={(changed) => onChange(actions.with(place, changed))}
            onMove={(to) => onChange(actions.toSpliced(place, 1).toSpliced(to, 0, action))}
            onRemove={() => onChange(actions.toSpliced(place, 1))}
          />
        ))}
      </ol>
      <button type="button" className="button" onClick={add}>
        <Plus size={14} aria-hidden />
        Do something else, too
      </button>
      {problems['do'] !== undefined && (
        <p className="form-problem" role="alert">
          {problems['do']}
        </p>
      )}
    </fieldset>
  );
}

interface ActionCardProps {
  readonly action: ActionDraft;
  /** From 0. */
  readonly place: number;
  readonly total: number;
  readonly problems: DraftProblems;
  readonly onChange: (action: ActionDraft) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function ActionCard({ action, place, total, problems, onChange, onMove, onRemove }: ActionCardProps) {
  const { title, note } = wordsOfAction(action.action);
  const noteId = useId();
  const problem = problems[`do.${place}`];
  const iconButton = { type: 'button', className: 'button button-icon button-quiet button-small' } as const;
  return (
    <li className="action-card">
      <div className="action-card-head">
        <select
          className="input action-card-kind"
          aria-label={`What is done, ${place + 1} of ${total}`}
          aria-describedby={noteId}
          value={action.action}
          onChange={(event) => {
            const name = event.target.value;
            if (isActionName(name)) onChange(beginActionDraft(name, action.id));
          }}
        >
          {Object.entries(ACTION_GROUPS).map(([group, groupTitle]) => (
            <optgroup key={group} label={groupTitle}>
              {ACTION_NAMES.filter((name) => wordsOfAction(name).group === group).map((name) => (
                <option key={name} value={name}>
                  {wordsOfAction(name).title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <button
          {...iconButton}
          aria-label={`Earlier: ${title}`}
          title="Earlier"
          disabled={place === 0}
          onClick={() => onMove(place - 1)}
        >
          <ArrowUp size={14} aria-hidden />
        </button>
        <button
          {...iconButton}
          aria-label={`Later: ${title}`}
          title="Later"
          disabled={place === total - 1}
          onClick={() => onMove(place + 1)}
        >
          <ArrowDown size={14} aria-hidden />
        </button>
        <button {...iconButton} aria-label={`Leave out: ${title}`} title="Leave out" onClick={onRemove}>
          <Trash2 size={14} aria-hidden />
        </button>
      </div>
      <p className="form-note" id={noteId}>
        {note}
      </p>
      <ActionFields
        action={action}
        place={place}
        problems={problems}
        onChange={(fields) => onChange({ ...action, fields })}
      />
      {problem !== undefined && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
