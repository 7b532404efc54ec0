import { Search } from 'lucide-react';
import { useId, useRef } from 'react';
import type { ChangeEvent, KeyboardEvent, ReactNode } from 'react';
import { CloseButton } from '../parts/close-button.tsx';
import type { Filter, FilterProblem } from '../state/filter.ts';
import { useStore } from '../state/use-store.ts';
import { mendedQuery } from '../words/query-remedy.ts';
import { CompletionList } from './completion-list.tsx';
import '../transcript/filter-field.css';
import { FilterProblemText, FilterUnderline } from './filter-problem.tsx';
import { useCompletion } from './use-completion.ts';

interface QueryBoxProps {
  readonly filter: Filter;
  readonly id: string;
  /** The name of the field. */
  readonly label: string;
  readonly placeholder: string;
  readonly title: string;
  /** The name of the button that empties the field. */
  readonly clearLabel: string;
  /** Whether Escape empties the field, or is left to whatever the field stands in; by default it empties. */
  readonly escape?: 'clears' | 'leaves';
  /** Escape was pressed in an empty field. */
  readonly onLeave: () => void;
  /** The person is done with typing. */
  readonly onDone?: () => void;
  /** What stands behind the field, in the same box. */
  readonly children?: ReactNode;
}

/** A field for the query language, completed and checked as it is typed. */
export function QueryBox(props: QueryBoxProps) {
  const { filter, id, label, placeholder, title, clearLabel, onLeave, onDone, children } = props;
  const { escape = 'clears' } = props;
  const { text, problem: found } = useStore(filter);
  const input = useRef<HTMLInputElement>(null);
  const completion = useCompletion(input, text, (next) => filter.type(next));
  // Where the list still offers what lacks, the query is not wrong but unfinished.
  const problem = completion.open && found?.length === 0 ? null : found;
  const listId = useId();
  const problemId = useId();

  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    filter.type(event.target.value);
    completion.onAttention();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.onKey(event.key)) event.preventDefault();
    else if (event.key === 'Escape') {
      if (escape === 'leaves' && !completion.open) return;
      event.preventDefault();
      event.stopPropagation();
      completion.close();
      if (escape === 'leaves') return;
      if (text === '') onLeave();
      else filter.clear();
    } else if (event.key === 'Enter') {
      completion.close();
      onDone?.();
    }
  };
  const onTake = (wrong: FilterProblem) => {
    filter.use(mendedQuery(text, wrong));
    input.current?.focus();
  };
  const onBlur = () => {
    completion.close();
    onDone?.();
  };

  return (
    <search className="filter" aria-label={label}>
      <div className={problem === null ? 'filter-box' : 'filter-box filter-box-wrong'}>
        <Search className="filter-icon" size={15} aria-hidden />
        <div className="filter-input-place">
          {problem !== null && <FilterUnderline input={input} text={text} problem={problem} />}
          <input
            ref={input}
            id={id}
            type="text"
            className="filter-input mono"
            aria-label={label}
            placeholder={placeholder}
            title={title}
            spellCheck={false}
            autoComplete="off"
            aria-autocomplete="list"
            aria-controls={completion.open ? listId : undefined}
            aria-activedescendant={completion.active === null ? undefined : `${listId}-${completion.active}`}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : problemId}
            value={text}
            onChange={onChange}
            onSelect={completion.onCaret}
            onFocus={completion.onAttention}
            onBlur={onBlur}
            onKeyDown={onKeyDown}
          />
        </div>
        {text !== '' && (
          <CloseButton
            label={clearLabel}
            title={escape === 'clears' ? `${clearLabel} (Escape)` : clearLabel}
            small
            onClick={() => filter.clear()}
          />
        )}
        {children}
      </div>
      {problem !== null && (
        <FilterProblemText id={problemId} problem={problem} onTake={() => onTake(problem)} />
      )}
      {completion.open && (
        <CompletionList
          id={listId}
          suggestions={completion.suggestions}
          active={completion.active}
          onAccept={completion.accept}
        />
      )}
    </search>
  );
}
