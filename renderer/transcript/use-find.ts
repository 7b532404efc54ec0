import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ShownView } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';
import { readFind, type FindWish } from '../words/find.ts';
import type { LineSelection } from './use-line-selection.ts';

/** How long typing pauses before it is looked for, in milliseconds. */
const TYPING_PAUSE_MS = 120;

/** Finding in the conversation: what is looked for, and where one stands among what was found. */
export interface Finding {
  readonly wish: FindWish;
  readonly change: (change: Partial<FindWish>) => void;
  /** Why it cannot be looked for; null where it can. */
  readonly problem: string | null;
  /** Lines found so far; null where nothing is looked for. */
  readonly matched: number | null;
  /** The view that it is looked for in. */
  readonly view: number;
  /** It is still searching. */
  readonly searching: boolean;
  /** The person has ended it before all was searched. */
  readonly stopped: boolean;
  /** The place among them of the one that was gone to, from 0; null before one was. */
  readonly rank: number | null;
  /** Marks what was found on the lines up to this one, which have been searched; null where nothing is looked for. */
  readonly marks: { readonly pattern: RegExp; readonly upTo: number } | null;
  readonly go: (direction: 'next' | 'previous') => void;
}

/**
 * Finds lines while the bar is open. The search begins from where the person was when it was opened, and goes to the first
 * line found from there; it leaves the view where it went.
 */
export function useFind(
  shown: ShownView,
  open: boolean,
  from: () => number,
  goTo: LineSelection['goTo'],
): Finding {
  const { transcript } = useViewer();
  const [wish, setWish] = useState<FindWish>({ text: '', regex: false, matchCase: false });
  const [refused, setRefused] = useState<string | null>(null);
  const [at, setAt] = useState<{
    readonly query: string;
    readonly row: number;
    readonly rank: number;
  } | null>(null);
  const origin = useRef(0);
  /** Where the last step led. The next one starts from there, though nothing may have been drawn in between. */
  const standing = useRef({ query: '', row: 0 });
  const steps = useRef(Promise.resolve());
  const found = useMemo(() => (open ? readFind(wish) : null), [open, wish]);
  const query = found?.ok === true ? found.query : '';
  const { find, lines } = shown.state;
  const current = find !== null && find.query === query ? find : null;

  // A view that is opened once more has to be told again.
  const isAsked = (find?.query ?? '') === query;
  useEffect(() => {
    if (isAsked) return undefined;
    const ask = async () => setRefused((await transcript.find(query))?.text ?? null);
    const timer = setTimeout(() => void ask(), query === '' ? 0 : TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [transcript, query, isAsked]);

  const show = useCallback(
    async (row: number, direction: 'next' | 'previous') => {
      const next = await transcript.found(row, direction);
      if (next === null) return;
      standing.current = { query, row: next.row };
      setAt({ query, ...next });
      await goTo({ row: next.row }, true);
    },
    [transcript, goTo, query],
  );

  useEffect(() => {
    if (open) origin.current = from();
    // Only opening counts: where the person was then.
  }, [open, from]);

  const hasSome = current !== null && current.matched > 0;
  const isNew = at?.query !== query;
  useEffect(() => {
    if (hasSome && isNew) void show(origin.current - 1, 'next');
  }, [hasSome, isNew, show]);

  const step = async (direction: 'next' | 'previous') => {
    const { query: stoodIn, row } = standing.current;
    await show(stoodIn === query ? row : origin.current, direction);
  };

  const problem = found?.ok === false ? found.problem.text : refused;
  return {
    wish,
    change: (change) => setWish({ ...wish, ...change }),
    problem,
    matched: current?.matched ?? null,
    view: shown.state.view,
    searching: current !== null && current.scanned < lines && !current.stopped,
    stopped: current?.stopped ?? false,
    rank: at !== null && at.query === query && hasSome ? at.rank : null,
    marks: found?.ok === true && current !== null ? { pattern: found.pattern, upTo: current.scanned } : null,
    go: (direction) => {
      // One after the other, however quickly they are asked for.
      if (hasSome) steps.current = steps.current.then(() => step(direction));
    },
  };
}
