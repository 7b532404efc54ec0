import type { PartHead } from './mime-parts.ts';

/** Signatures of the message itself: mail programs show them as a mark, not as a file. */
const SIGNATURES: ReadonlySet<string> = new Set([
  'application/pgp-signature',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
]);

/** What mail programs show as the text of the message. */
const TEXTS: ReadonlySet<string> = new Set(['text/plain', 'text/html']);

/**
 * Whether a part is a file that came along, as mail programs see it: it says so (RFC 2183), or is neither a text without a
 * name, nor another form of the text, nor a picture that the text shows, nor a signature.
 */
export function isAttachment({ type, name, disposition, contentId, within }: PartHead): boolean {
  if (type.startsWith('multipart/')) return false;
  if (disposition === 'attachment') return true;
  if (within === 'multipart/alternative' || SIGNATURES.has(type)) return false;
  if (within === 'multipart/related' || contentId !== '') return false;
  return name !== '' || !TEXTS.has(type);
}
