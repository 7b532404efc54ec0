import { Copy } from 'lucide-react';
import type { Login, TranscriptLine, TranscriptRow } from '../../app/transcript/row.ts';
import { describeEvent } from '../../app/transcript/text-format.ts';
import { useViewer } from '../state/viewer-context.ts';
import { byteLength, DETAIL_CHARACTERS, endingText, leftOut, lineParts } from '../words/line.ts';
import { count, counted, fullTime, sinceStart } from '../words/measures.ts';
import { copyText } from './copy-text.ts';
import './line-detail.css';
import { LineMeaning } from './line-meaning.tsx';
import { LinePartView } from './line-part.tsx';
import { rowsAsText } from './use-copy.ts';
import { VisibleText } from './visible-text.tsx';

interface LineDetailProps {
  readonly row: TranscriptRow;
  /** When the conversation began: microseconds since 1970. */
  readonly started: number;
  /** The last login that was tried in the conversation. */
  readonly login: Login | null;
}

/** The selected row in full: all of its words, and what is known about it. */
export function LineDetail({ row, started, login }: LineDetailProps) {
  const { notices } = useViewer();
  const copy = async () => {
    if (await copyText(rowsAsText([row]))) notices.good('Copied');
    else notices.bad('Not copied', 'The browser did not allow it.');
  };
  return (
    <aside className="line-detail" aria-label="Selected line">
      <div className="line-detail-head">
        <p>
          {row.type === 'line' ? (
            <LineFacts line={row} started={started} />
          ) : (
            <EventFacts row={row} started={started} />
          )}
        </p>
        <button
          type="button"
          className="button button-quiet button-small"
          title="Copy (Ctrl+C)"
          onClick={() => void copy()}
        >
          <Copy size={14} aria-hidden />
          Copy
        </button>
      </div>
      {row.type === 'line' ? (
        <>
          <LineText line={row} />
          <LineMeaning line={row} login={login} />
        </>
      ) : (
        <p className="line-detail-event">
          <VisibleText text={describeEvent(row)} />
        </p>
      )}
    </aside>
  );
}

function LineText({ line }: { readonly line: TranscriptLine }) {
  const more = leftOut(line, DETAIL_CHARACTERS);
  return (
    <pre className="line-detail-text">
      {lineParts(line, DETAIL_CHARACTERS).map((part, index) => (
        <LinePartView key={`${index}-${part.role}`} part={part} />
      ))}
      {more > 0 && (
        <span className="row-note">{count(more)} more characters: save the conversation to see them</span>
      )}
    </pre>
  );
}

function LineFacts({ line, started }: { readonly line: TranscriptLine; readonly started: number }) {
  const bytes = byteLength(line);
  const facts = [
    line.injected ? `said by SMTP Spy in the ${line.from}’s place` : `said by the ${line.from}`,
    `+${sinceStart(line.at - started)} s`,
    fullTime(line.at),
    line.masked ? 'a secret is masked' : '',
    bytes === null ? '' : counted(bytes, 'byte'),
    line.kind === 'opaque' ? '' : endingText(line),
    `phase: ${line.phase}`,
    line.tls ? 'inside TLS' : '',
  ];
  return (
    <>
      <strong>Line {count(line.n)}</strong> · {facts.filter((fact) => fact !== '').join(' · ')}
    </>
  );
}

function EventFacts({ row, started }: Pick<LineDetailProps, 'row' | 'started'>) {
  return (
    <>
      <strong>Event</strong> · +{sinceStart(row.at - started)} s · {fullTime(row.at)}
    </>
  );
}
