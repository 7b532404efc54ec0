import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Overview, OverviewBar } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { axisWords, barRange, countParts, queryWithin, sumOf } from '../words/overview.ts';
import { OverviewBars } from './overview-bars.tsx';
import './overview-panel.css';
import { useOverview } from './use-overview.ts';

/** Pixels that a bar takes at the least, the gap to the next included. */
const LEAST_BAR = 5;

/** Bars from one to another, the latter included. */
export interface BarRange {
  readonly anchor: number;
  readonly focus: number;
}

/** Messages, refusals and bytes over time, in the conversations that are listed; a stretch of it can be chosen. */
export function OverviewPanel() {
  const { listFilter } = useViewer();
  const { applied } = useStore(listFilter);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const overview = useOverview(Math.max(0, Math.floor(width / LEAST_BAR)));
  const isRange = /\b(?:after|before):/i.test(applied);
  const showAll = () =>
    listFilter.type(
      applied
        .replace(/(^|\s)(?:after|before):\S+/gi, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
  return (
    <section className="overview" aria-label="Overview">
      <div ref={frame} className="overview-frame">
        {overview === null && <p className="overview-words">Nothing was sent in these conversations.</p>}
        {overview !== null && overview !== undefined && <Chart overview={overview} width={width} />}
      </div>
      {isRange && (
        <button type="button" className="button button-small overview-all" onClick={showAll}>
          Show all times
        </button>
      )}
    </section>
  );
}

/** `width`: pixels. */
function Chart({ overview, width }: { readonly overview: Overview; readonly width: number }) {
  const { listFilter } = useViewer();
  const [range, setRange] = useState<BarRange | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const hint = useId();
  const count = overview.bars.length;
  const shown =
    range === null
      ? null
      : { first: Math.min(range.anchor, range.focus), last: Math.max(range.anchor, range.focus) };

  const apply = (chosen: BarRange) => {
    const [first, last] = [Math.min(chosen.anchor, chosen.focus), Math.max(chosen.anchor, chosen.focus)];
    listFilter.type(queryWithin(listFilter.get().applied, overview, first, last));
    setRange(null);
  };
  const pointer = useBrush(count, { range, setRange, setHovered, apply });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && range !== null) apply(range);
    else if (event.key === 'Escape' && range !== null) setRange(null);
    else {
      const focus = barByKey(event.key, range?.focus ?? count, count);
      if (focus === null) return;
      setRange({ anchor: event.shiftKey && range !== null ? range.anchor : focus, focus });
    }
    event.preventDefault();
  };

  const told = shown ?? (hovered === null ? null : { first: hovered, last: hovered });
  return (
    <>
      <button
        type="button"
        className="overview-chart"
        aria-label="Time"
        aria-describedby={`${hint}-words ${hint}`}
        onKeyDown={onKeyDown}
        {...pointer}
      >
        <OverviewBars overview={overview} width={width} chosen={shown} hovered={hovered} />
      </button>
      <div className="overview-axis" aria-hidden>
        <span>{axisWords(overview, 0)}</span>
        <span>{axisWords(overview, count)}</span>
      </div>
      <p id={`${hint}-words`} className="overview-words" aria-live={range === null ? 'off' : 'polite'}>
        {told !== null && `${barRange(overview, told.first, told.last)}: `}
        <Counts of={sumOf(told === null ? overview.bars : overview.bars.slice(told.first, told.last + 1))} />
      </p>
      <p id={hint} className="overview-hint">
        Drag, or use the arrow keys with Shift and then Enter, to show the conversations of a stretch of time.
      </p>
    </>
  );
}

/** What happened, each kind with the colour that its bars have. */
function Counts({ of }: { readonly of: OverviewBar }) {
  return countParts(of).map(({ kind, text }, place) => (
    <span key={kind}>
      {place > 0 && ', '}
      <span className={`overview-count overview-count-${kind}`}>{text}</span>
    </span>
  ));
}

interface Brush {
  readonly range: BarRange | null;
  readonly setRange: (range: BarRange | null) => void;
  readonly setHovered: (bar: number | null) => void;
  readonly apply: (range: BarRange) => void;
}

/** A pointer that is drawn over the bars chooses them. */
function useBrush(count: number, { range, setRange, setHovered, apply }: Brush) {
  const barAt = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientX - left) / width) * count)));
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setRange({ anchor: barAt(event), focus: barAt(event) });
    },
    onPointerMove(event: PointerEvent) {
      const bar = barAt(event);
      setHovered(bar);
      if (range !== null && event.currentTarget.hasPointerCapture(event.pointerId)) {
        setRange({ anchor: range.anchor, focus: bar });
      }
    },
    onPointerUp(event: PointerEvent) {
      if (range !== null && event.currentTarget.hasPointerCapture(event.pointerId)) apply(range);
    },
    onPointerLeave: () => setHovered(null),
  };
}

/** Where a key leads from a bar; null where it leads nowhere. */
function barByKey(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(count - 1, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** The width of an element, in pixels, as it changes. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
