import type { Problem, RequestName, RequestPayload, RequestResult, RequestResults } from '../contract.ts';
import { describeError } from '../problems.ts';

/** Answers one request. May reject, with a {@link RequestError} for what people should know. */
export type Handler<Name extends RequestName> = (
  payload: RequestPayload<Name>,
) => Promise<RequestResults[Name]>;

/** What answers these requests. */
export type Handlers<Names extends RequestName> = { readonly [Name in Names]: Handler<Name> };

/** A request that cannot be granted, and why, for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.text);
    this.problem = problem;
  }
}

/** Has a request answered whose payload has been checked. Never rejects: what went wrong is in the result. */
export async function answerRequest<Name extends RequestName>(
  handlers: Handlers<Name>,
  name: Name,
  payload: RequestPayload<Name>,
): Promise<RequestResult<Name>> {
  try {
    const handler: Handler<Name> = handlers[name];
    return { ok: true, value: await handler(payload) };
  } catch (error) {
    return { ok: false, problem: problemOf(error, name) };
  }
}

/** Why a request was not granted, for people. */
export function problemOf(error: unknown, name: RequestName): Problem {
  return error instanceof RequestError ? error.problem : describeError(error, `The request ${name} failed`);
}
