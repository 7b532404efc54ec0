/** What MAIL and RCPT say (RFC 5321 section 4.1.1.2 and 4.1.1.3): a path, and parameters of extensions. */
export interface PathArgument {
  /** What is wrong with the path's form; `blank`: a blank behind the colon. */
  readonly form: 'sound' | 'blank' | 'no colon' | 'no brackets' | 'unclosed' | 'no domain';
  /** As it was said, with its brackets; empty where there is none. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

/** A parameter: `SIZE=1000`, or `SMTPUTF8` without a value. */
export interface Parameter {
  /** In capitals. */
  readonly keyword: string;
  /** Null where there is no `=`. */
  readonly value: string | null;
}

/** Parameters read of one command: extensions have about a dozen. */
const MOST_PARAMETERS = 50;

const START = /^(?:FROM|TO)\s*:(\s*)/i;
// A quoted local part may hold blanks and brackets (RFC 5321 section 4.1.2, Quoted-string).
const BRACKETED = /^<(?:[^<>"\\]|"(?:[^"\\]|\\.)*"|\\.)*>/s;

/** Reads the argument of MAIL or RCPT. Tolerant: whatever it is, there is an answer. */
export function parsePathArgument(argument: string): PathArgument {
  const start = START.exec(argument);
  if (start === null) return { form: 'no colon', path: '', parameters: [] };
  const rest = argument.slice(start[0].length);
  const bracketed = BRACKETED.exec(rest)?.[0] ?? '';
  const path = bracketed === '' ? (/^\S*/.exec(rest)?.[0] ?? '') : bracketed;
  const parameters = parseParameters(rest.slice(path.length));
  if (bracketed === '') return { form: rest.startsWith('<') ? 'unclosed' : 'no brackets', path, parameters };
  const form = hasDomain(path) ? (start[1] === '' ? 'sound' : 'blank') : 'no domain';
  return { form, path, parameters };
}

/** `<>` needs none, and `<Postmaster>` may go without (RFC 5321 section 4.1.1.3). */
function hasDomain(path: string): boolean {
  return path === '<>' || /^<postmaster>$/i.test(path) || /@[^@\s]+>$/.test(path);
}

function parseParameters(text: string): Parameter[] {
  const words = text.trim().split(/\s+/, MOST_PARAMETERS);
  return words.filter((word) => word !== '').map(parseParameter);
}

function parseParameter(word: string): Parameter {
  const equals = word.indexOf('=');
  if (equals === -1) return { keyword: word.toUpperCase(), value: null };
  return { keyword: word.slice(0, equals).toUpperCase(), value: word.slice(equals + 1) };
}
