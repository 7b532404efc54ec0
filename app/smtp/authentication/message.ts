import { decodeForDisplay } from '../decode.ts';

/** What a challenge or a response holds once its base64 is decoded. */
export interface Message {
  readonly bytes: Uint8Array;
  /** UTF-8, else Latin-1. */
  readonly text: string;
  readonly isUtf8: boolean;
}

/** RFC 4648 section 4, as RFC 4954 section 4 wants it: padded, without line breaks. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes base64; null where it is none. */
export function decodeMessage(base64: string): Message | null {
  return BASE64.test(base64) ? messageOf(Uint8Array.from(atob(base64), byteOf)) : null;
}

/** A message of its bytes. */
export function messageOf(bytes: Uint8Array): Message {
  const { text, exact } = decodeForDisplay(bytes);
  return { bytes, text, isUtf8: exact };
}

/** Text in the base64 of URLs, without padding (RFC 7515 section 2); null where it is none. */
export function decodeUrlBase64(text: string): string | null {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return decodeMessage(base64 + '='.repeat((4 - (base64.length % 4)) % 4))?.text ?? null;
}

function byteOf(character: string): number {
  return character.charCodeAt(0);
}
