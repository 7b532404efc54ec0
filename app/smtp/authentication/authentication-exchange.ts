import { MECHANISM_EXPLANATIONS } from '../explain/mechanisms.ts';
import type {
  Authentication,
  AuthenticationOutcome,
  AuthenticationProblem,
  AuthenticationStep,
} from './authentication.ts';
import { shorten, type MechanismReader, type Reading } from './mechanism.ts';
import { mechanismReader } from './mechanism-readers.ts';
import { decodeMessage, messageOf } from './message.ts';

/** Characters of a line that is decoded: RFC 4954 section 4 lets lines of an exchange have 12,288; tickets may be longer. */
const LONGEST_LINE = 65_536;

/** Characters of a mechanism's name, with the blanks around it: RFC 4422 section 3.1 allows names of 20. */
const LONGEST_NAME = 64;

/** Steps that are kept: the longest mechanisms in use take ten. */
const MOST_STEPS = 32;

/** What an exchange may know besides its lines. */
export interface AuthenticationContext {
  /** The mechanisms that the server offered: their names are no secrets, though nobody else knows them. */
  readonly offered?: readonly string[];
  /** When it took place: milliseconds since 1970. Without it no token is found to have expired. */
  readonly now?: number;
}

const NOTHING = messageOf(new Uint8Array());

/**
 * Decodes one AUTH exchange (RFC 4954 section 4) line by line, for people. Begins with the argument of AUTH. Whatever
 * the lines hold it never throws, and shows nothing that may be a secret but in the steps' `secret`.
 */
export class AuthenticationExchange {
  readonly #mechanism: string;
  readonly #reader: MechanismReader;
  readonly #steps: AuthenticationStep[] = [];
  readonly #problems: AuthenticationProblem[] = [];
  #user: string | null = null;
  #authorizationId: string | null = null;
  #outcome: AuthenticationOutcome = 'unfinished';
  #hasGivenUp = false;

  /** `argument`: what stands behind AUTH: `PLAIN AGJvYgBzM2NyZXQ=`. */
  constructor(argument: string, { offered = [], now }: AuthenticationContext = {}) {
    const words = argument.slice(0, LONGEST_LINE + LONGEST_NAME).trim();
    const blank = /\s/.exec(words)?.index ?? words.length;
    const name = words.slice(0, blank).toUpperCase();
    const isKnown = isMechanism(name, offered);
    this.#mechanism = isKnown ? name : '';
    this.#reader = mechanismReader(this.#mechanism, now ?? null);
    if (isKnown) this.#begin(words.slice(blank).trim());
    else this.#beginWithoutMechanism(words);
  }

  /** The server said something: a challenge (334), or what ends the exchange. `text` stands behind the codes. */
  reply(code: number, text: string): void {
    if (this.#outcome !== 'unfinished') return;
    if (code === 334) {
      this.#add('server', this.#readChallenge(text.trim()));
      return;
    }
    const outcome = outcomeOf(code, this.#hasGivenUp);
    this.#outcome = outcome;
    this.#add('server', { what: ENDINGS[outcome], details: [{ name: 'reply code', value: String(code) }] });
  }

  /** The client said a line in answer to a challenge. */
  response(line: string): void {
    if (this.#outcome !== 'unfinished') return;
    this.#add('client', this.#readResponse(line.trim()));
  }

  /** A copy of what is known so far. */
  authentication(): Authentication {
    return {
      mechanism: this.#mechanism,
      user: this.#user,
      authorizationId: this.#authorizationId,
      secretKind: this.#reader.secretKind,
      outcome: this.#outcome,
      steps: [...this.#steps],
      problems: [...this.#problems],
    };
  }

  #begin(initialResponse: string): void {
    const request = `the request to log in with ${this.#mechanism}`;
    if (initialResponse === '') return this.#add('client', { what: request });
    const reading =
      // RFC 4954 section 4: a lone `=` is an initial response of no bytes.
      initialResponse === '=' ? this.#reader.response(NOTHING) : this.#readResponse(initialResponse);
    this.#add('client', { ...reading, what: `${request}: ${reading.what}` });
  }

  /** A word that is no mechanism may be a password or its base64, where the mechanism was forgotten. */
  #beginWithoutMechanism(argument: string): void {
    if (argument === '') {
      return this.#add('client', {
        what: 'the request to log in',
        problems: [{ code: 'no-mechanism', text: 'AUTH needs the name of a mechanism.' }],
      });
    }
    this.#add('client', {
      what: 'the request to log in with something unknown',
      secret: argument,
      problems: [
        { code: 'unknown-mechanism', text: 'The word behind AUTH is not the name of a known mechanism.' },
      ],
    });
  }

  #readChallenge(text: string): Reading {
    if (text === '') return { what: 'the server asks the client to go on' };
    const message = text.length > LONGEST_LINE ? null : decodeMessage(text);
    if (message !== null) return this.#reader.challenge(message);
    const what = 'the server asks the client to go on, in words of its own';
    if (this.#reader.greetsInWords === true && this.#steps.length === 1) return { what };
    return { what, problems: [{ code: 'not-base64', text: 'A challenge must be base64, and this is not.' }] };
  }

  #readResponse(line: string): Reading {
    if (line === '*') {
      this.#hasGivenUp = true;
      return { what: 'the client gives up' };
    }
    if (line.length > LONGEST_LINE) {
      this.#reader.unreadable?.();
      return {
        what: 'a response that is too long to be decoded',
        secret: line.slice(0, LONGEST_LINE),
        problems: [{ code: 'too-long', text: 'No mechanism has responses as long as this one.' }],
      };
    }
    const message = decodeMessage(line);
    if (message !== null) return this.#reader.response(message);
    this.#reader.unreadable?.();
    return {
      what: 'a response that is not base64',
      secret: line,
      problems: [{ code: 'not-base64', text: 'A response must be base64, and this is not.' }],
    };
  }

  #add(from: AuthenticationStep['from'], reading: Reading): void {
    if (this.#steps.length >= MOST_STEPS) return this.#noteTooManySteps();
    if (reading.user !== undefined) this.#user = shorten(reading.user);
    if (reading.authorizationId !== undefined) this.#authorizationId = shorten(reading.authorizationId);
    const step = this.#steps.length;
    for (const { code, text } of reading.problems ?? []) this.#problems.push({ code, text, step });
    const { what, details = [], secret = null } = reading;
    this.#steps.push({ from, what, details, secret });
  }

  #noteTooManySteps(): void {
    if (this.#problems.at(-1)?.code === 'too-many-steps') return;
    this.#problems.push({
      code: 'too-many-steps',
      text: `The exchange goes on for more than ${MOST_STEPS} steps, which are not shown.`,
      step: MOST_STEPS - 1,
    });
  }
}

/** What the last reply says, by what comes of it. */
const ENDINGS: Readonly<Record<AuthenticationOutcome, string>> = {
  accepted: 'the server accepts the login',
  refused: 'the server refuses the login',
  cancelled: 'the server notes that the client gave up',
  unfinished: 'the server says something that is no reply',
};

function outcomeOf(code: number, hasGivenUp: boolean): AuthenticationOutcome {
  if (code < 200 || code > 599) return 'unfinished';
  if (code < 300) return 'accepted';
  return hasGivenUp ? 'cancelled' : 'refused';
}

/** The family of SCRAM is named by its hashes (RFC 5802 section 4). */
const SCRAM = /^SCRAM-SHA-?[0-9]{1,3}(?:-[0-9]{3})?(?:-PLUS)?$/;

function isMechanism(name: string, offered: readonly string[]): boolean {
  if (name === '') return false;
  return (
    MECHANISM_EXPLANATIONS.has(name) ||
    SCRAM.test(name) ||
    offered.some((other) => other.toUpperCase() === name)
  );
}
