import type { holdRequests, Problem } from '../contract.ts';
import type { Holds } from '../holds/holds.ts';
import { RequestError, type Handlers } from './handlers.ts';

/** Answers requests about what is held. */
export function holdHandlers(holds: Holds): Handlers<keyof typeof holdRequests> {
  return {
    'holds.wish': async ({ session, wish }) => refusal(holds.wish(session, wish)),
    'hold.text': async ({ hold }) => {
      const text = holds.text(hold);
      if ('code' in text) throw new RequestError(text);
      return text;
    },
    'hold.decide': async ({ hold, decision }) => refusal(holds.decide(hold, decision)),
    'holds.let-go': async () => {
      holds.letAllGo();
      return null;
    },
  };
}

function refusal(problem: Problem | null): null {
  if (problem !== null) throw new RequestError(problem);
  return null;
}
