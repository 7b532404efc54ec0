import { ChevronDown, ChevronRight, Lock } from 'lucide-react';
import { memo } from 'react';
import { FINDINGS } from '../../app/smtp/findings/registry.ts';
import type {
  RowFinding,
  TranscriptEvent,
  TranscriptFold,
  TranscriptLine,
  ViewRow,
} from '../../app/transcript/row.ts';
import type { SessionEvent } from '../../app/transcript/session-event.ts';
import { describeEvent, TAGS } from '../../app/transcript/text-format.ts';
import { option } from '../rows/listbox.ts';
import { partnerOf } from '../words/exchange.ts';
import { markParts } from '../words/find.ts';
import { findingNote, gravestFinding } from '../words/finding-note.ts';
import { foldWords } from '../words/fold.ts';
import { endingMark, leftOut, lineParts, refusalTone, ROW_CHARACTERS } from '../words/line.ts';
import { count, duration } from '../words/measures.ts';
import { EventIcon } from './event-icon.tsx';
import { LinePartView } from './line-part.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

/** Height of a transcript's row, in pixels. `transcript.css` says the same. */
export const ROW_HEIGHT = 22;

interface TranscriptRowProps {
  readonly id: string;
  /** Undefined while it is being read. */
  readonly row: ViewRow | undefined;
  readonly place: number;
  readonly total: number;
  /** When it was said, as the person wants to read it. */
  readonly time: string;
  readonly selected: boolean;
  /** It belongs to the exchange that is selected or pointed at. */
  readonly paired: boolean;
  /** What is looked for, and is marked; null: nothing, or the line has not been searched yet. */
  readonly pattern: RegExp | null;
}

/** One row of the transcript: a line, an event, the heading of a fold, or the place of one that is being read. */
export const TranscriptRowView = memo(function TranscriptRowView(props: TranscriptRowProps) {
  const { id, row, place, total, time, selected, paired, pattern } = props;
  return (
    <div
      {...option({ id, selected, place, total, busy: row === undefined })}
      className={rowClass(row, selected, paired)}
      data-place={place}
      data-line={row?.type === 'line' ? row.n : undefined}
    >
      {row === undefined && <span className="unread unread-row" />}
      {row?.type === 'line' && <Line line={row} time={time} paired={paired} pattern={pattern} />}
      {row?.type === 'event' && <Event event={row} time={time} />}
      {row?.type === 'fold' && <Fold fold={row} time={time} />}
    </div>
  );
});

function rowClass(row: ViewRow | undefined, selected: boolean, paired: boolean): string {
  const classes = ['row'];
  if (paired) classes.push('row-paired');
  if (selected) classes.push('row-selected');
  switch (row?.type) {
    case 'event':
      classes.push('row-event');
      classes.push(...toneOf(row.event));
      break;
    case 'fold':
      classes.push('row-fold', row.open ? 'row-fold-open' : 'row-fold-closed');
      break;
    case 'line': {
      classes.push(`row-${row.from}`, `row-${row.kind}`);
      if (row.injected) classes.push('row-injected');
      const refusal = refusalTone(row);
      if (refusal !== null) classes.push(`row-${refusal}`);
      break;
    }
    case undefined:
  }
  return classes.join(' ');
}

/** What went wrong stands out, and so does what rules and hooks alert of. */
function toneOf(event: SessionEvent): readonly string[] {
  if (isFailure(event)) return ['row-event-bad'];
  if (event.event === 'held') return ['row-event-warning'];
  if ((event.event !== 'rule' && event.event !== 'hook') || event.action !== 'alert') return [];
  return { note: [], warning: ['row-event-warning'], error: ['row-event-bad'] }[event.severity];
}

function isFailure(event: SessionEvent): boolean {
  if (event.event === 'error' || event.event === 'hook-error') return true;
  if (event.event === 'rule' || event.event === 'hook') return event.severity === 'error';
  return event.event === 'closed' && event.how !== 'end';
}

interface LineProps {
  readonly line: TranscriptLine;
  readonly time: string;
  readonly paired: boolean;
  readonly pattern: RegExp | null;
}

function Line({ line, time, paired, pattern }: LineProps) {
  const parts = lineParts(line, ROW_CHARACTERS);
  const ending = endingMark(line);
  const findings = line.findings ?? [];
  const isLong = leftOut(line, ROW_CHARACTERS) > 0;
  return (
    <>
      <span className="row-number">{line.n}</span>
      <span className="row-time">{time}</span>
      <span className="row-mark">{line.tls && <Lock size={12} aria-label="inside TLS" />}</span>
      <span className="row-tag">{TAGS[line.from]} </span>
      <span className="row-words">
        {(pattern === null ? parts : markParts(parts, pattern)).map((part, index) => (
          <LinePartView key={`${index}-${part.role}`} part={part} />
        ))}
      </span>
      <SentOn line={line} />
      {isLong && <span className="row-note">{count(line.text.length)} characters</span>}
      {findings.length === 0 && ending !== null && (
        <span className="row-note row-note-warning">{ending}</span>
      )}
      <FindingNotes findings={findings} />
      {line.injected && <span className="row-note row-note-spy">SMTP Spy’s own words</span>}
      <Partner row={line} paired={paired} />
    </>
  );
}

/** What became of a line that did not go on as it was said. */
function SentOn({ line }: { readonly line: TranscriptLine }) {
  if (line.withheld) return <span className="row-note row-note-spy">not passed on</span>;
  if (line.sentAs === undefined) return null;
  return (
    <span className="row-sent-as">
      <span className="row-note row-note-spy">sent on as</span>
      <VisibleText text={line.sentAs.slice(0, ROW_CHARACTERS)} />
    </span>
  );
}

/** The gravest, and how many more there are: the words of the line need the room. */
function FindingNotes({ findings }: { readonly findings: readonly RowFinding[] }) {
  const gravest = gravestFinding(findings);
  return gravest === null ? null : <FindingNote finding={gravest} more={findings.length - 1} />;
}

function FindingNote({ finding, more }: { readonly finding: RowFinding; readonly more: number }) {
  return (
    <span className={`row-note row-note-${finding.severity}`} title={FINDINGS[finding.code].title}>
      {findingNote(finding.code)}
      {more > 0 && ` +${count(more)}`}
    </span>
  );
}

/** A command shows how long its reply took; both show each other's number while they are selected or pointed at. */
function Partner({ row, paired }: { readonly row: TranscriptLine; readonly paired: boolean }) {
  const partner = partnerOf(row);
  if (partner === null || (!paired && row.reply === undefined)) return null;
  const took = partner.tookMs === null ? '' : duration(partner.tookMs);
  const number = `${row.reply === undefined ? '↰' : '↳'} ${count(partner.line)}`;
  const title =
    row.reply === undefined
      ? `Answers line ${count(partner.line)}: p goes there`
      : `Answered in line ${count(partner.line)} after ${took}: p goes there`;
  return (
    <span className="row-partner" data-partner={partner.line} title={title}>
      {paired && <span className="row-partner-line">{number}</span>}
      {took}
    </span>
  );
}

function Event({ event, time }: { readonly event: TranscriptEvent; readonly time: string }) {
  return (
    <>
      <span className="row-number" />
      <span className="row-time">{time}</span>
      <span className="row-mark">
        <EventIcon event={event.event} />
      </span>
      <span className="row-event-words">
        <VisibleText text={describeEvent(event)} />
      </span>
      <FindingNotes findings={event.findings ?? []} />
    </>
  );
}

function Fold({ fold, time }: { readonly fold: TranscriptFold; readonly time: string }) {
  const { title, essence, essenceIs, tone, tookMs } = foldWords(fold);
  const Chevron = fold.open ? ChevronDown : ChevronRight;
  return (
    <>
      <span className="row-number" />
      <span className="row-time">{time}</span>
      <span className="row-mark">{fold.tls && <Lock size={12} aria-label="inside TLS" />}</span>
      <span className="fold-box" data-fold>
        <Chevron className="fold-chevron" size={14} aria-hidden />
        <span className="fold-title">{title}</span>
        {essence !== '' && (
          <span className={`fold-essence fold-${essenceIs} ${tone === null ? '' : `fold-${tone}`}`}>
            <VisibleText text={essence} />
          </span>
        )}
        {fold.gravest !== null && <FindingNote finding={fold.gravest} more={fold.findings - 1} />}
        {tookMs !== null && <span className="row-partner">{duration(tookMs)}</span>}
      </span>
      {/* An option has no state for this, and the chevron is for the eye. */}
      <span className="out-of-sight">, {fold.open ? 'open' : 'folded'}</span>
    </>
  );
}
