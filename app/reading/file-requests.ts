import type { FileRequestName, RequestPayload } from '../contract.ts';
import type { FileSource } from '../viewer-connection.ts';
import { readContent } from '../capture/message-content.ts';
import { exportedConversations, type ExportingFrom } from './exported-conversations.ts';
import { ladderText } from '../transcript/ladder-picture.ts';
import type { DetailsShelf } from './details-shelf.ts';
import { attachmentContent, type OpenedMessages } from './opened-messages.ts';
import { findSession, readQuery } from './request-parts.ts';
import { TranscriptText } from './transcript-text.ts';

/** A file that a viewer asked for: what it may be called, and what makes it. */
export interface RequestedFile {
  readonly proposedName: string;
  readonly write: FileSource;
  /** How much of it has been made, from 0 to 1. Absent: nobody knows. */
  readonly done?: () => number;
}

/** What makes these files. Each may reject as answering a request does. */
export type FileMakers = {
  readonly [Name in FileRequestName]: (payload: RequestPayload<Name>) => Promise<RequestedFile>;
};

/** Makes files of captures. */
export function fileMakers(
  exporting: ExportingFrom,
  shelf: DetailsShelf,
  messages: OpenedMessages,
): FileMakers {
  const { library } = exporting;
  return {
    'session.save': async ({ session, query, reveal }) => {
      const source = await findSession(library, session);
      const wanted = readQuery(query);
      const proposedName =
        wanted === null ? `smtp-session-${session}.txt` : `smtp-session-${session}-filtered.txt`;
      const text = new TranscriptText(source, wanted, reveal);
      return { proposedName, write: () => text.pieces(), done: () => text.done };
    },
    'conversations.export': async (payload) => exportedConversations(payload, exporting),
    'ladder.save': async ({ session, from, count }) => {
      const { steps } = await shelf.read(session);
      const shown = steps.steps.slice(from, from + count);
      const title = `SMTP conversation ${session}, steps ${from + 1} to ${from + shown.length}`;
      return {
        proposedName: `smtp-session-${session}-ladder.svg`,
        write: () => onePiece(ladderText(shown, title)),
      };
    },
    'message.save': async ({ session, message: n }) => {
      const { source, row, message } = await messages.find(session, n);
      const place = { row, line: message.commandLine };
      return {
        proposedName: `smtp-session-${session}-message-${n}.eml`,
        write: () => readContent(source, place),
      };
    },
    'attachment.save': async ({ session, message, part }) => {
      const attachment = await messages.attachment(session, message, part);
      return { proposedName: fileName(attachment.name, part), write: () => attachmentContent(attachment) };
    },
  };
}

async function* onePiece(content: string | Uint8Array): AsyncGenerator<string | Uint8Array, void, undefined> {
  yield content;
}

/** The last part of what a message calls its file: it names no folder, and no file that systems treat as hidden. */
function fileName(name: string, part: number): string {
  const last =
    name
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/^[.\s]+/, '')
      .slice(0, 150) ?? '';
  return last === '' ? `attachment-${part + 1}` : last;
}
