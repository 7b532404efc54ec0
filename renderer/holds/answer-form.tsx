import { useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { HeldThing, HoldDecision } from '../../app/contract.ts';
import { useFocusOnce } from './use-focus-once.ts';

interface AnswerFormProps {
  readonly held: HeldThing;
  /** Why the last try was refused; null: it was not. */
  readonly problem: string | null;
  readonly onAnswer: (decision: HoldDecision) => void;
  readonly onCancel: () => void;
}

const PROPOSED_TEXT = 'Requested action not taken';

/** The reply that the client gets. */
export function AnswerForm({ held, problem, onAnswer, onCancel }: AnswerFormProps) {
  const [code, setCode] = useState(held.what === 'message' ? '554' : '550');
  const [text, setText] = useState(PROPOSED_TEXT);
  const field = useFocusOnce<HTMLInputElement>();
  const problemId = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onCancel();
  };
  const isCode = /^[2-5]\d\d$/.test(code);
  return (
    <form
      className="held-form"
      aria-label="Answer"
      onSubmit={(event) => {
        event.preventDefault();
        if (isCode) onAnswer({ do: 'answer', code: Number(code), text });
      }}
    >
      <div className="held-answer">
        <label className="held-label">
          Code
          <input
            ref={field}
            className="input held-code"
            inputMode="numeric"
            maxLength={3}
            value={code}
            aria-invalid={!isCode}
            aria-describedby={problemId}
            onChange={(event) => setCode(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </label>
        <label className="held-label held-label-wide">
          Text
          <input
            className="input held-input"
            maxLength={400}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </label>
      </div>
      <p className="held-problem" id={problemId} role="alert">
        {isCode ? problem : 'A code has three digits, from 200 to 599.'}
      </p>
      <div className="held-choices">
        <button type="submit" className="button button-main" disabled={!isCode}>
          Answer
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
