import { Buffer } from 'node:buffer';
import { readContent } from '../capture/message-content.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { parseMessage, type AttachmentContent, type OpenedMessage } from '../message/parse-message.ts';
import type { MessageAttachment } from '../message/parsed-message.ts';
import { readPart } from '../message/part-content.ts';
import { RequestError } from '../requests/handlers.ts';
import type { MessageDetails } from '../transcript/details.ts';
import type { DetailsShelf } from './details-shelf.ts';

/** A message, and where it stands. */
export interface FoundMessage extends MessageDetails {
  readonly source: SessionSource;
}

/** A message that was parsed, or its beginning. */
export interface ReadMessage extends FoundMessage {
  readonly opened: OpenedMessage;
}

/** An attachment, and the message that it came in. */
export interface FoundAttachment extends MessageAttachment {
  readonly content: AttachmentContent;
  readonly message: FoundMessage;
}

/** The messages that one viewer looks at. The last one stays at hand: its pictures and files are asked for next. */
export class OpenedMessages {
  readonly #shelf: DetailsShelf;
  #last: { readonly key: string; readonly message: Promise<ReadMessage> } | null = null;

  constructor(shelf: DetailsShelf) {
    this.#shelf = shelf;
  }

  /** Finds a message of a session. Rejects with a {@link RequestError} where there is none of that number. */
  async find(session: number, n: number): Promise<FoundMessage> {
    const details = await this.#shelf.read(session);
    const found = details.messages[n - 1];
    if (found !== undefined) return { ...found, source: details.source };
    const isStillRead = !details.isCaughtUp;
    throw new RequestError({
      code: 'no-such-message',
      text: isStillRead ? 'The conversation is still being read.' : `The conversation has no message ${n}.`,
      remedy: isStillRead ? 'It will be there in a moment.' : '',
    });
  }

  /** Reads and parses a message. Rejects with a {@link RequestError} where it cannot be parsed. */
  async open(session: number, n: number): Promise<ReadMessage> {
    const found = await this.find(session, n);
    const key = `${session} ${n} ${found.source.path} ${found.message.size}`;
    if (this.#last?.key !== key) {
      const message = read(found);
      this.#last = { key, message };
      message.catch(() => {
        if (this.#last?.message === message) this.#last = null;
      });
    }
    return this.#last.message;
  }

  /** An attachment. Rejects with a {@link RequestError} where the message has none in that place. */
  async attachment(session: number, n: number, part: number): Promise<FoundAttachment> {
    const message = await this.open(session, n);
    const described = message.opened.message.attachments[part];
    const content = message.opened.contents[part];
    if (described !== undefined && content !== undefined) return { ...described, content, message };
    throw new RequestError({ code: 'no-such-part', text: 'The message has no such attachment.', remedy: '' });
  }
}

/** The content of an attachment, in pieces. Rejects as reading a file does. */
export async function* attachmentContent({
  content,
  message,
}: FoundAttachment): AsyncGenerator<Uint8Array, void, undefined> {
  if (content.isAtHand) yield content.bytes;
  else yield* readPart(contentOf(message), content);
}

function contentOf({ source, row, message }: FoundMessage): AsyncGenerator<Uint8Array, void, undefined> {
  return readContent(source, { row, line: message.commandLine });
}

/** The beginning of a message's content, at most so many bytes. Rejects as reading a file does. */
export async function readBeginning(found: FoundMessage, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of contentOf(found)) {
    pieces.push(piece.subarray(0, most - length));
    length += piece.length;
    if (length >= most) break;
  }
  return Buffer.concat(pieces);
}

async function read(found: FoundMessage): Promise<ReadMessage> {
  try {
    return { ...found, opened: await parseMessage(contentOf(found), found.message) };
  } catch (error) {
    // The record could not be read: that says nothing of the message.
    if (error instanceof Error && 'code' in error) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError({
      code: 'unreadable-message',
      text: `This message cannot be taken apart: ${why}.`,
      remedy: 'Its source can still be read, and saved as a file.',
    });
  }
}
