import { useEffect, useState } from 'react';
import type { Problem } from '../../app/contract.ts';
import type { ViewRow } from '../../app/transcript/row.ts';
import { CloseButton } from '../parts/close-button.tsx';
import type { ViewTarget } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';
import { hexText } from '../words/hex.ts';
import { count, counted } from '../words/measures.ts';
import './hex-panel.css';

interface HexPanelProps {
  readonly target: ViewTarget;
  /** The selected row; undefined: none, or several. */
  readonly row: ViewRow | undefined;
  readonly onClose: () => void;
}

type Read =
  | { readonly row: number; readonly reveal: boolean; readonly bytes: Uint8Array }
  | { readonly row: number; readonly reveal: boolean; readonly problem: Problem };

/** The exact bytes of the selected line, as they crossed the wire. */
export function HexPanel({ target, row, onClose }: HexPanelProps) {
  const { request } = useViewer();
  const { session, reveal } = target;
  const [read, setRead] = useState<Read | null>(null);
  const wanted = row?.type === 'line' ? row.row : null;

  useEffect(() => {
    if (wanted === null) return undefined;
    let isWanted = true;
    const ask = async () => {
      const result = await request('line.bytes', { session, row: wanted, reveal });
      if (!isWanted) return;
      if (!result.ok) setRead({ row: wanted, reveal, problem: result.problem });
      else setRead({ row: wanted, reveal, bytes: fromBase64(result.value?.bytes ?? '') });
    };
    void ask();
    return () => {
      isWanted = false;
    };
  }, [request, session, wanted, reveal]);

  const shown = read !== null && read.row === wanted && read.reveal === reveal ? read : null;
  return (
    <section className="hex-panel" aria-label="Bytes of the line">
      <div className="hex-head">
        <h2 className="hex-title">
          {row?.type === 'line' ? `Bytes of line ${count(row.n)}` : 'Bytes'}
          {shown !== null && 'bytes' in shown && ` · ${counted(shown.bytes.length, 'byte')}`}
        </h2>
        <CloseButton label="Close the bytes" title="Close (x)" small onClick={onClose} />
      </div>
      {wanted === null && <p className="hex-nothing">Choose a line to see its exact bytes.</p>}
      {shown !== null && 'problem' in shown && (
        <p className="hex-nothing">
          {shown.problem.text} {shown.problem.remedy}
        </p>
      )}
      {shown !== null && 'bytes' in shown && (
        <textarea
          key={shown.row}
          className="hex-text"
          readOnly
          spellCheck={false}
          aria-label="Offset, bytes and text"
          value={hexText(shown.bytes)}
        />
      )}
    </section>
  );
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
