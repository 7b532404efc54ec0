import { Search, X } from 'lucide-react';
import { useId, useRef } from 'react';
import type { ChangeEvent, KeyboardEvent } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { CompletionList } from './completion-list.tsx';
import './filter-field.css';
import { FilterCount } from './filter-count.tsx';
import { FilterProblemText, FilterUnderline } from './filter-problem.tsx';
import { useCommand } from './use-command.ts';
import { useCompletion } from './use-completion.ts';
import { FILTER_ID, TRANSCRIPT_ID } from './use-shortcuts.ts';

/** The one filter field: the query language, completed and checked as it is typed. */
export function FilterField() {
  const { filter } = useViewer();
  const { text, problem: found } = useStore(filter);
  const input = useRef<HTMLInputElement>(null);
  const completion = useCompletion(input, text, (next) => filter.type(next));
  // Where the list still offers what lacks, the query is not wrong but unfinished.
  const problem = completion.open && found?.length === 0 ? null : found;
  useCommand('filter', () => input.current?.focus());
  const listId = useId();
  const problemId = useId();

  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    filter.type(event.target.value);
    completion.onAttention();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.onKey(event.key)) event.preventDefault();
    else if (event.key === 'Escape') {
      event.preventDefault();
      completion.close();
      if (text === '') document.getElementById(TRANSCRIPT_ID)?.focus();
      else filter.clear();
    } else if (event.key === 'Enter') completion.close();
  };

  return (
    <search className="filter">
      <div className={problem === null ? 'filter-box' : 'filter-box filter-box-wrong'}>
        <Search className="filter-icon" size={15} aria-hidden />
        <div className="filter-input-place">
          {problem !== null && <FilterUnderline input={input} text={text} problem={problem} />}
          <input
            ref={input}
            id={FILTER_ID}
            type="text"
            className="filter-input mono"
            aria-label="Filter"
            placeholder="Filter lines: a word, code:5xx, cmd:RCPT, dir:s …"
            title="Ctrl+Shift+F gets here, Escape clears"
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
            onBlur={completion.close}
            onKeyDown={onKeyDown}
          />
        </div>
        {text !== '' && (
          <button
            type="button"
            className="button button-icon button-quiet button-small"
            aria-label="Clear the filter"
            title="Clear the filter (Escape)"
            onClick={() => filter.clear()}
          >
            <X size={14} aria-hidden />
          </button>
        )}
        <FilterCount />
      </div>
      {problem !== null && <FilterProblemText id={problemId} problem={problem} />}
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
