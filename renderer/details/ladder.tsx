import { useEffect, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import {
  drawLadder,
  drawLadderHead,
  STEP_HEIGHT,
  stepText,
  type LadderLook,
} from '../../app/transcript/ladder-picture.ts';
import type { Step } from '../../app/transcript/step.ts';
import { listbox, option } from '../rows/listbox.ts';
import { sinceStart } from '../words/measures.ts';
import { SvgView } from './svg-view.tsx';
import { useWidth } from './use-width.ts';
import { zoomOf } from '../rows/zoom.ts';

/** In the colours of the theme. */
const LOOK: LadderLook = {
  // What is selected lies beneath the picture.
  ground: 'none',
  halo: 'var(--surface)',
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line-strong)',
  client: 'var(--client)',
  server: 'var(--server)',
  event: 'var(--event)',
  warning: 'var(--warning)',
  error: 'var(--error)',
};

/** Narrower than this, labels would say nothing. */
const LEAST_WIDTH = 320;

interface LadderProps {
  readonly steps: readonly Step[];
  readonly selected: Step | undefined;
  readonly onSelect: (step: Step) => void;
}

/** Steps as arrows. What the picture shows is a list beneath it, for the keyboard and for those who listen. */
export function Ladder({ steps, selected, onSelect }: LadderProps) {
  const [measure, measured] = useWidth();
  const list = useRef<HTMLDivElement>(null);
  const width = Math.max(LEAST_WIDTH, measured);
  const at = selected === undefined ? -1 : steps.indexOf(selected);

  useEffect(() => {
    if (at >= 0) list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[placeByKey(event.key, at, steps.length) ?? -1];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(step);
  };

  const onClick = ({ clientY, currentTarget }: MouseEvent<HTMLElement>) => {
    const below = (clientY - currentTarget.getBoundingClientRect().top) / zoomOf(currentTarget);
    const step = steps[Math.floor(below / STEP_HEIGHT)];
    if (step !== undefined) onSelect(step);
  };

  return (
    <div className="ladder" ref={measure}>
      <div className="ladder-head">
        <SvgView picture={drawLadderHead(width, LOOK)} isHidden />
      </div>
      <div className="ladder-body">
        <div
          className="ladder-steps"
          ref={list}
          {...listbox({
            label: 'Steps of the conversation',
            active: at < 0 ? undefined : stepId(at),
            onKeyDown,
            onClick,
          })}
        >
          {steps.map((step, place) => (
            <div
              key={step.n}
              className="ladder-step"
              {...option({ id: stepId(place), selected: place === at, place, total: steps.length })}
              aria-label={inWords(step)}
              style={{ height: STEP_HEIGHT }}
            />
          ))}
        </div>
        <SvgView className="ladder-picture" picture={drawLadder(steps, width, LOOK)} isHidden />
      </div>
    </div>
  );
}

function stepId(place: number): string {
  return `step-${place}`;
}

/** `0.107 s, server: 550 5.7.1 no`. */
function inWords(step: Step): string {
  const who = step.type === 'event' ? '' : ` ${step.from}:`;
  return `${sinceStart(step.at)} s,${who} ${stepText(step)}`;
}

function placeByKey(key: string, at: number, steps: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'ArrowDown':
      return Math.min(steps - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return steps - 1;
    default:
      return null;
  }
}
