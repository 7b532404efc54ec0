import { Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { Step } from '../../app/transcript/step.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { Enlargeable } from './enlargeable.tsx';
import { Ladder } from './ladder.tsx';
import './ladder-tab.css';
import { Pager } from './pager.tsx';
import { useAnswer } from './use-answer.ts';
import { useDetails } from './use-details.ts';

/** Steps on one page: a hundred exchanges and what happens around them. */
const PAGE = 250;

/** The conversation as arrows between client, spy and server. */
export function LadderTab() {
  const { request, line, actions } = useViewer();
  const { selected } = useStore(line);
  const { session, revision } = useDetails();
  const [turned, setTurned] = useState<{ readonly from: number; readonly row: number | null }>({
    from: 0,
    row: null,
  });
  const row = selected?.row ?? null;
  const pageOfRow = usePageOfRow(session, row, revision);
  const from = turned.row === row || pageOfRow === null ? turned.from : pageOfRow;
  const ask = useCallback(
    () => request('session.steps', { session: session ?? 1, from, count: PAGE }),
    [request, session, from],
  );
  const { value, problem } = useAnswer(session === null ? null : ask, revision);
  if (problem !== null) return <p className="details-nothing">{problem.text}</p>;
  if (session === null || value === null) return null;
  if (value.items.length === 0) return <EmptyState title="Nothing has been said yet" text="" />;
  return (
    <section className="ladder-tab" aria-label="Ladder">
      <div className="ladder-tools">
        <Pager
          from={from}
          page={PAGE}
          kept={value.kept}
          noun="step"
          onTurn={(to) => setTurned({ from: to, row })}
        />
        <button
          type="button"
          className="button button-small"
          title="Saves what is shown here as a picture"
          onClick={() => void actions.saveFile('ladder.save', { session, from, count: PAGE })}
        >
          <Download size={14} aria-hidden />
          Save SVG
        </button>
      </div>
      <Enlargeable label="Ladder">
        <Ladder
          steps={value.items}
          selected={stepOf(value.items, row)}
          onSelect={(step) => line.want(step.row)}
        />
      </Enlargeable>
      {value.total > value.kept && (
        <p className="message-cut">Only the first steps of a conversation as long as this one are drawn.</p>
      )}
    </section>
  );
}

/** The page that a row's step stands on; null as long as that is not known. */
function usePageOfRow(session: number | null, row: number | null, revision: number): number | null {
  const { request } = useViewer();
  const ask = useCallback(
    () => request('session.steps', { session: session ?? 1, from: 0, row: row ?? 0, count: 1 }),
    [request, session, row],
  );
  const { value } = useAnswer(session === null || row === null ? null : ask, revision);
  const [step] = value?.items ?? [];
  return step === undefined ? null : Math.floor(step.n / PAGE) * PAGE;
}

/** The step that a row belongs to. */
function stepOf(steps: readonly Step[], row: number | null): Step | undefined {
  return row === null ? undefined : steps.find((step) => row >= step.row && row <= step.lastRow);
}
