import type { detailsRequests, Part, SessionDetailsResult } from '../contract.ts';
import type { SessionDetails } from '../details/session-details.ts';
import type { Handlers } from '../requests/handlers.ts';
import type { LoginDetails } from '../transcript/details.ts';
import type { Step } from '../transcript/step.ts';
import type { DetailsShelf } from './details-shelf.ts';

/** Answers requests for what the details show of a session. */
export function detailsHandlers(shelf: DetailsShelf): Handlers<keyof typeof detailsRequests> {
  return {
    'session.details': async ({ session, reveal }) => describe(await shelf.read(session), reveal),
    'session.steps': async ({ session, from, row, count }) => {
      const { steps, total } = (await shelf.read(session)).steps;
      return { ...part(steps, row === undefined ? from : firstAround(steps, row, count), count), total };
    },
    'session.messages': async ({ session, from, count }) => {
      const details = await shelf.read(session);
      return { ...part(details.messages, from, count), total: details.allMessages };
    },
    'session.timing': async ({ session, from, count }) => {
      const { timing } = await shelf.read(session);
      const { groups, shares, end, slow } = timing;
      return { ...part(groups, from, count), total: groups.length, shares, end, slow };
    },
  };
}

function describe(details: SessionDetails, reveal: boolean): SessionDetailsResult {
  return {
    rowsRead: details.rows,
    isCaughtUp: details.isCaughtUp,
    offers: details.offers,
    logins: reveal ? details.logins.logins : details.logins.logins.map(withoutSecrets),
    allLogins: details.logins.total,
    turn: details.turns.turn,
    findings: details.findings,
    allFindings: details.allFindings,
    tls: details.tls,
    refusals: details.refusals,
    allRefusals: details.allRefusals,
    messages: details.allMessages,
    steps: details.steps.total,
    ways: details.steps.ways,
  };
}

function withoutSecrets(login: LoginDetails): LoginDetails {
  const { authentication } = login;
  const steps = authentication.steps.map((step) => ({ ...step, secret: step.secret === null ? null : '' }));
  return { ...login, authentication: { ...authentication, steps } };
}

function part<Item>(items: readonly Item[], from: number, count: number): Omit<Part<Item>, 'total'> {
  return { from, items: items.slice(from, from + count), kept: items.length };
}

/** Where `count` steps begin that have the step of a row in their middle, as far as there are enough on either side. */
function firstAround(steps: readonly Step[], row: number, count: number): number {
  const at = stepOf(steps, row);
  return Math.max(0, Math.min(at - Math.floor(count / 2), steps.length - count));
}

/** The last step that begins with the row or before it. */
function stepOf(steps: readonly Step[], row: number): number {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps[middle]?.row ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
