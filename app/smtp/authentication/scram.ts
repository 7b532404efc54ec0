import type { Detail } from './authentication.ts';
import {
  byteCount,
  detail,
  details,
  malformed,
  utf8Problems,
  type MechanismReader,
  type Reading,
  type ReadingProblem,
} from './mechanism.ts';
import { decodeMessage, type Message } from './message.ts';

/** RFC 5802 section 5.1: servers should ask for at least so many. */
const FEWEST_ITERATIONS = 4_096;

/** SCRAM with any hash, and with channel binding (RFC 5802 section 5): messages tell by themselves which they are. */
export function scramReader(): MechanismReader {
  let clientNonce = '';
  let nonce = '';
  return {
    secretKind: 'hash',
    challenge(message) {
      const attributes = readAttributes(message.text);
      const error = attributes.get('e');
      if (error !== undefined)
        return { what: 'the server’s error', details: details(detail('error', error)) };
      const proof = attributes.get('v');
      if (proof !== undefined)
        return { what: 'the server’s proof that it knows the password', secret: proof };
      nonce = attributes.get('r') ?? '';
      return readServerFirst(attributes, nonce.startsWith(clientNonce));
    },
    response(message) {
      if (message.bytes.length === 0) return { what: 'an empty answer, behind the server’s proof' };
      if (message.text.startsWith('c=')) return readClientFinal(message, nonce);
      const header = /^(n|y|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,(.*)$/s.exec(message.text);
      const attributes = readAttributes(header?.[3] ?? '');
      clientNonce = attributes.get('r') ?? '';
      return readClientFirst(message, header?.[1], header?.[2], attributes);
    },
  };
}

function readClientFirst(
  message: Message,
  binding: string | undefined,
  actsAs: string | undefined,
  attributes: ReadonlyMap<string, string>,
): Reading {
  const what = 'the user name and the client’s nonce';
  const name = attributes.get('n');
  const nonce = attributes.get('r');
  if (binding === undefined || name === undefined || nonce === undefined) {
    return malformed(what, 'a SCRAM message with a header, a user name and a nonce', message);
  }
  const user = decodeName(name);
  const authorizationId = actsAs === undefined ? undefined : decodeName(actsAs);
  return {
    what,
    user,
    ...(authorizationId === undefined ? {} : { authorizationId }),
    details: details(
      detail('user', user),
      detail('acts as', authorizationId),
      describeBinding(binding),
      detail('nonce', nonce),
    ),
    problems: utf8Problems(message),
  };
}

function readServerFirst(attributes: ReadonlyMap<string, string>, isNonceSound: boolean): Reading {
  const salt = decodeMessage(attributes.get('s') ?? '');
  const iterations = attributes.get('i');
  const problems: ReadingProblem[] = [];
  if (!isNonceSound) {
    problems.push({ code: 'nonce-differs', text: 'The server’s nonce does not begin with the client’s.' });
  }
  if (salt === null || iterations === undefined || !/^\d{1,9}$/.test(iterations)) {
    problems.push({
      code: 'wrong-structure',
      text: 'This is not a nonce, a salt and a number of iterations.',
    });
  } else if (Number(iterations) < FEWEST_ITERATIONS) {
    problems.push({ code: 'few-iterations', text: 'So few iterations make the password easy to guess.' });
  }
  return {
    what: 'the server’s challenge',
    details: details(
      detail('nonce', attributes.get('r')),
      salt === null ? null : detail('salt', byteCount(salt.bytes.length)),
      detail('iterations', iterations),
    ),
    problems,
  };
}

function readClientFinal(message: Message, serverNonce: string): Reading {
  const what = 'the client’s proof that it knows the password';
  const attributes = readAttributes(message.text);
  const proof = attributes.get('p');
  const nonce = attributes.get('r');
  if (proof === undefined || nonce === undefined) {
    return malformed(what, 'a channel binding, a nonce and a proof', message);
  }
  return {
    what,
    secret: proof,
    details: details(detail('nonce', nonce)),
    problems:
      nonce === serverNonce
        ? []
        : [{ code: 'nonce-differs', text: 'The client’s nonce is not the one that the server sent.' }],
  };
}

/** RFC 5802 section 6: what the client says of binding the login to the TLS connection. */
function describeBinding(flag: string): Detail | null {
  switch (flag) {
    case 'n':
      return detail('channel binding', 'the client has none');
    case 'y':
      return detail('channel binding', 'the client would, but sees no offer of the server');
    default:
      return detail('channel binding', flag.slice('p='.length));
  }
}

/** RFC 5802 section 5.1: letters with values, between commas; of several, the first. */
function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, value] = /^([A-Za-z])=(.*)$/s.exec(part) ?? [];
    if (name !== undefined && value !== undefined && !attributes.has(name)) attributes.set(name, value);
  }
  return attributes;
}

/** RFC 5802 section 5.1: a comma stands as `=2C`, an equals sign as `=3D`. */
function decodeName(name: string): string {
  return name.replaceAll('=2C', ',').replaceAll('=3D', '=');
}
