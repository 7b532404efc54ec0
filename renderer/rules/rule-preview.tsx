import { useEffect } from 'react';
import type { PreviewedLine, RulePreview as Preview } from '../../app/contract.ts';
import { TAGS } from '../../app/transcript/text-format.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { WorkAt } from '../parts/work-progress.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import './rule-preview.css';

/** What the rule that is being written would have met in the conversations so far. `onLeave`: the person goes to one. */
export function RulePreview({ onLeave }: { readonly onLeave: () => void }) {
  const { rulePreview, selection, line: lineChoice } = useViewer();
  const { preview, problem } = useStore(rulePreview);
  useEffect(() => rulePreview.watch(), [rulePreview]);
  const goTo = ({ session, row }: PreviewedLine) => {
    onLeave();
    selection.choose(session);
    lineChoice.want(row);
  };
  return (
    <section className="rule-preview" aria-label="What it would have met">
      <h3>In the conversations so far</h3>
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem.text} {problem.remedy}
        </p>
      )}
      {preview !== null && (
        <>
          <output>{countWords(preview)}</output>
          <WorkAt kind="previewing" of={preview.preview} />
          <ul className="rule-preview-lines">
            {preview.shown.map((line) => (
              <li key={`${line.session} ${line.line}`}>
                <PreviewLine line={line} onGo={() => goTo(line)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function PreviewLine({ line, onGo }: { readonly line: PreviewedLine; readonly onGo: () => void }) {
  const { session, from, text, mailFrom } = line;
  return (
    <button
      type="button"
      className="rule-preview-line"
      title={`Show line ${count(line.line)} of conversation ${count(session)}`}
      onClick={onGo}
    >
      <span className={`mono is-${from}`}>
        {TAGS[from]} <VisibleText text={text} />
      </span>
      <span className="rule-preview-where">
        Conversation {count(session)}
        {mailFrom !== null && mailFrom !== '' && (
          <>
            {' '}
            · <VisibleText text={mailFrom} />
          </>
        )}
      </span>
    </button>
  );
}

/** `Matches 12 lines in 4 of 200 conversations; 3 are shown.` */
function countWords({ lines, conversations, looked, total, shown, state }: Preview): string {
  if (total === 0) return 'There are none yet: it is for those that come.';
  const of = state === 'done' ? `of ${counted(total, 'conversation')}` : `of the newest ${count(looked)}`;
  if (lines === 0) return state === 'going' ? 'Nothing yet.' : `Nothing in any ${of}.`;
  const more = state === 'enough' ? ' and more' : '';
  const few = shown.length < lines ? `; ${count(shown.length)} are shown` : '';
  return `Matches ${counted(lines, 'line')}${more} in ${count(conversations)} ${of}${few}.`;
}
