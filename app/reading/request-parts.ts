import type { SessionLibrary } from '../capture/session-library.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { RequestError } from '../requests/handlers.ts';
import { parseQuery, type Query } from '../transcript/query.ts';

/** The session of a request. Rejects with a {@link RequestError} where there is none of that number. */
export async function findSession(library: SessionLibrary, session: number): Promise<SessionSource> {
  const source = await library.find(session);
  if (source !== null) return source;
  const text = `There is no session ${session} in the capture folder.`;
  throw new RequestError({ code: 'no-such-session', text, remedy: 'It may have been deleted.' });
}

/** The query of a request; null for an empty one: everything. Throws a {@link RequestError} for a wrong one. */
export function readQuery(text: string): Query | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new RequestError(parsed.problem);
  return parsed.query.isEmpty ? null : parsed.query;
}
