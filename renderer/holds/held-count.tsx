import { Hand } from 'lucide-react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { heldName } from '../words/holds.ts';
import { count } from '../words/measures.ts';

/** How much waits for the person; a click leads there. What comes is said aloud once. */
export function HeldCount() {
  const { holds } = useViewer();
  const { held } = useStore(holds);
  const newest = held.at(-1);
  return (
    <>
      <output className="out-of-sight">
        {newest === undefined ? '' : `Held: ${heldName(newest)}. ${newest.text.slice(0, 80)}`}
      </output>
      {held.length > 0 && (
        <button
          type="button"
          className="status-fact status-held"
          title="Go to what waits for you"
          onClick={() => holds.show()}
        >
          <Hand size={13} aria-hidden />
          {count(held.length)} held
        </button>
      )}
    </>
  );
}
