import { useEffect, useMemo, useRef } from 'react';
import { isOfArrow } from '../../app/smtp/state-machine/picture.ts';
import { drawStateMachine, type StateMachineLook } from '../../app/smtp/state-machine/svg.ts';
import { PICTURE, PLACES } from '../../app/smtp/state-machine/svg-layout.ts';
import type { Stage } from '../../app/smtp/state-machine/stages.ts';
import type { Way } from '../../app/transcript/details.ts';
import { SvgView } from './svg-view.tsx';

interface StatePictureProps {
  /** All ways that the conversation went. */
  readonly ways: readonly Way[];
  /** The one that the selected line goes. */
  readonly way: Omit<Way, 'times'> | null;
  /** Where the conversation stands with the selected line. */
  readonly stage: Stage | null;
}

/** The state machine: what the conversation did not touch is quiet, where it stands is lit and in view. */
export function StatePicture({ ways, way, stage }: StatePictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const picture = useMemo(() => drawStateMachine(lookOf(ways, way, stage)), [ways, way, stage]);

  useEffect(() => {
    const element = frame.current;
    if (element === null || stage === null) return;
    const scale = element.scrollWidth / PICTURE.width;
    const { x, y } = PLACES[stage];
    element.scrollTo({
      left: x * scale - element.clientWidth / 2,
      top: y * scale - element.clientHeight / 2,
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    });
  }, [stage]);

  return (
    <div className="state-picture" ref={frame} {...SCROLLED}>
      <SvgView picture={picture} isHidden />
    </div>
  );
}

/** What scrolls has to be reached by keyboard. */
const SCROLLED = { role: 'region', 'aria-label': 'Picture of the states', tabIndex: 0 } as const;

function lookOf(ways: readonly Way[], way: StatePictureProps['way'], stage: Stage | null): StateMachineLook {
  const visited = new Set<Stage>(ways.flatMap(({ from, to }) => [from, to]));
  return {
    ground: 'var(--surface)',
    text: 'var(--text)',
    muted: 'var(--muted)',
    quiet: 'var(--line)',
    speakers: { client: 'var(--client)', server: 'var(--server)', both: 'var(--event)' },
    box: (each) => ({
      fill: each === stage ? 'var(--selection)' : 'var(--surface-sunken)',
      line: each === stage ? 'var(--focus)' : visited.has(each) ? 'var(--muted)' : 'var(--line-strong)',
    }),
    ofStage: (each) => (each === stage ? 'lit' : visited.has(each) ? 'plain' : 'quiet'),
    ofArrow: (arrow) => {
      if (way !== null && isOfArrow(arrow, way)) return 'lit';
      return ways.some((gone) => isOfArrow(arrow, gone)) ? 'plain' : 'quiet';
    },
  };
}
