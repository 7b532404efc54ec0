import { useEffect, type CSSProperties } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { isSelected } from '../rows/row-selection.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { askedBy, belongsTo } from '../words/exchange.ts';
import { rowTime } from '../words/row-time.ts';
import { TranscriptRowView } from './transcript-row.tsx';
import type { Finding } from './use-find.ts';
import type { LineSelection } from './use-line-selection.ts';

interface TranscriptRowsProps {
  readonly state: ShownView['state'];
  /** Which rows exist, and where. */
  readonly drawn: Pick<RowWindowHandle, 'range' | 'height' | 'top' | 'rowsPerScreen'>;
  readonly selected: Pick<LineSelection, 'selection' | 'row'>;
  /** The command, by its line, that the row under the pointer asks or answers; null where there is none. */
  readonly pointedAt: number | null;
  readonly marks: Finding['marks'];
}

/** The rows on screen, in a space that is as high as all of them. */
export function TranscriptRows({ state, drawn, selected, pointedAt, marks }: TranscriptRowsProps) {
  const { transcript, summary, preferences } = useViewer();
  const known = useStore(summary);
  const { timeForm } = useStore(preferences);
  const { rows: total, lines } = state;
  const { first, last } = drawn.range;
  // Page Up and Page Down leave one row standing, and another may be cut at the edge.
  const fills = drawn.rowsPerScreen + 2;
  useEffect(
    () => transcript.show(first, Math.min(last, total - 1), fills),
    [transcript, first, last, total, fills],
  );

  const started = known?.started ?? transcript.at(0)?.at ?? 0;
  const chosen = selected.row === undefined ? null : askedBy(selected.row);
  const isPaired = (row: ViewRow | undefined) =>
    row !== undefined && [chosen, pointedAt].some((line) => line !== null && belongsTo(row, line));
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

  return (
    <div className="row-space" role="presentation" style={{ height: drawn.height }}>
      <div className="row-block" role="presentation" style={blockStyle(drawn.top, lines)}>
        {places.map((place) => {
          const row = transcript.at(place);
          return (
            <TranscriptRowView
              key={place}
              id={rowId(place)}
              row={row}
              place={place}
              total={total}
              time={row === undefined ? '' : rowTime(row, transcript.at(place - 1), started, timeForm)}
              selected={isSelected(selected.selection, place)}
              paired={isPaired(row)}
              pattern={patternFor(row, marks)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The id of the element of the row in that place. */
export function rowId(place: number): string {
  return `row-${place}`;
}

/** What has been searched without harm may be marked: a pattern that takes for ever is stuck elsewhere. */
function patternFor(row: ViewRow | undefined, marks: Finding['marks']): RegExp | null {
  return row?.type === 'line' && marks !== null && row.n <= marks.upTo ? marks.pattern : null;
}

/** The column of line numbers is as wide as the longest of them. */
function blockStyle(top: number, lines: number): CSSProperties & Record<'--digits', number> {
  return { transform: `translateY(${top}px)`, '--digits': String(lines).length };
}
