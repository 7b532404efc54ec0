import { useViewer } from '../state/viewer-context.ts';
import { FilterCount } from './filter-count.tsx';
import { QueryBox } from '../query/query-box.tsx';
import { withKeys } from '../parts/platform.ts';
import { useCommand } from '../parts/use-command.ts';
import { FILTER_ID, TRANSCRIPT_ID } from '../window/use-shortcuts.ts';

/** The filter of the transcript's lines. */
export function FilterField() {
  const { filter } = useViewer();
  useCommand('filter', () => document.getElementById(FILTER_ID)?.focus());
  return (
    <QueryBox
      filter={filter}
      id={FILTER_ID}
      label="Filter"
      placeholder="Filter lines: a word, code:5xx, cmd:RCPT, dir:s …"
      title={withKeys('Escape clears the filter; its keys lead here', 'filter')}
      clearLabel="Clear the filter"
      onLeave={() => document.getElementById(TRANSCRIPT_ID)?.focus()}
    >
      <FilterCount />
    </QueryBox>
  );
}
