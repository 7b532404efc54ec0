import { useMemo, useState } from 'react';

/** Whether the transcript's end is followed, and what was added since it is not. */
export interface Following {
  readonly follows: boolean;
  /** Lines that came since the end was left. */
  readonly added: number;
  readonly set: (follows: boolean) => void;
}

/** `lines`: those shown so far. `atFirst`: the end is followed until the person says otherwise. */
export function useFollowing(lines: number, atFirst: boolean): Following {
  const [follows, setFollows] = useState(atFirst);
  const [seen, setSeen] = useState(lines);
  // While the end is on screen everything is seen; so it is when a filter shows fewer lines than before.
  if ((follows && seen !== lines) || seen > lines) setSeen(lines);
  const added = Math.max(0, lines - seen);
  return useMemo(() => ({ follows, added, set: setFollows }), [follows, added]);
}
