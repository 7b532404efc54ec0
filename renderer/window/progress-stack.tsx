import { useEffect, useState } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './progress-stack.css';

/** What takes less is over before anybody wonders, in milliseconds. */
const SHOWN_AFTER_MS = 1_000;

/** What takes longer than a second, how far it is, and a way to give it up. */
export function ProgressStack() {
  const { shelf, savings } = useViewer();
  const openings = useStore(shelf.openings);
  const saved = useStore(savings);
  return (
    <section className="progress-stack" aria-label="Under way" aria-live="polite">
      {openings.map(({ id, name, done, cancel }) => (
        <ProgressCard
          key={`opening ${id}`}
          words={done === null ? `Reading ${name}` : `Opening ${name}`}
          done={done}
          onCancel={cancel}
        />
      ))}
      {saved.map(({ saving, name, done }) => (
        <ProgressCard
          key={`saving ${saving}`}
          words={`Writing ${name}`}
          done={done}
          onCancel={() => savings.stop(saving)}
        />
      ))}
    </section>
  );
}

interface ProgressCardProps {
  /** What is done: `Opening mail.pcap`. */
  readonly words: string;
  /** How much of it, from 0 to 1; null: nobody knows. */
  readonly done: number | null;
  readonly onCancel: () => void;
}

function ProgressCard({ words, done, onCancel }: ProgressCardProps) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className="progress-card floating">
      <p>{words}…</p>
      {done === null ? <progress aria-label={words} /> : <progress aria-label={words} value={done} max={1} />}
      <button type="button" className="button button-small" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
