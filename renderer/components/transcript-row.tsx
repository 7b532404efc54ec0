import { Lock } from 'lucide-react';
import { memo } from 'react';
import { FINDINGS } from '../../app/smtp/findings/registry.ts';
import type {
  SessionEvent,
  TranscriptEvent,
  TranscriptLine,
  TranscriptRow,
} from '../../app/transcript/row.ts';
import { describeEvent, TAGS } from '../../app/transcript/text-format.ts';
import { option } from '../rows/listbox.ts';
import { endingMark, leftOut, lineParts, refusalTone, ROW_CHARACTERS } from '../words/line.ts';
import { count, sinceStart } from '../words/measures.ts';
import { EventIcon } from './event-icon.tsx';
import { LinePartView } from './line-part.tsx';
import { VisibleText } from './visible-text.tsx';

/** Height of a transcript's row, in pixels. `transcript.css` says the same. */
export const ROW_HEIGHT = 22;

interface TranscriptRowProps {
  readonly id: string;
  /** Undefined while it is being read. */
  readonly row: TranscriptRow | undefined;
  readonly place: number;
  readonly total: number;
  /** When the conversation began: microseconds since 1970. */
  readonly started: number;
  readonly selected: boolean;
}

/** One row of the transcript: a line, an event between lines, or the place of one that is being read. */
export const TranscriptRowView = memo(function TranscriptRowView(props: TranscriptRowProps) {
  const { id, row, place, total, started, selected } = props;
  return (
    <div
      {...option({ id, selected, place, total, busy: row === undefined })}
      className={rowClass(row, selected)}
      data-place={place}
      data-line={row?.type === 'line' ? row.n : undefined}
    >
      {row === undefined && <span className="unread unread-row" />}
      {row?.type === 'line' && <Line line={row} started={started} />}
      {row?.type === 'event' && <Event event={row} started={started} />}
    </div>
  );
});

function rowClass(row: TranscriptRow | undefined, selected: boolean): string {
  const classes = ['row'];
  if (selected) classes.push('row-selected');
  if (row?.type === 'event') classes.push('row-event');
  if (row?.type === 'event' && isFailure(row.event)) classes.push('row-event-bad');
  if (row?.type === 'line') {
    classes.push(`row-${row.from}`, `row-${row.kind}`);
    if (row.injected) classes.push('row-injected');
    const refusal = refusalTone(row);
    if (refusal !== null) classes.push(`row-${refusal}`);
  }
  return classes.join(' ');
}

function isFailure(event: SessionEvent): boolean {
  return event.event === 'error' || (event.event === 'closed' && event.how !== 'end');
}

function Line({ line, started }: { readonly line: TranscriptLine; readonly started: number }) {
  const ending = endingMark(line);
  const findings = line.findings ?? [];
  const isLong = leftOut(line, ROW_CHARACTERS) > 0;
  return (
    <>
      <span className="row-number">{line.n}</span>
      <span className="row-time">{sinceStart(line.at - started)}</span>
      <span className="row-mark">{line.tls && <Lock size={12} aria-label="inside TLS" />}</span>
      <span className="row-tag">{TAGS[line.from]} </span>
      <span className="row-words">
        {lineParts(line, ROW_CHARACTERS).map((part, index) => (
          <LinePartView key={`${index}-${part.role}`} part={part} />
        ))}
      </span>
      {isLong && <span className="row-note">{count(line.text.length)} characters</span>}
      {findings.length === 0 && ending !== null && (
        <span className="row-note row-note-warning">{ending}</span>
      )}
      {findings.map(({ code, severity }) => (
        <span key={code} className={`row-note row-note-${severity}`} title={FINDINGS[code].title}>
          {code.replaceAll('-', ' ')}
        </span>
      ))}
      {line.injected && <span className="row-note row-note-spy">SMTP Spy’s own words</span>}
    </>
  );
}

function Event({ event, started }: { readonly event: TranscriptEvent; readonly started: number }) {
  return (
    <>
      <span className="row-number" />
      <span className="row-time">{sinceStart(event.at - started)}</span>
      <span className="row-mark">
        <EventIcon event={event.event} />
      </span>
      <span className="row-event-words">
        <VisibleText text={describeEvent(event)} />
      </span>
    </>
  );
}
