import { X } from 'lucide-react';
import { percentDone, workWords } from '../../app/transcript/work.ts';
import type { Work, WorkKind } from '../../app/transcript/work.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isSame } from '../state/works.ts';
import { cancelNote } from '../words/cancel-note.ts';
import './work-progress.css';

interface WorkAtProps {
  readonly kind: WorkKind;
  /** The number of what it is done for. */
  readonly of: number;
  /** Says in words what is done, too: where the place does not say it. */
  readonly isNamed?: boolean;
}

/** How far something is, at the place where it was asked for; nothing where it is not under way. */
export function WorkAt({ kind, of, isNamed = false }: WorkAtProps) {
  const { works } = useViewer();
  const work = useStore(works).find((each) => isSame(each, { kind, of }));
  return work === undefined ? null : <WorkProgress work={work} isNamed={isNamed} />;
}

/** How far something is, and a way to give it up. */
export function WorkProgress({ work, isNamed = true }: { readonly work: Work; readonly isNamed?: boolean }) {
  const { works } = useViewer();
  const words = workWords(work);
  const { verb, note } = cancelNote(work.kind);
  const amount = work.total === null ? {} : { value: work.done, max: Math.max(1, work.total) };
  return (
    <span className="work">
      {isNamed && <span className="work-words">{words}</span>}
      <progress aria-label={words} {...amount} />
      <span className="work-percent">{percentDone(work)}</span>
      {work.canCancel && (
        <button
          type="button"
          className="button button-icon button-quiet button-small"
          aria-label={`${verb}: ${words}`}
          title={`${verb}: ${note}`}
          onClick={() => works.cancel(work)}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
