import { useEffect, useState } from 'react';
import type { KnownValue } from '../../app/contract.ts';
import type { QuerySuggestion } from '../../app/transcript/query.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';

/** A value that needs no quotes: no blank, no sign that the query language takes for something else. */
const PLAIN = /^[^\s()"/*<>]+$/;

interface Known {
  readonly typed: string;
  readonly suggestions: readonly QuerySuggestion[];
}

const NONE: readonly QuerySuggestion[] = [];

/**
 * What the captures know for a field whose value is being typed: `client:10.` is completed with addresses of real
 * clients. `typed`: the word at the caret. Nothing as long as `open` is false.
 */
export function useKnownValues(typed: string, open: boolean): readonly QuerySuggestion[] {
  const { request } = useViewer();
  const [known, setKnown] = useState<Known>({ typed: '', suggestions: NONE });
  const colon = typed.indexOf(':');
  const asks = open && colon > 0;
  useEffect(() => {
    if (!asks) return undefined;
    let isLate = false;
    const field = typed.slice(0, colon).toLowerCase();
    const value = typed.slice(colon + 1).replace(/^"/, '');
    const ask = async () => {
      const result = await request('list.values', { field, typed: value });
      if (isLate || !result.ok) return;
      setKnown({ typed, suggestions: result.value.map((found) => suggestionOf(field, found)) });
    };
    void ask();
    return () => {
      isLate = true;
    };
  }, [request, asks, typed, colon]);
  return asks && known.typed === typed ? known.suggestions : NONE;
}

function suggestionOf(field: string, { value, conversations }: KnownValue): QuerySuggestion {
  const written = PLAIN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  const insert = `${field}:${written}`;
  return { insert, label: insert, description: counted(conversations, 'conversation') };
}
