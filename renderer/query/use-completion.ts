import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { completeQuery } from '../../app/transcript/query.ts';
import type { QuerySuggestion } from '../../app/transcript/query.ts';
import { useKnownValues } from './use-known-values.ts';

/** The completion list of a field. */
export interface Completion {
  readonly open: boolean;
  readonly suggestions: readonly QuerySuggestion[];
  /** The suggestion that Enter takes; null: none. */
  readonly active: number | null;
  readonly accept: (index: number) => void;
  readonly close: () => void;
  /** The caret moved: the list, if it is open, is about another place. */
  readonly onCaret: () => void;
  /** The person typed, or came to the field: the list opens. */
  readonly onAttention: () => void;
  /** True when the key belonged to the list. */
  readonly onKey: (key: string) => boolean;
}

/** Completes the query at the caret of a field. */
export function useCompletion(
  input: RefObject<HTMLInputElement | null>,
  text: string,
  write: (text: string) => void,
): Completion {
  const [wanted, setWanted] = useState(false);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState<number | null>(null);
  const nextCaret = useRef<number | null>(null);
  const at = Math.min(caret, text.length);
  const { from, to, suggestions: offered } = completeQuery(text, at);
  const known = useKnownValues(text.slice(from, at), wanted);
  const suggestions = [
    ...known,
    ...offered.filter(({ insert }) => !known.some((one) => one.insert === insert)),
  ];
  const open = wanted && suggestions.length > 0;

  useLayoutEffect(() => {
    if (nextCaret.current === null) return;
    const caret = Math.min(nextCaret.current, text.length);
    input.current?.setSelectionRange(caret, caret);
    nextCaret.current = null;
  }, [input, text]);

  const onCaret = () => {
    setCaret(input.current?.selectionStart ?? text.length);
    setActive(null);
  };
  const close = () => {
    setWanted(false);
    setActive(null);
  };
  const accept = (index: number) => {
    const suggestion = suggestions[index];
    if (suggestion === undefined) return;
    const caret = from + suggestion.insert.length;
    nextCaret.current = caret;
    write(text.slice(0, from) + suggestion.insert + text.slice(to));
    setCaret(caret);
    setActive(null);
  };
  const step = (by: 1 | -1) => {
    const count = suggestions.length;
    const before = active ?? (by === 1 ? -1 : 0);
    setActive((before + by + count) % count);
    return true;
  };

  return {
    open,
    suggestions,
    active: open ? active : null,
    accept,
    close,
    onCaret,
    onAttention: () => {
      onCaret();
      setWanted(true);
    },
    onKey(key) {
      if (suggestions.length > 0 && !open && key === 'ArrowDown') {
        setWanted(true);
        return step(1);
      }
      if (!open) return false;
      if (key === 'ArrowDown') return step(1);
      if (key === 'ArrowUp') return step(-1);
      if ((key === 'Enter' || key === 'Tab') && active !== null) {
        accept(active);
        return true;
      }
      return false;
    },
  };
}
