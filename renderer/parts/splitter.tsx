import { useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import './splitter.css';
import { zoomOf } from '../rows/zoom.ts';

/** Pixels that an arrow key moves the splitter by. */
const STEP = 16;

interface SplitterProps {
  /** What it is the width of, for those who do not see it. */
  readonly label: string;
  readonly width: number;
  /** In CSS pixels: the narrowest, the widest, and what a double click puts back. */
  readonly limits: { readonly least: number; readonly most: number; readonly first: number };
  /** On which side of it the pane is whose width it is. */
  readonly paneIs: 'before' | 'behind';
  readonly onChange: (width: number) => void;
}

/** The line between two panes: dragged, moved by arrow keys, put back by a double click. */
export function Splitter({ label, width, limits, paneIs, onChange }: SplitterProps) {
  const grip = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const grows = paneIs === 'before' ? 1 : -1;

  const onKeyDown = (event: KeyboardEvent) => {
    const next = widthByKey(event.key, width, grows, limits);
    if (next === null || event.altKey) return;
    event.preventDefault();
    onChange(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, width };
  };
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent<HTMLDivElement>) => {
    if (grip.current === null) return;
    onChange(grip.current.width + (grows * (clientX - grip.current.x)) / zoomOf(currentTarget));
  };
  const letGo = () => {
    grip.current = null;
  };

  return (
    <div
      className="splitter"
      {...separator(label, width, limits)}
      {...{ onKeyDown, onPointerDown, onPointerMove }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={() => onChange(limits.first)}
    />
  );
}

/** The attributes of a separator that the keyboard moves (ARIA practices, window splitter). */
function separator(label: string, width: number, { least, most }: SplitterProps['limits']) {
  return {
    role: 'separator',
    tabIndex: 0,
    'aria-label': label,
    'aria-orientation': 'vertical',
    'aria-valuemin': least,
    'aria-valuemax': most,
    'aria-valuenow': width,
  } as const;
}

function widthByKey(
  key: string,
  width: number,
  grows: number,
  { least, most }: SplitterProps['limits'],
): number | null {
  switch (key) {
    case 'ArrowLeft':
      return width - grows * STEP;
    case 'ArrowRight':
      return width + grows * STEP;
    case 'Home':
      return least;
    case 'End':
      return most;
    default:
      return null;
  }
}
