import * as v from 'valibot';
import type { ParsedMessage } from '../message/parsed-message.ts';
export type { AuthenticationResults, Signature } from '../message/authentication-headers.ts';
export type { EnvelopeNote } from '../message/envelope-notes.ts';
export type { InlineImage, MessageAttachment, MimePart, ParsedMessage } from '../message/parsed-message.ts';
export type { Hop } from '../message/received.ts';
import type { Recipient } from '../smtp/message.ts';
import { placeNumber, sessionNumber } from './schemas.ts';

/** A message by its session and its number there, from 1. */
export const messageName = {
  session: sessionNumber,
  message: v.pipe(v.number(), v.integer(), v.minValue(1)),
};

/** Requests for what is in a message. */
export const messageRequests = {
  /** The message as its recipient would see it. */
  'message.open': v.object(messageName),
  /** The beginning of its source, as it was sent but for the dots that SMTP adds. */
  'message.source': v.object(messageName),
  /** An attachment's picture; null where it is none that can be shown. */
  'message.picture': v.object({ ...messageName, part: placeNumber }),
} as const;

/** A message, opened. */
export interface OpenedMessageResult {
  readonly session: number;
  readonly n: number;
  /** The row of the command that its content follows. */
  readonly row: number;
  /** Bytes of its content. */
  readonly size: number;
  /** Bytes that were parsed: of a very long message only the beginning. */
  readonly parsed: number;
  /** The content came to its end; false where the connection broke within it. */
  readonly isWhole: boolean;
  readonly via: 'data' | 'bdat';
  /** What the server said to it; 0 where it did not answer. */
  readonly code: number;
  readonly accepted: boolean;
  readonly mailFrom: string;
  /** The first of its recipients, each with the last code that the server said about it. */
  readonly rcptTo: readonly Recipient[];
  readonly recipients: number;
  readonly content: ParsedMessage;
}

/** What {@link messageRequests} come back with. */
export interface MessageResults {
  'message.open': OpenedMessageResult;
  'message.source': { readonly text: string; readonly isCut: boolean };
  'message.picture': { readonly url: string | null };
}
