import { useEffect, useRef } from 'react';
import type { MouseEvent } from 'react';
import { listbox, option } from '../rows/listbox.ts';
import type { QuerySuggestion } from '../../app/transcript/query.ts';

interface CompletionListProps {
  readonly id: string;
  readonly suggestions: readonly QuerySuggestion[];
  readonly active: number | null;
  readonly onAccept: (index: number) => void;
}

/** What could be written next. The focus stays in the field. */
export function CompletionList({ id, suggestions, active, onAccept }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active !== null) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const onMouseDown = (event: MouseEvent) => {
    // The field keeps the focus.
    event.preventDefault();
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (item !== null) onAccept(Number(item.dataset['index']));
  };
  return (
    <div
      className="completions floating"
      id={id}
      ref={list}
      {...listbox({ label: 'What the filter understands', active: undefined, onMouseDown })}
    >
      {suggestions.map(({ label, description }, index) => (
        <div
          key={label}
          {...option({
            id: `${id}-${index}`,
            selected: index === active,
            place: index,
            total: suggestions.length,
          })}
          className={index === active ? 'completion completion-active' : 'completion'}
          data-index={index}
        >
          <span className="completion-label mono">{label}</span>
          <span className="completion-description">{description}</span>
        </div>
      ))}
    </div>
  );
}
