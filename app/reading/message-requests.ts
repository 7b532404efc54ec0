import type { messageRequests, OpenedMessageResult } from '../contract.ts';
import { pictureOf } from '../message/parse-message.ts';
import type { Handlers } from '../requests/handlers.ts';
import { decodeForDisplay } from '../smtp/decode.ts';
import { readBeginning, type OpenedMessages, type ReadMessage } from './opened-messages.ts';

/** Bytes of a message's source that are shown: what can be laid out without a pause. */
const MOST_SOURCE = 128 * 1_024;

/** Answers requests for what is in a message. */
export function messageHandlers(messages: OpenedMessages): Handlers<keyof typeof messageRequests> {
  return {
    'message.open': async ({ session, message }) => describe(session, await messages.open(session, message)),
    'message.source': async ({ session, message }) => {
      const found = await messages.find(session, message);
      const { text } = decodeForDisplay(await readBeginning(found, MOST_SOURCE));
      return { text, isCut: found.message.size > MOST_SOURCE };
    },
    'message.picture': async ({ session, message, part }) => {
      const { type, content } = await messages.attachment(session, message, part);
      return { url: pictureOf(type, content) };
    },
  };
}

function describe(session: number, read: ReadMessage): OpenedMessageResult {
  const { message, row, recipients, opened } = read;
  const { n, size, via, code, accepted, mailFrom, rcptTo, isWhole } = message;
  const { message: content, parsed } = opened;
  return {
    session,
    n,
    row,
    size,
    parsed,
    isWhole,
    via,
    code,
    accepted,
    mailFrom,
    rcptTo,
    recipients,
    content,
  };
}
