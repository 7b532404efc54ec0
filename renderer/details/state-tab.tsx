import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { STAGES } from '../../app/smtp/state-machine/stages.ts';
import type { Way } from '../../app/transcript/details.ts';
import { stepText } from '../../app/transcript/ladder-picture.ts';
import type { Step } from '../../app/transcript/step.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import { Enlargeable } from './enlargeable.tsx';
import { StatePicture } from './state-picture.tsx';
import './state-tab.css';
import { useAnswer } from './use-answer.ts';
import { useDetails } from './use-details.ts';

/** The state machine of SMTP with the way of this conversation, and where it stands at the selected line. */
export function StateTab() {
  const { line } = useViewer();
  const { selected } = useStore(line);
  const { session, known, revision } = useDetails();
  const { before, step, behind } = useSteps(session, selected?.row ?? null, revision);
  if (known === null) return null;
  const way = wayOf(step);
  const stage = step === undefined || step.type === 'event' ? null : step.after;
  return (
    <section className="state-tab" aria-label="State">
      <div className="state-tools">
        <StepButton label="Previous step" step={before} icon={<ChevronLeft size={14} aria-hidden />} />
        <StepButton label="Next step" step={behind} icon={<ChevronRight size={14} aria-hidden />} />
        <p className="state-step" aria-live="polite">
          {step === undefined ? 'The way of the whole conversation' : stepText(step)}
        </p>
      </div>
      <Enlargeable label="State machine">
        <StatePicture ways={known.ways} way={way} stage={stage} />
      </Enlargeable>
      <div className="details-part">
        {stage !== null && (
          <p className="state-now">
            <strong>{STAGES[stage].title}.</strong> {STAGES[stage].text}
          </p>
        )}
        <details>
          <summary>The way in words</summary>
          <ul className="state-ways">
            {known.ways.map(({ from, to, by, times }) => (
              <li key={`${from} ${to} ${by}`}>
                {STAGES[from].title} → {STAGES[to].title}, by the {by === 'both' ? 'two' : by}
                {times > 1 && ` (${count(times)} times)`}
              </li>
            ))}
          </ul>
        </details>
      </div>
    </section>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly step: Step | undefined;
  readonly icon: ReactNode;
}

function StepButton({ label, step, icon }: StepButtonProps) {
  const { line } = useViewer();
  return (
    <button
      type="button"
      className="button button-icon button-small"
      aria-label={label}
      title={label}
      disabled={step === undefined}
      onClick={() => step !== undefined && line.want(step.row)}
    >
      {icon}
    </button>
  );
}

/** The step that a row belongs to, and its neighbours; without a row the first one lies behind. */
function useSteps(session: number | null, row: number | null, revision: number) {
  const { request } = useViewer();
  const ask = useCallback(
    () => request('session.steps', { session: session ?? 1, from: 0, row: row ?? 0, count: 3 }),
    [request, session, row],
  );
  const { value } = useAnswer(session === null ? null : ask, revision);
  const steps = value?.items ?? [];
  if (row === null) return { before: undefined, step: undefined, behind: steps[0] };
  const at = steps.findLastIndex((step) => step.row <= row);
  return { before: steps[at - 1], step: steps[at], behind: steps[at + 1] };
}

function wayOf(step: Step | undefined): Omit<Way, 'times'> | null {
  if (step === undefined || step.type === 'event') return null;
  return { from: step.before, to: step.after, by: step.from };
}
