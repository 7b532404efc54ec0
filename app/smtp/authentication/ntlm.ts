import { decodeText } from '../decode.ts';
import { detail, details, malformed, type MechanismReader, type Reading } from './mechanism.ts';
import type { Message } from './message.ts';

/**
 * NTLM (https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/): the client says which features it
 * knows, the server sends a challenge, and the client answers it with the help of its password.
 */
export function ntlmReader(): MechanismReader {
  return {
    secretKind: 'response',
    greetsInWords: true,
    challenge(message) {
      return typeOf(message.bytes) === 2
        ? readChallenge(message.bytes)
        : { what: 'the server asks the client to begin', details: details(detail('text', message.text)) };
    },
    response(message) {
      switch (typeOf(message.bytes)) {
        case 1:
          return readNegotiation(message.bytes);
        case 3:
          return readAnswer(message);
        default:
          return malformed('a message of NTLM', 'a message of NTLM that a client may send', message);
      }
    },
  };
}

const SIGNATURE = 'NTLMSSP\0';
const UNICODE = 0x1;

/** 1 to 3; null where it is no message of NTLM. */
function typeOf(bytes: Uint8Array): number | null {
  return decodeText(bytes, 0, Math.min(SIGNATURE.length, bytes.length)) === SIGNATURE
    ? integerAt(bytes, 8, 4)
    : null;
}

/** MS-NLMP section 2.2.1.1; names are in the machine's own character set, which for most is ASCII. */
function readNegotiation(bytes: Uint8Array): Reading {
  return {
    what: 'what the client can do',
    details: details(
      detail('domain', textOf(fieldAt(bytes, 16), false)),
      detail('workstation', textOf(fieldAt(bytes, 24), false)),
    ),
  };
}

/** MS-NLMP section 2.2.1.2. */
function readChallenge(bytes: Uint8Array): Reading {
  const isUnicode = (integerAt(bytes, 20, 4) & UNICODE) !== 0;
  const names = readTargetInformation(fieldAt(bytes, 40));
  return {
    what: 'the server’s challenge',
    details: details(
      detail('target', textOf(fieldAt(bytes, 12), isUnicode)),
      detail('challenge', hexadecimal(bytes.subarray(24, 32))),
      detail('computer', names.get(1)),
      detail('domain', names.get(2)),
      detail('DNS name of the computer', names.get(3)),
      detail('DNS name of the domain', names.get(4)),
    ),
  };
}

/** MS-NLMP section 2.2.1.3. */
function readAnswer(message: Message): Reading {
  const { bytes } = message;
  const what = 'the user name, and the answer to the challenge';
  const isUnicode = (integerAt(bytes, 60, 4) & UNICODE) !== 0;
  const user = textOf(fieldAt(bytes, 36), isUnicode);
  const answer = fieldAt(bytes, 20);
  const oldAnswer = fieldAt(bytes, 12);
  if (answer.length === 0 && oldAnswer.length === 0)
    return malformed(what, 'an answer to a challenge', message);
  const domain = textOf(fieldAt(bytes, 28), isUnicode);
  return {
    what,
    ...(user === '' ? {} : { user: domain === '' ? user : `${domain}\\${user}` }),
    secret: hexadecimal(answer.length > 0 ? answer : oldAnswer),
    details: details(
      detail('user', user),
      detail('domain', domain),
      detail('workstation', textOf(fieldAt(bytes, 44), isUnicode)),
      // NTLMv1 has 24 bytes; version 2 has more (MS-NLMP section 2.2.2.8).
      detail('version', answer.length > 24 ? 'NTLMv2' : 'NTLMv1, which is easily broken'),
    ),
  };
}

/** MS-NLMP section 2.2.2.1: names by their number. */
function readTargetInformation(bytes: Uint8Array): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = integerAt(bytes, at, 2);
    const length = integerAt(bytes, at + 2, 2);
    if (id === 0) break;
    names.set(id, textOf(bytes.subarray(at + 4, at + 4 + length), true));
    at += 4 + length;
  }
  return names;
}

/** The bytes that a length, a maximum and an offset point to; none where they point outside. */
function fieldAt(bytes: Uint8Array, at: number): Uint8Array {
  if (at + 8 > bytes.length) return bytes.subarray(0, 0);
  const length = integerAt(bytes, at, 2);
  const offset = integerAt(bytes, at + 4, 4);
  return offset + length <= bytes.length ? bytes.subarray(offset, offset + length) : bytes.subarray(0, 0);
}

/** Little-endian, without a sign; 0 beyond the end. */
function integerAt(bytes: Uint8Array, at: number, size: 2 | 4): number {
  let value = 0;
  for (let index = size - 1; index >= 0; index -= 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

const utf16 = new TextDecoder('utf-16le');

function textOf(bytes: Uint8Array, isUnicode: boolean): string {
  return isUnicode ? utf16.decode(bytes) : decodeText(bytes, 0, bytes.length);
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
