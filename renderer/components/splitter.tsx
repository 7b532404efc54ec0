import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { LIST_WIDTH } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './splitter.css';

/** Pixels that an arrow key moves the splitter by. */
const STEP = 16;

/** The line between the list and the conversation: dragged, moved by arrow keys, put back by a double click. */
export function Splitter() {
  const { preferences } = useViewer();
  const { listWidth } = useStore(preferences);
  const grip = useRef<{ readonly x: number; readonly width: number } | null>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const width = widthByKey(event.key, listWidth);
    if (width === null || event.altKey) return;
    event.preventDefault();
    preferences.change({ listWidth: width });
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, width: listWidth };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (grip.current !== null)
      preferences.change({ listWidth: grip.current.width + event.clientX - grip.current.x });
  };
  const letGo = () => {
    grip.current = null;
  };

  return (
    <div
      className="splitter"
      {...separator(listWidth)}
      {...{ onKeyDown, onPointerDown, onPointerMove }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={() => preferences.change({ listWidth: LIST_WIDTH.first })}
    />
  );
}

/** The attributes of a separator that the keyboard moves (ARIA practices, window splitter). */
function separator(width: number) {
  return {
    role: 'separator',
    tabIndex: 0,
    'aria-label': 'Width of the list of conversations',
    'aria-orientation': 'vertical',
    'aria-valuemin': LIST_WIDTH.least,
    'aria-valuemax': LIST_WIDTH.most,
    'aria-valuenow': width,
  } as const;
}

function widthByKey(key: string, width: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return width - STEP;
    case 'ArrowRight':
      return width + STEP;
    case 'Home':
      return LIST_WIDTH.least;
    case 'End':
      return LIST_WIDTH.most;
    default:
      return null;
  }
}
