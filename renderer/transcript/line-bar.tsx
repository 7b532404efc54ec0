import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { count } from '../words/measures.ts';
import './find-bar.css';

interface LineBarProps {
  /** Lines of the conversation. */
  readonly lines: number;
  /** Resolves to whether there is such a line. */
  readonly onGo: (line: number) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Asks for the number of a line, and goes there. */
export function LineBar({ lines, onGo, onClose }: LineBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState('');

  useEffect(() => input.current?.focus(), []);

  const go = async (text: string) => {
    const line = Number(text.replaceAll(/[\s,.]/g, ''));
    if (Number.isInteger(line) && line > 0 && (await onGo(line))) onClose();
    else setProblem(`From 1 to ${count(lines)}`);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') void go(event.currentTarget.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="find-bar floating">
      <input
        ref={input}
        type="text"
        inputMode="numeric"
        className="find-input mono"
        aria-label="Go to line"
        placeholder={`Line, 1 to ${count(lines)}`}
        aria-invalid={problem !== ''}
        autoComplete="off"
        onKeyDown={onKeyDown}
        onBlur={onClose}
      />
      {problem !== '' && (
        <span className="find-problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
