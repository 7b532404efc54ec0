import type { SecretKind } from './authentication.ts';
import { byteCount, detail, details, type MechanismReader } from './mechanism.ts';

/**
 * A mechanism whose messages cannot be read, such as GSSAPI's Kerberos tickets, or that is not known. Whatever the
 * client says may be the secret; it is kept as base64 since it is mostly no text.
 */
export function opaqueReader(secretKind: SecretKind, what: string): MechanismReader {
  return {
    secretKind,
    challenge: ({ bytes: message }) => ({
      what: `the server’s part of ${what}`,
      details: details(detail('length', byteCount(message.length))),
    }),
    response({ bytes: message }) {
      if (message.length === 0) return { what: 'an empty answer' };
      return {
        what: `the client’s part of ${what}`,
        secret: btoa(String.fromCharCode(...message.subarray(0, LONGEST_SECRET))),
        details: details(detail('length', byteCount(message.length))),
      };
    },
  };
}

/** Bytes that are kept of one opaque secret: Kerberos tickets have some thousands. */
const LONGEST_SECRET = 16_384;
