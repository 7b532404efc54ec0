import { CaseSensitive, ChevronDown, ChevronUp, Regex, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { count, counted } from '../words/measures.ts';
import './find-bar.css';
import { WorkAt } from '../parts/work-progress.tsx';
import type { Finding } from './use-find.ts';

interface FindBarProps {
  readonly finding: Finding;
  readonly onClose: () => void;
}

/** Finds words in the conversation: what, how many, and from one to the next. */
export function FindBar({ finding, onClose }: FindBarProps) {
  const { wish, change, problem, go } = finding;
  const place = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const problemId = useId();

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  useEffect(() => {
    const bar = place.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
      else if (event.key === 'Enter' && event.target === input.current)
        go(event.shiftKey ? 'previous' : 'next');
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    bar?.addEventListener('keydown', onKeyDown);
    return () => bar?.removeEventListener('keydown', onKeyDown);
  });

  return (
    <search className="find-bar floating" aria-label="Find in the conversation" ref={place}>
      <input
        ref={input}
        type="text"
        className="find-input mono"
        aria-label="Find"
        placeholder="Find in the conversation"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        value={wish.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <Switch label="Match case" on={wish.matchCase} onChange={(matchCase) => change({ matchCase })}>
        <CaseSensitive size={15} aria-hidden />
      </Switch>
      <Switch label="Regular expression" on={wish.regex} onChange={(regex) => change({ regex })}>
        <Regex size={14} aria-hidden />
      </Switch>
      {problem === null ? (
        <output className="find-count" data-testid="find-count">
          {countWords(finding)}
        </output>
      ) : (
        <span className="find-problem" id={problemId} role="alert">
          {problem}
        </span>
      )}
      <WorkAt kind="finding" of={finding.view} />
      <StepButton label="Previous match" keys="Shift+F3" onClick={() => go('previous')}>
        <ChevronUp size={15} aria-hidden />
      </StepButton>
      <StepButton label="Next match" keys="F3" onClick={() => go('next')}>
        <ChevronDown size={15} aria-hidden />
      </StepButton>
      <StepButton label="Close find" keys="Escape" onClick={onClose}>
        <X size={14} aria-hidden />
      </StepButton>
    </search>
  );
}

function countWords({ matched, searching, stopped, rank, wish }: Finding): string {
  if (wish.text === '' || matched === null) return '';
  if (matched === 0 && stopped) return 'not found so far';
  if (matched === 0) return searching ? 'searching…' : 'not found';
  const of = `${counted(matched, 'line')}${searching ? '…' : ''}`;
  return rank === null ? of : `${count(rank + 1)} of ${of}`;
}

interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}

function Switch({ label, on, onChange, children }: SwitchProps) {
  return (
    <button
      type="button"
      className="button button-icon button-quiet button-small"
      aria-label={label}
      aria-pressed={on}
      title={label}
      onClick={() => onChange(!on)}
    >
      {children}
    </button>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly keys: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function StepButton({ label, keys, onClick, children }: StepButtonProps) {
  return (
    <button
      type="button"
      className="button button-icon button-quiet button-small"
      aria-label={label}
      title={`${label} (${keys})`}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
