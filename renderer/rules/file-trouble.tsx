import type { RulesShown } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Mistakes of a file that are shown; who has more mends these first. */
const MOST_SHOWN = 5;

/** What is wrong with the rules' file, where, and what can be done. */
export function FileTrouble({ shown }: { readonly shown: RulesShown }) {
  const { rules, notices } = useViewer();
  const { busy } = useStore(rules);
  const { file, mistakes, unreadable } = shown;
  const restore = async () => {
    const problem = await rules.restore();
    if (problem === null)
      notices.good('The rules below are in the file again', 'The one that was wrong lies beside it.');
    else notices.bad(problem.text, problem.remedy);
  };
  return (
    <div className="rules-trouble" role="alert">
      <p>
        <strong>
          {unreadable === null
            ? 'The file of the rules cannot be understood.'
            : `The file of the rules cannot be read: ${unreadable}.`}
        </strong>{' '}
        The rules below were right last, and go on. Mend <code>{file}</code>: it is read again at once.
      </p>
      {mistakes.length > 0 && (
        <ul>
          {mistakes.slice(0, MOST_SHOWN).map(({ line, column, key, text, remedy }) => (
            <li key={`${line}:${column} ${text}`}>
              <strong>
                Line {line}, column {column}:
              </strong>{' '}
              {key !== '' && <code>{key}</code>} {text} {remedy}
            </li>
          ))}
          {mistakes.length > MOST_SHOWN && <li>And {mistakes.length - MOST_SHOWN} more.</li>}
        </ul>
      )}
      <button type="button" className="button" disabled={busy} onClick={() => void restore()}>
        Set the file aside, and keep the rules below
      </button>
    </div>
  );
}
