import { useEffect, useState } from 'react';
import type { Problem, RequestName, RequestResult, RequestResults } from '../../app/contract.ts';

/** What the application answered, or why it did not; both null as long as it has not. */
export interface Answer<Name extends RequestName> {
  readonly value: RequestResults[Name] | null;
  readonly problem: Problem | null;
}

interface KeptAnswer<Name extends RequestName> extends Answer<Name> {
  readonly question: unknown;
  readonly revision: number;
}

const NONE = { value: null, problem: null };

/**
 * Asks the application, and anew whenever the question or the revision changes. The answer to the same question stays
 * until there is a newer one; another question begins with none. `ask` is kept with useCallback, since another function
 * is another question; null: nothing is asked.
 */
export function useAnswer<Name extends RequestName>(
  ask: (() => Promise<RequestResult<Name>>) | null,
  revision: number,
): Answer<Name> {
  const [kept, setKept] = useState<KeptAnswer<Name> | null>(null);

  useEffect(() => {
    let isWanted = true;
    const answer = async () => {
      const result = await ask?.();
      if (!isWanted || result === undefined) return;
      const about = { question: ask, revision };
      if (result.ok) setKept({ ...about, value: result.value, problem: null });
      else setKept({ ...about, value: null, problem: result.problem });
    };
    void answer();
    return () => {
      isWanted = false;
    };
  }, [ask, revision]);

  return kept !== null && kept.question === ask ? kept : NONE;
}
