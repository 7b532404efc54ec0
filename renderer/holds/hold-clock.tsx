import { Timer } from 'lucide-react';
import type { HeldThing } from '../../app/contract.ts';
import type { Speaker } from '../../app/smtp/words.ts';
import { useNow } from '../parts/use-now.ts';
import { clockText, timeLeft, waitAloud, waitTitle } from '../words/holds.ts';

const SIDES: readonly Speaker[] = ['client', 'server'];

/** How long both sides go on waiting. It ticks for the eye alone; what is said aloud is said when it matters. */
export function HoldClock({ held }: { readonly held: HeldThing }) {
  const now = useNow();
  const waits = SIDES.flatMap((side) => {
    const wait = held.waits[side];
    return wait === null ? [] : [{ side, wait, left: timeLeft(wait, now) }];
  });
  const goesOn =
    held.goesOnAt === null ? null : Math.max(0, Math.round((held.goesOnAt / 1_000 - now) / 1_000));
  return (
    <span className="hold-clock">
      {waits.map(({ side, wait, left }) => (
        <span
          key={side}
          className={`hold-wait hold-wait-${left.tone}`}
          title={waitTitle(side, wait)}
          aria-hidden
        >
          <Timer size={13} aria-hidden />
          {side} {left.text}
        </span>
      ))}
      {goesOn !== null && (
        <span className="hold-wait" title="Then it goes on by itself" aria-hidden>
          goes on in {clockText(goesOn)}
        </span>
      )}
      <output className="out-of-sight">
        {waits.map(({ side, left }) => waitAloud(side, left.tone)).join(' ')}
        {held.goesOnAt !== null && 'It goes on by itself.'}
      </output>
    </span>
  );
}
