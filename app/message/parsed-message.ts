import type { AuthenticationResults, Signature } from './authentication-headers.ts';
import type { EnvelopeNote } from './envelope-notes.ts';
import type { Hop } from './received.ts';

/** A field of the header, unfolded and with its encoded words read. Hostile text. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** A file in a message. */
export interface MessageAttachment {
  /** Place among the attachments of the message, from 0. */
  readonly part: number;
  /** As the message says; empty where it says nothing. Hostile text. */
  readonly name: string;
  /** In lower case: `image/png`. */
  readonly type: string;
  /** Bytes, decoded. */
  readonly size: number;
  /** Its HTML shows it in its text. */
  readonly inline: boolean;
}

/** A picture that the HTML of a message shows, brought along with it. */
export interface InlineImage {
  /** What `cid:` names it by, without angle brackets. */
  readonly contentId: string;
  /** A `data:` URL of a picture type that cannot run anything. */
  readonly url: string;
}

/** A part of a message's structure (RFC 2045, 2046). */
export interface MimePart {
  /** In lower case: `multipart/mixed`. */
  readonly type: string;
  /** The name of the file, if it has one. Hostile text. */
  readonly name: string;
  /** The charset of a text, if one is named. */
  readonly charset: string;
  /** The content transfer encoding, in lower case; `7bit` where none is named. */
  readonly encoding: string;
  /** Bytes as they were sent, without the header of the part. */
  readonly size: number;
  readonly parts: readonly MimePart[];
}

/** A message as its recipient would see it. All text in it is hostile; everything has a limit. */
export interface ParsedMessage {
  /** The fields of the header in their order, the first of them. */
  readonly fields: readonly HeaderField[];
  readonly allFields: number;
  /** Addresses of the header, as `Name <address>`. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly date: string;
  /** The message in plain text; null where it has none. */
  readonly text: string | null;
  /** The message in HTML as it came: it must never be put into a page as it is. Null where it has none. */
  readonly html: string | null;
  /** Text or HTML were longer than is kept. */
  readonly isTextCut: boolean;
  readonly attachments: readonly MessageAttachment[];
  readonly images: readonly InlineImage[];
  readonly tree: MimePart;
  readonly notes: readonly EnvelopeNote[];
  readonly hops: readonly Hop[];
  readonly signatures: readonly Signature[];
  readonly results: readonly AuthenticationResults[];
}
