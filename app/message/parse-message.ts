import { Buffer } from 'node:buffer';
import PostalMime, {
  addressParser,
  decodeWords,
  type Address,
  type Attachment,
  type Email,
} from 'postal-mime';
import { readAuthenticationResults, readSignatures } from './authentication-headers.ts';
import { envelopeNotes, type Envelope } from './envelope-notes.ts';
import { readMimeStructure } from './mime-tree.ts';
import type { InlineImage, MessageAttachment, ParsedMessage } from './parsed-message.ts';
import { readHops } from './received.ts';

/** Characters of text, and of HTML, that are handed on: a page can be scrolled that far. */
const MOST_TEXT = 256 * 1_024;
const MOST_HTML = 1_024 * 1_024;

/** Fields of the header that are handed on, and characters of each. */
const MOST_FIELDS = 300;
const LONGEST_FIELD = 8_192;

/** Attachments that are listed. */
const MOST_ATTACHMENTS = 200;

/** Bytes of the pictures that come along with the HTML, all together. */
const MOST_IMAGE_BYTES = 4 * 1_024 * 1_024;

/** Pictures that a browser draws and that cannot hold a script. */
const IMAGE_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

/** A message that has been parsed, and its attachments' content. */
export interface OpenedMessage {
  readonly message: ParsedMessage;
  readonly contents: readonly Uint8Array[];
  /** Bytes that were parsed: fewer than all where the message has too many parts. */
  readonly parsed: number;
}

/** Parses a message (RFC 5322, RFC 2045) as its recipient's program would. Rejects with what nobody can parse. */
export async function parseMessage(bytes: Uint8Array, envelope: Envelope): Promise<OpenedMessage> {
  const { tree, covered } = readMimeStructure(bytes);
  const email = await PostalMime.parse(bytes.subarray(0, covered), {
    maxNestingDepth: 100,
    maxHeadersSize: 1_024 * 1_024,
    maxRfc822NestingDepth: 5,
  });
  const attachments = email.attachments.slice(0, MOST_ATTACHMENTS);
  const contents = attachments.map(contentOf);
  const all = (name: string): string[] =>
    email.headers.filter(({ key }) => key === name).map(({ value }) => value.slice(0, LONGEST_FIELD));
  return {
    contents,
    parsed: covered,
    message: {
      fields: email.headers.slice(0, MOST_FIELDS).map(({ originalKey, value }) => ({
        name: originalKey,
        value: decodeWords(value.slice(0, LONGEST_FIELD)),
      })),
      allFields: email.headers.length,
      from: addressText(email.from === undefined ? [] : [email.from]),
      to: addressText(email.to),
      cc: addressText(email.cc),
      replyTo: addressText(email.replyTo),
      subject: shorten(email.subject ?? ''),
      date: shorten(all('date')[0] ?? ''),
      text: email.text?.slice(0, MOST_TEXT) ?? null,
      html: email.html?.slice(0, MOST_HTML) ?? null,
      isTextCut: (email.text ?? '').length > MOST_TEXT || (email.html ?? '').length > MOST_HTML,
      attachments: attachments.map(describeAttachment),
      images: inlineImages(attachments, contents),
      tree,
      notes: envelopeNotes(envelope, addressesOf(email)),
      hops: readHops(all('received')),
      signatures: readSignatures(all('dkim-signature')),
      results: readAuthenticationResults(all('authentication-results')),
    },
  };
}

function contentOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

function describeAttachment(attachment: Attachment, part: number): MessageAttachment {
  const { filename, mimeType, related, contentId, disposition } = attachment;
  return {
    part,
    name: shorten(filename ?? ''),
    type: shorten(mimeType),
    size: contentOf(attachment).length,
    inline: related === true || (contentId !== undefined && disposition !== 'attachment'),
  };
}

function inlineImages(attachments: readonly Attachment[], contents: readonly Uint8Array[]): InlineImage[] {
  let left = MOST_IMAGE_BYTES;
  return attachments.flatMap(({ contentId, mimeType }, part) => {
    const content = contents[part];
    if (contentId === undefined || content === undefined || !IMAGE_TYPES.has(mimeType)) return [];
    left -= content.length;
    if (left < 0) return [];
    return [{ contentId: contentId.replace(/^<|>$/g, ''), url: imageUrl(mimeType, content) }];
  });
}

/** A picture as a `data:` URL; null where it is of a type that browsers do not draw, or that might run something. */
export function pictureOf(type: string, content: Uint8Array): string | null {
  return IMAGE_TYPES.has(type) && content.length <= MOST_IMAGE_BYTES ? imageUrl(type, content) : null;
}

function imageUrl(type: string, content: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(content).toString('base64')}`;
}

function addressesOf(email: Email) {
  const headerAddresses = (name: string): string[] =>
    email.headers
      .filter(({ key }) => key === name)
      .flatMap(({ value }) => flatten(addressParser(value.slice(0, 64 * LONGEST_FIELD))));
  return {
    from: headerAddresses('from'),
    sender: headerAddresses('sender'),
    recipients: [...headerAddresses('to'), ...headerAddresses('cc'), ...headerAddresses('bcc')],
  };
}

function flatten(addresses: readonly Address[]): string[] {
  return addresses
    .flatMap((address) =>
      address.group === undefined ? [address.address] : address.group.map((one) => one.address),
    )
    .filter((address) => address !== '');
}

function addressText(addresses: readonly Address[] = []): string {
  const words = addresses.map((address) => {
    if (address.group !== undefined) return `${address.name}: ${addressText(address.group)}`;
    return address.name === '' ? address.address : `${address.name} <${address.address}>`;
  });
  return shorten(words.join(', '));
}

function shorten(text: string): string {
  return text.length > LONGEST_FIELD ? `${text.slice(0, LONGEST_FIELD)}…` : text;
}
