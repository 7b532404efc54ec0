import { Copy, Scale } from 'lucide-react';
import type { TranscriptLine, ViewRow } from '../../app/transcript/row.ts';
import type { Login } from '../../app/transcript/session-summary.ts';
import { describeEvent } from '../../app/transcript/text-format.ts';
import { copyText } from '../parts/copy-text.ts';
import { LinePartView } from '../transcript/line-part.tsx';
import { IS_MAC } from '../parts/platform.ts';
import { rowsAsText } from '../transcript/use-copy.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useBeginRule } from '../rules/use-begin-rule.ts';
import { useViewer } from '../state/viewer-context.ts';
import {
  byteLength,
  DETAIL_CHARACTERS,
  endingText,
  leftOut,
  lineParts,
  lineRole,
  refusalTone,
} from '../words/line.ts';
import { foldText } from '../words/fold.ts';
import { keysText } from '../words/keys.ts';
import { writeDraft } from '../words/rule-draft.ts';
import { ruleFromLine } from '../words/rule-from-line.ts';
import { count, counted, duration, fullTime, sinceStart } from '../words/measures.ts';
import { HookStack } from './hook-stack.tsx';
import { LineMeaning } from './line-meaning.tsx';
import './selected-line.css';

interface SelectedLineProps {
  readonly row: ViewRow;
  /** When the conversation began: microseconds since 1970. */
  readonly started: number;
  /** The last login that was tried in the conversation. */
  readonly login: Login | null;
}

/** The selected row in full: all of its words, what they mean, and what is known about it. */
export function SelectedLine({ row, started, login }: SelectedLineProps) {
  return (
    <section className="details-part selected-line" aria-label="Selected line">
      <div className="selected-line-head">
        <h2 className="details-heading">{headingOf(row)}</h2>
        {row.type === 'line' && <MakeRule line={row} />}
        <CopyLine row={row} />
      </div>
      {row.type === 'line' ? (
        <>
          <LineText line={row} />
          {row.sentAs !== undefined && <SentAs text={row.sentAs} />}
          <LineMeaning line={row} login={login} />
        </>
      ) : (
        <p className="selected-line-event">
          <VisibleText text={row.type === 'event' ? describeEvent(row) : foldText(row)} />
        </p>
      )}
      {row.type === 'event' && row.event.event === 'hook-error' && <HookStack stack={row.event.stack} />}
      <p className="selected-line-facts">{factsOf(row, started).join(' · ')}</p>
    </section>
  );
}

function headingOf(row: ViewRow): string {
  switch (row.type) {
    case 'line':
      return `Line ${count(row.n)} · ${lineRole(row)}`;
    case 'event':
      return 'Between the lines';
    case 'fold':
      return `Lines ${count(row.n)} to ${count(row.n + row.rows - 1)}`;
  }
}

function CopyLine({ row }: Pick<SelectedLineProps, 'row'>) {
  const { notices } = useViewer();
  const copy = async () => {
    if (await copyText(rowsAsText([row]))) notices.good('Copied');
    else notices.bad('Not copied', 'The browser did not allow it.');
  };
  return (
    <button
      type="button"
      className="button button-icon button-quiet button-small"
      aria-label="Copy"
      title={`Copy (${keysText('Mod+c', IS_MAC)})`}
      onClick={() => void copy()}
    >
      <Copy size={14} aria-hidden />
    </button>
  );
}

/** The way from what was said to what is to be done when it is said again. */
function MakeRule({ line }: { readonly line: TranscriptLine }) {
  const beginRule = useBeginRule();
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      title="Do something whenever such a line is said (m)"
      onClick={() => beginRule(writeDraft(ruleFromLine(line)))}
    >
      <Scale size={14} aria-hidden />
      Make a rule…
    </button>
  );
}

function LineText({ line }: { readonly line: TranscriptLine }) {
  const more = leftOut(line, DETAIL_CHARACTERS);
  return (
    <pre className={`selected-line-text ${toneClass(line)}`}>
      {lineParts(line, DETAIL_CHARACTERS).map((part, index) => (
        <LinePartView key={`${index}-${part.role}`} part={part} />
      ))}
      {more > 0 && (
        <span className="row-note">{count(more)} more characters: save the conversation to see them</span>
      )}
    </pre>
  );
}

/** What went on in the line's place. */
function SentAs({ text }: { readonly text: string }) {
  return (
    <>
      <h3 className="details-heading">Sent on as</h3>
      <pre className="selected-line-text is-sent-as">
        <VisibleText text={text.slice(0, DETAIL_CHARACTERS)} />
      </pre>
    </>
  );
}

/** Commands and replies stand out in their speaker's colour, refusals in theirs; content is read, not looked at. */
function toneClass(line: TranscriptLine): string {
  if (line.kind !== 'command' && line.kind !== 'reply') return '';
  return `is-said is-${refusalTone(line) ?? line.from}`;
}

function factsOf(row: ViewRow, started: number): string[] {
  const when = [`+${sinceStart(row.at - started)} s`, fullTime(row.at)];
  if (row.type !== 'line') return when;
  const bytes = byteLength(row);
  const facts = [
    row.injected ? `said by SMTP Spy in the ${row.from}’s place` : `said by the ${row.from}`,
    row.tookMs === undefined ? '' : `${duration(row.tookMs)} after what it answers`,
    ...when,
    row.withheld ? 'not passed on' : '',
    row.masked ? 'a secret is masked' : '',
    bytes === null ? '' : counted(bytes, 'byte'),
    row.kind === 'opaque' ? '' : endingText(row),
    `phase: ${row.phase}`,
    row.tls ? 'inside TLS' : '',
  ];
  return facts.filter((fact) => fact !== '');
}
