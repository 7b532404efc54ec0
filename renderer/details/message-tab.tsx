import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { MessageDetails } from '../../app/transcript/details.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import { MessageView } from './message-view.tsx';
import './message-tab.css';
import { useAnswer } from './use-answer.ts';
import { useDetails } from './use-details.ts';

/** Messages whose places are known to the viewer, so that the selected line finds its own. */
const MOST_KNOWN = 500;

/** The messages of a conversation, as their recipients would see them. */
export function MessageTab() {
  const { request, line } = useViewer();
  const { session, known, revision } = useDetails();
  const { selected } = useStore(line);
  const [turned, setTurned] = useState<{ readonly n: number; readonly row: number | null } | null>(null);
  const ask = useCallback(
    () => request('session.messages', { session: session ?? 1, from: 0, count: MOST_KNOWN }),
    [request, session],
  );
  const { value } = useAnswer(session === null ? null : ask, revision);
  if (session === null || known === null || value === null) return null;
  if (known.messages === 0) return <NoMessage />;
  const row = selected?.row ?? null;
  // Whoever selects a line anew looks at its message, until the page is turned.
  const n = turned !== null && turned.row === row ? turned.n : messageOf(value.items, row);
  return (
    <>
      <MessagePicker
        n={n}
        total={known.messages}
        session={session}
        onTurn={(to) => setTurned({ n: to, row })}
      />
      <MessageView key={`${session} ${n}`} session={session} n={n} />
    </>
  );
}

/** The message that a row belongs to: the last one whose content begins before it; the first where there is none. */
function messageOf(messages: readonly MessageDetails[], row: number | null): number {
  if (row === null) return 1;
  const at = messages.findLastIndex((message) => message.row <= row);
  return messages[Math.max(0, at)]?.message.n ?? 1;
}

interface MessagePickerProps {
  readonly session: number;
  readonly n: number;
  readonly total: number;
  readonly onTurn: (n: number) => void;
}

function MessagePicker({ session, n, total, onTurn }: MessagePickerProps) {
  const { actions } = useViewer();
  return (
    <div className="message-picker">
      {total > 1 && (
        <>
          <button
            type="button"
            className="button button-icon button-small"
            aria-label="Message before"
            disabled={n <= 1}
            onClick={() => onTurn(n - 1)}
          >
            <ChevronLeft size={14} aria-hidden />
          </button>
          <button
            type="button"
            className="button button-icon button-small"
            aria-label="Message behind"
            disabled={n >= total}
            onClick={() => onTurn(n + 1)}
          >
            <ChevronRight size={14} aria-hidden />
          </button>
        </>
      )}
      <span className="message-picker-words" aria-live="polite">
        {total > 1 ? `Message ${count(n)} of ${count(total)}` : 'Message'}
      </span>
      <button
        type="button"
        className="button button-small"
        title="Saves the message as it was before SMTP added dots"
        onClick={() => void actions.saveFile('message.save', { session, message: n })}
      >
        <Download size={14} aria-hidden />
        Save .eml
      </button>
    </div>
  );
}

function NoMessage() {
  const { summary } = useViewer();
  const isOpen = useStore(summary)?.outcome === 'open';
  return (
    <EmptyState
      title={isOpen ? 'No message yet' : 'No message in this conversation'}
      text={
        isOpen
          ? 'As soon as the client has sent one, it can be read here as its recipient would see it.'
          : 'It came to its end before the client had sent any. Explain says why.'
      }
    />
  );
}
