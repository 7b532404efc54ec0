import type { SessionLibrary } from '../capture/session-library.ts';
import type { FileRequestName, RequestPayload } from '../contract.ts';
import type { FileSource } from '../viewer-connection.ts';
import { findSession, readQuery } from './request-parts.ts';
import { transcriptText } from './transcript-text.ts';

/** A file that a viewer asked for: what it may be called, and what makes it. */
export interface RequestedFile {
  readonly proposedName: string;
  readonly write: FileSource;
}

/** What makes these files. Each may reject as answering a request does. */
export type FileMakers = {
  readonly [Name in FileRequestName]: (payload: RequestPayload<Name>) => Promise<RequestedFile>;
};

/** Makes files of captures. */
export function fileMakers(library: SessionLibrary): FileMakers {
  return {
    'session.save': async ({ session, query, reveal }) => {
      const source = await findSession(library, session);
      const wanted = readQuery(query);
      const proposedName =
        wanted === null ? `smtp-session-${session}.txt` : `smtp-session-${session}-filtered.txt`;
      return { proposedName, write: () => transcriptText(source, wanted, reveal) };
    },
  };
}
