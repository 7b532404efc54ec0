import { useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { HeldThing } from '../../app/contract.ts';
import { IS_MAC } from '../parts/platform.ts';
import { keysText } from '../words/keys.ts';
import { useFocusOnce } from './use-focus-once.ts';

interface EditFormProps {
  readonly held: HeldThing;
  /** What is held, all of it. */
  readonly text: string;
  /** Why the last try was refused; null: it was not. */
  readonly problem: string | null;
  readonly onEdit: (text: string) => void;
  readonly onCancel: () => void;
}

/** Lines that a longer text is shown in at once. */
const MOST_LINES = 14;

/** Another text, which goes on in place of what is held: a command in one line, a reply or a message in several. */
export function EditForm({ held, text: before, problem, onEdit, onCancel }: EditFormProps) {
  const [text, setText] = useState(before);
  const line = useFocusOnce<HTMLInputElement>();
  const lines = useFocusOnce<HTMLTextAreaElement>();
  const problemId = useId();
  const isOneLine = held.what === 'command' || held.what === 'line';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onCancel();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onEdit(text);
    }
  };
  const common = {
    value: text,
    spellCheck: false,
    'aria-label': held.what === 'message' ? 'Header and body' : 'What goes on instead',
    'aria-describedby': problemId,
    'aria-invalid': problem !== null,
    onKeyDown,
  };
  return (
    <form
      className="held-form"
      aria-label="Edit"
      onSubmit={(event) => {
        event.preventDefault();
        onEdit(text);
      }}
    >
      {isOneLine ? (
        <input
          ref={line}
          className="input held-input"
          {...common}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <textarea
          ref={lines}
          className="input held-area"
          rows={Math.min(MOST_LINES, before.split('\n').length + 1)}
          {...common}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <p className="held-problem" id={problemId} role="alert">
        {problem}
      </p>
      <div className="held-choices">
        <button type="submit" className="button button-main">
          Send this on
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <span className="held-hint">{hintFor(held, isOneLine)}</span>
      </div>
    </form>
  );
}

function hintFor({ what }: HeldThing, isOneLine: boolean): string {
  if (isOneLine) return 'The line’s ending is added.';
  const keys = keysText('Mod+Enter', IS_MAC);
  return what === 'message'
    ? `${keys} sends it. Line endings, and dots at the beginning of lines, are seen to.`
    : `${keys} sends it. The sign behind each code is seen to.`;
}
