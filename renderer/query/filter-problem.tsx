import { useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { FilterProblem } from '../state/filter.ts';
import { remedyParts } from '../words/query-remedy.ts';

interface FilterProblemTextProps {
  readonly id: string;
  readonly problem: FilterProblem;
  /** What may have been meant is to be written in place of what is wrong. */
  readonly onTake: () => void;
}

/** What is wrong with the query, and what to write instead. */
export function FilterProblemText({ id, problem, onTake }: FilterProblemTextProps) {
  const { before, instead, after } = remedyParts(problem);
  return (
    <p className="filter-problem" id={id} role="alert">
      <strong>{problem.text}</strong> {before}
      {instead !== null && (
        <button
          type="button"
          className="filter-instead mono"
          title="Write this instead"
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={onTake}
        >
          {instead}
        </button>
      )}
      {after}
    </p>
  );
}

interface FilterUnderlineProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly problem: FilterProblem;
}

/** The same text once more behind the field, unseen but for the line under what is wrong. */
export function FilterUnderline({ input, text, problem }: FilterUnderlineProps) {
  const mirror = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const field = input.current;
    if (field === null) return undefined;
    const follow = () => {
      if (mirror.current !== null) mirror.current.scrollLeft = field.scrollLeft;
    };
    follow();
    field.addEventListener('scroll', follow);
    return () => field.removeEventListener('scroll', follow);
  });
  const { position, length } = problem;
  return (
    <div className="filter-mirror mono" ref={mirror} aria-hidden>
      {text.slice(0, position)}
      <span className="filter-wrong">{text.slice(position, position + Math.max(1, length)) || ' '}</span>
      {text.slice(position + Math.max(1, length))}
    </div>
  );
}
