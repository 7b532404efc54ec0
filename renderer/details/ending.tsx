import { VisibleText } from '../parts/visible-text.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { endingWords } from '../words/ending.ts';
import './ending.css';
import { useDetails } from './use-details.ts';

/** As long as no line is selected: why the conversation came to nothing, or that a line tells what it means. */
export function Ending() {
  const { summary, line } = useViewer();
  const { known } = useDetails();
  const chosen = useStore(summary);
  // What was refused is what one came for: it is explained without being selected.
  if (chosen === null || chosen.refusal !== null) return null;
  const lastTurn = known?.lastTurn ?? null;
  const words = endingWords(chosen, lastTurn);
  if (words === null) return <NothingSelected />;
  // That stands on a card above the transcript.
  if (endingWords(chosen, null)?.mendedIn) return null;
  const { title, text, likely, attempt } = words;
  return (
    <section className="details-part" aria-label="Why it ended">
      <div className="ending">
        <p className="ending-title">{title}.</p>
        {text !== '' && (
          <p>
            <VisibleText text={text} />{' '}
            {lastTurn !== null && lastTurn.line > 0 && (
              <button type="button" className="details-link" onClick={() => line.want(lastTurn.row)}>
                Show
              </button>
            )}
          </p>
        )}
        {likely !== '' && (
          <p>
            <strong>Likely</strong> {likely}
          </p>
        )}
        {attempt !== '' && (
          <p>
            <strong>Try</strong> {attempt}
          </p>
        )}
      </div>
    </section>
  );
}

function NothingSelected() {
  return (
    <p className="details-part details-nothing">
      Choose a line of the conversation to read what it means, what may be behind it, and what to try.
    </p>
  );
}
