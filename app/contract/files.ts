import * as v from 'valibot';
import { EXPORT_FORMATS } from '../transcript/export-format.ts';
import { sessionPairs } from './conversations.ts';
import { MOST_STEPS_AT_ONCE } from './details.ts';
import { messageName } from './messages.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** What became of a file that the person asked for. */
export type SaveResult =
  | { readonly result: 'saved'; readonly path: string }
  | { readonly result: 'cancelled' }
  /** The viewer fetches it there: a path on the server that served the viewer. */
  | { readonly result: 'download'; readonly url: string };

/** Requests for files: made where captures are read, and brought by the host to where the person wants them. */
export const fileRequests = {
  /** The transcript as text, or only what the query names. */
  'session.save': v.object({ session: sessionNumber, query: v.string(), reveal: v.boolean() }),
  /** Conversations in a form for others, as one file; those that are gone by then are left out. */
  'conversations.export': v.object({
    sessions: sessionPairs,
    format: v.picklist(EXPORT_FORMATS),
    reveal: v.boolean(),
  }),
  /** Steps of a conversation as a picture. */
  'ladder.save': v.object({
    session: sessionNumber,
    from: placeNumber,
    count: countUpTo(MOST_STEPS_AT_ONCE),
  }),
  /** A message as an .eml file, exactly as it was before SMTP added dots. */
  'message.save': v.object(messageName),
  /** A file in a message, decoded. */
  'attachment.save': v.object({ ...messageName, part: placeNumber }),
} as const;
