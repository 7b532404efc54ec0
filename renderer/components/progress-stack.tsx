import { useEffect, useState } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { Opening } from '../state/shelf.ts';
import './progress-stack.css';

/** What takes less is over before anybody wonders, in milliseconds. */
const SHOWN_AFTER_MS = 1_000;

/** What takes longer than a second, how far it is, and a way to give it up. */
export function ProgressStack() {
  const { shelf } = useViewer();
  const openings = useStore(shelf.openings);
  return (
    <section className="progress-stack" aria-label="Under way" aria-live="polite">
      {openings.map((opening) => (
        <ProgressCard key={opening.id} opening={opening} />
      ))}
    </section>
  );
}

function ProgressCard({ opening: { name, done, cancel } }: { readonly opening: Opening }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  const words = done === null ? `Reading ${name}` : `Opening ${name}`;
  return (
    <div className="progress-card floating">
      <p>{words}…</p>
      {done === null ? <progress aria-label={words} /> : <progress aria-label={words} value={done} max={1} />}
      <button type="button" className="button button-small" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}
