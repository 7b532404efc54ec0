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
import type { InlineImage, MessageAttachment, ParsedMessage } from './parsed-message.ts';
import { readHops } from './received.ts';
import { SkeletonMaker, type OmittedPart, type Skeleton } from './skeleton.ts';

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

/** Characters of the word that stands for what was left out. */
const LONGEST_WORD = 100;

/** Pictures that a browser draws and that cannot hold a script. */
const IMAGE_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);

/** An attachment's content; or, where it is too large to be at hand, the part of the message that it is. */
export type AttachmentContent =
  { readonly isAtHand: true; readonly bytes: Uint8Array } | ({ readonly isAtHand: false } & OmittedPart);

/** A message that has been parsed, and its attachments' content. */
export interface OpenedMessage {
  readonly message: ParsedMessage;
  readonly contents: readonly AttachmentContent[];
  /** Bytes that were parsed: fewer than all where the message has too many parts. */
  readonly parsed: number;
}

/**
 * Parses a message (RFC 5322, RFC 2045) as its recipient's program would, as its octets come: of large attachments nothing is in
 * memory. Rejects with what nobody can parse, and as the octets do.
 */
export async function parseMessage(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  envelope: Envelope,
): Promise<OpenedMessage> {
  const maker = new SkeletonMaker();
  for await (const piece of pieces) maker.push(piece);
  const skeleton = maker.finish();
  const { tree, covered } = skeleton;
  const email = await PostalMime.parse(skeleton.bytes, {
    maxNestingDepth: 100,
    maxHeadersSize: 1_024 * 1_024,
    maxRfc822NestingDepth: 5,
    forceRfc822Attachments: skeleton.omitsMessage,
  });
  const attachments = email.attachments.slice(0, MOST_ATTACHMENTS);
  const contents = attachments.map((attachment) => contentOf(attachment, skeleton));
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
      isTextCut:
        skeleton.isTextCut || (email.text ?? '').length > MOST_TEXT || (email.html ?? '').length > MOST_HTML,
      attachments: attachments.map((attachment, part) =>
        describeAttachment(attachment, part, contents[part]),
      ),
      images: inlineImages(attachments, contents),
      tree,
      notes: envelopeNotes(envelope, addressesOf(email)),
      hops: readHops(all('received')),
      signatures: readSignatures(all('dkim-signature')),
      results: readAuthenticationResults(all('authentication-results')),
    },
  };
}

function contentOf({ content }: Attachment, { omitted }: Skeleton): AttachmentContent {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  const left =
    bytes.length > LONGEST_WORD ? undefined : omitted.get(Buffer.from(bytes).toString('latin1').trim());
  return left === undefined ? { isAtHand: true, bytes } : { isAtHand: false, ...left };
}

function sizeOf(content: AttachmentContent | undefined): number {
  if (content === undefined) return 0;
  return content.isAtHand ? content.bytes.length : content.size;
}

function describeAttachment(
  attachment: Attachment,
  part: number,
  content: AttachmentContent | undefined,
): MessageAttachment {
  const { filename, mimeType, related, contentId, disposition } = attachment;
  return {
    part,
    name: shorten(filename ?? ''),
    type: shorten(mimeType),
    size: sizeOf(content),
    inline: related === true || (contentId !== undefined && disposition !== 'attachment'),
  };
}

function inlineImages(
  attachments: readonly Attachment[],
  contents: readonly AttachmentContent[],
): InlineImage[] {
  let left = MOST_IMAGE_BYTES;
  return attachments.flatMap(({ contentId, mimeType }, part) => {
    const content = contents[part];
    if (contentId === undefined || content?.isAtHand !== true || !IMAGE_TYPES.has(mimeType)) return [];
    left -= content.bytes.length;
    if (left < 0) return [];
    return [{ contentId: contentId.replace(/^<|>$/g, ''), url: imageUrl(mimeType, content.bytes) }];
  });
}

/** A picture as a `data:` URL; null where it is too large, of a type that browsers do not draw, or that might run something. */
export function pictureOf(type: string, content: AttachmentContent): string | null {
  const isShown = content.isAtHand && IMAGE_TYPES.has(type) && content.bytes.length <= MOST_IMAGE_BYTES;
  return isShown ? imageUrl(type, content.bytes) : null;
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
