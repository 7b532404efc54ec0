import { useNow } from '../parts/use-now.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { endingWords } from '../words/ending.ts';
import { waitingWords } from '../words/waiting.ts';
import './ending.css';
import { MendButton } from './mend-button.tsx';
import { useDetails } from './use-details.ts';

/** As long as no line is selected: why the conversation came to nothing or stands still, or that a line tells what it means. */
export function Ending() {
  const { summary, line } = useViewer();
  const { known } = useDetails();
  const now = useNow();
  const chosen = useStore(summary);
  // What was refused is what one came for: it is explained without being selected.
  if (chosen === null || chosen.refusal !== null) return null;
  // Why a client was not let in stands on a card above the transcript.
  if (chosen.outcome === 'blocked' || chosen.outcome === 'rate-limited') return null;
  const turn = known?.turn ?? null;
  const words = endingWords(chosen, known) ?? waitingWords(chosen, turn, now);
  if (words === null) return <NothingSelected />;
  // So does what can be mended in this window.
  if (endingWords(chosen, null)?.mendedIn) return <NothingSelected />;
  const { title, text, likely, attempt, mendedIn } = words;
  return (
    <section className="details-part" aria-label="Why it ended">
      <div className="ending">
        <p className="ending-title">{title}.</p>
        {text !== '' && (
          <p>
            <VisibleText text={text} />{' '}
            {turn !== null && turn.line > 0 && (
              <button type="button" className="details-link" onClick={() => line.want(turn.row)}>
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
        {mendedIn !== null && <MendButton summary={chosen} mendedIn={mendedIn} />}
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
