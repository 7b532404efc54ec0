/**
 * The arguments of MAIL and RCPT (RFC 5321 section 4.1.2), with addresses beyond ASCII (RFC 6531 section 3.3).
 */

/** What MAIL or RCPT was given. */
export interface PathArgument {
  /** The address without brackets and source route; empty for the null reverse-path `<>`. */
  readonly address: string;
  readonly parameters: readonly Parameter[];
}

/** A parameter of MAIL or RCPT: `SIZE=1000`. */
export interface Parameter {
  /** In capitals. */
  readonly keyword: string;
  /** Null where there is no equals sign. */
  readonly value: string | null;
}

/** Why an argument cannot be read: it has not the form at all, or its address or a parameter has not. */
export type PathFault = 'form' | 'address' | 'parameter';

/** A path and its parameters, or why there are none. */
export type PathReading =
  { readonly ok: true; readonly argument: PathArgument } | { readonly ok: false; readonly fault: PathFault };

// Characters beyond ASCII, but for C1 controls and the sign that stands for bytes which are no UTF-8.
const BEYOND_ASCII = '\\u00a0-\\ufffc\\u{10000}-\\u{10ffff}';
const ATOM = `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~${BEYOND_ASCII}-]+`;
const QUOTED = `"(?:[ !#-\\[\\]-~${BEYOND_ASCII}]|\\\\[ -~])*"`;
const LOCAL_PART = `(?:${ATOM}(?:\\.${ATOM})*|${QUOTED})`;
// The underscore is no letter of a domain, but container networks name their machines with it.
const LABEL = `[A-Za-z0-9_${BEYOND_ASCII}](?:[A-Za-z0-9_${BEYOND_ASCII}-]*[A-Za-z0-9_${BEYOND_ASCII}])?`;
const DOMAIN = `(?:${LABEL}(?:\\.${LABEL})*|\\[[!-Z^-~]+\\])`;

// A source route is accepted and ignored (RFC 5321 section 3.6.1 and appendix C).
const SOURCE_ROUTE = new RegExp(`^@${DOMAIN}(?:,@${DOMAIN})*:`, 'u');
const MAILBOX = new RegExp(`^${LOCAL_PART}@${DOMAIN}$`, 'u');
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^=\s\p{Cc}\ufffd]+))?$/u;

/**
 * Where the path ends: at the first `>` that does not stand in a quoted local part. Blanks in front of the path are
 * against the letter of section 3.3, yet common, and every large server lets them pass.
 */
const PATH_AND_REST = /^ *<((?:"(?:[^"\\]|\\.)*"|[^">])*)>(?: +(.*))?$/u;

/**
 * Reads the argument of MAIL (`FROM:<path> parameters`) or RCPT (`TO:<path> parameters`). Checks the form of the
 * address, not what it may be in this command: empty, or a postmaster without a domain.
 */
export function readPathArgument(keyword: 'FROM' | 'TO', argument: string): PathReading {
  const colon = keyword.length;
  if (argument.slice(0, colon + 1).toUpperCase() !== `${keyword}:`) return { ok: false, fault: 'form' };
  const match = PATH_AND_REST.exec(argument.slice(colon + 1));
  if (match === null) return { ok: false, fault: 'form' };
  const address = (match[1] ?? '').replace(SOURCE_ROUTE, '');
  if (!isAddress(address)) return { ok: false, fault: 'address' };
  const parameters = readParameters(match[2] ?? '');
  return parameters === null
    ? { ok: false, fault: 'parameter' }
    : { ok: true, argument: { address, parameters } };
}

/** Whether this is an address that no domain has to follow (RFC 5321 section 4.5.1). */
export function isPostmaster(address: string): boolean {
  return address.toLowerCase() === 'postmaster';
}

/** Whether an address needs SMTPUTF8 (RFC 6531). */
export function isBeyondAscii(address: string): boolean {
  return /[^ -~]/u.test(address);
}

function isAddress(address: string): boolean {
  return address === '' || isPostmaster(address) || MAILBOX.test(address);
}

/** Null where one has not the form of a parameter, or is there twice. */
function readParameters(text: string): readonly Parameter[] | null {
  const parameters: Parameter[] = [];
  for (const word of text.split(' ').filter((word) => word !== '')) {
    const match = PARAMETER.exec(word);
    if (match === null) return null;
    const keyword = (match[1] ?? '').toUpperCase();
    if (parameters.some((parameter) => parameter.keyword === keyword)) return null;
    parameters.push({ keyword, value: match[2] ?? null });
  }
  return parameters;
}
