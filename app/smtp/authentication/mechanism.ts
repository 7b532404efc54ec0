import type { AuthenticationProblemCode, Detail, SecretKind } from './authentication.ts';
import type { Message } from './message.ts';

/** What a mechanism makes of one message. */
export interface Reading {
  /** A few words: `the user name and the password`. */
  readonly what: string;
  readonly details?: readonly Detail[];
  readonly secret?: string;
  readonly user?: string;
  readonly authorizationId?: string;
  readonly problems?: readonly ReadingProblem[];
}

/** A problem, before it is known in which step. */
export interface ReadingProblem {
  readonly code: AuthenticationProblemCode;
  readonly text: string;
}

/** Reads the messages of one exchange, in their order. */
export interface MechanismReader {
  readonly secretKind: SecretKind;
  /** What the server says with 334; never empty. */
  challenge(message: Message): Reading;
  /** What the client says, with AUTH or in answer to 334; may be empty. */
  response(message: Message): Reading;
  /** A response came that could not be decoded: where the order of responses tells what they are, it counts. */
  unreadable?(): void;
  /** Whether servers say something that is no base64 in their first challenge. */
  readonly greetsInWords?: boolean;
}

/** Characters of a value that is shown: names and addresses are shorter. */
const LONGEST_VALUE = 320;

/** Something to show; null where there is nothing. A very long value is cut. */
export function detail(name: string, value: string | undefined): Detail | null {
  return value === undefined || value === '' ? null : { name, value: shorten(value) };
}

/** The details that there are. */
export function details(...all: (Detail | null)[]): readonly Detail[] {
  return all.filter((one) => one !== null);
}

/** Cut where it is longer than any that has a meaning. */
export function shorten(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE)}…`;
}

/** A number of bytes, for people. */
export function byteCount(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** A message that does not look as its mechanism wants it. All of it may be the secret. */
export function malformed(what: string, expected: string, { text }: Message): Reading {
  return {
    what,
    secret: text,
    problems: [{ code: 'wrong-structure', text: `This is not ${expected}.` }],
  };
}

/** Whether a text can be a name: a control character shows that it is the message of another mechanism, with its secret. */
export function isName(text: string): boolean {
  return /^\P{Cc}+$/u.test(text);
}

/** Says so where text is not UTF-8, as SASL wants names and passwords to be (RFC 4422 section 3.4.1 and others). */
export function utf8Problems({ isUtf8 }: Message): readonly ReadingProblem[] {
  return isUtf8 ? [] : [{ code: 'not-utf8', text: 'Names and passwords must be UTF-8, and these are not.' }];
}
