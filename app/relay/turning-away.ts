import { Buffer } from 'node:buffer';
import type { TurnedAway } from '../gate/gate.ts';
import type { FailureWords } from './failure.ts';

/** Says why a client was turned away: in one clause for its log, and in full for the person who watches. */
export function describeTurnedAway(address: string, turnedAway: TurnedAway): FailureWords {
  const answered = turnedAway.answer === 'silent' ? 'without a word' : `with ${turnedAway.answer}`;
  const ending = `It was turned away ${answered}, and the server was not asked.`;
  switch (turnedAway.why) {
    case 'blocked': {
      const { network } = turnedAway;
      const entry = network === address ? 'is on the block list' : `is on the block list, by ${network}`;
      return { brief: `${address} is on the block list`, full: `${address} ${entry}. ${ending}` };
    }
    case 'rate-limited': {
      const { perMinute, waitMs } = turnedAway;
      const seconds = Math.ceil(waitMs / 1_000);
      const often = perMinute === 1 ? 'once' : `${perMinute} times`;
      return {
        brief: `too many connections from ${address}, try again in ${seconds} s`,
        full: `${address} may connect ${often} a minute, and did so already; in ${seconds} s it may again. ${ending}`,
      };
    }
  }
}

/**
 * What a client that is turned away gets instead of a greeting: 554 (RFC 5321 section 3.1) or 421 (section 3.8), with the
 * status of a matter of policy (RFC 3463 section 3.8). Null where it is nothing.
 */
export function turningAwayReply({ answer }: TurnedAway, { brief }: FailureWords): Buffer | null {
  if (answer === 'silent') return null;
  return Buffer.from(`${answer} ${answer === '421' ? '4.7.0' : '5.7.1'} SMTP Spy: ${brief}\r\n`, 'latin1');
}
