import { useEffect, useId, useRef, useState } from 'react';
import { workWords } from '../../app/transcript/work.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { WorkProgress } from '../parts/work-progress.tsx';
import './works-under-way.css';

/** Whatever is under way: the newest, and behind a button all. What begins is said aloud once. */
export function WorksUnderWay() {
  const { works } = useViewer();
  const underWay = useStore(works);
  const newest = underWay.at(-1);
  return (
    <section className="works" aria-label="Under way">
      <output className="out-of-sight">{newest === undefined ? '' : workWords(newest)}</output>
      {newest !== undefined && <WorkProgress work={newest} />}
      {underWay.length > 1 && <Others />}
    </section>
  );
}

/** All that is under way, where that is more than one thing. */
function Others() {
  const { works } = useViewer();
  const underWay = useStore(works);
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const listId = useId();

  useEffect(() => {
    if (!open) return undefined;
    const leave = (event: Event) => {
      const isInside = event.target instanceof Node && place.current?.contains(event.target) === true;
      if (!isInside) setOpen(false);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
    };
    const within = place.current;
    document.addEventListener('pointerdown', leave);
    within?.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('pointerdown', leave);
      within?.removeEventListener('keydown', onKeyDown);
    };
  }, [open]);

  return (
    <span className="works-others" ref={place}>
      <button
        type="button"
        className="button button-quiet button-small"
        aria-expanded={open}
        aria-controls={listId}
        title="All that is under way"
        onClick={() => setOpen(!open)}
      >
        {underWay.length} under way
      </button>
      <ul className="works-list floating" id={listId} hidden={!open}>
        {underWay.map((work) => (
          <li key={`${work.kind} ${work.of}`}>
            <WorkProgress work={work} />
          </li>
        ))}
      </ul>
    </span>
  );
}
