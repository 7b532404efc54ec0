import { explainLine } from '../../app/transcript/explain-line.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './details-peek.css';
import { useDetailsShown } from './use-details-shown.ts';

/** While the details are out of sight: in one line what the selected line means, and the way to the rest. */
export function DetailsPeek() {
  const { line, preferences, summary } = useViewer();
  const { selected } = useStore(line);
  const { shown, set } = useDetailsShown();
  const login = useStore(summary)?.login ?? null;
  if (shown || selected?.type !== 'line') return null;
  const explanation = explainLine(selected, login);
  if (explanation === null) return null;
  const open = () => {
    preferences.change({ detailsTab: 'explain' });
    set(true);
  };
  return (
    <aside className="details-peek" aria-label="Selected line in short">
      <p title={explanation.sentence}>{explanation.sentence}</p>
      <button type="button" className="button button-small" onClick={open}>
        {explanation.attempt === undefined ? 'More' : 'What to try'}
      </button>
    </aside>
  );
}
