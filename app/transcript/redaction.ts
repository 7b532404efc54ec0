import type { LineKind } from '../smtp/words.ts';
import type { TranscriptLine } from './row.ts';

/** What stands for a secret. Always the same, so that not even its length remains. */
export const MASK = '****';

/** A line's text with its secrets taken out. */
export interface RedactedText {
  readonly text: string;
  /** Something was taken out. */
  readonly masked: boolean;
}

/** A line with its secret masked, if it holds one: neither text nor bytes have it any more. */
export function redactLine(line: TranscriptLine): TranscriptLine {
  const { text, masked } = redactAuthentication(line.text, line.kind, line.verb);
  const sentAs =
    line.sentAs === undefined ? null : redactAuthentication(line.sentAs, line.kind, line.verb).text;
  if (!masked) return sentAs === null ? line : { ...line, sentAs };
  const { bytes: _secret, ...rest } = line;
  return { ...rest, text, masked, ...(sentAs === null ? {} : { sentAs }) };
}

/**
 * Masks what a client says to prove who it is (RFC 4954): the initial response of AUTH, and its answers within the
 * exchange. `verb` is the line's verb where the caller has read it.
 *
 * User names go with the password where they share its encoding (AUTH), and stay where they stand alone: XCLIENT's
 * LOGIN and MAIL's AUTH parameter name a user and prove nothing. PASS is no SMTP, but a POP3 or FTP client that was
 * pointed at the wrong port says its password with it. A server's replies are never secret.
 */
export function redactAuthentication(text: string, kind: LineKind, verb?: string): RedactedText {
  switch (kind) {
    case 'authentication':
      return redactResponse(text);
    case 'command':
      return redactCommand(text, verb);
    case 'reply':
    case 'content':
    case 'opaque':
      return unchanged(text);
  }
}

/** An answer within the exchange. A lone `*` gives up (RFC 4954 section 4), an empty line is an empty response. */
function redactResponse(text: string): RedactedText {
  return text === '' || text === '*' ? unchanged(text) : { text: MASK, masked: true };
}

// What no verb can begin with is passed over: such a line is refused, but its secret has been said.
const AUTH_LINE = /^[^a-z]*auth/i;
const PASS_LINE = /^[^a-z]*pass\s+(?=\S)/i;

function redactCommand(text: string, verb: string | undefined): RedactedText {
  const auth = AUTH_LINE.exec(text);
  if (auth !== null) return redactAuth(auth[0], text.slice(auth[0].length));
  if (verb?.toUpperCase() === 'AUTH') return { text: MASK, masked: true };
  const pass = PASS_LINE.exec(text);
  return pass === null ? unchanged(text) : { text: pass[0] + MASK, masked: true };
}

const MECHANISM = /^(\s+)(\S+)(\s*)([^]*)$/;

/** Keeps the verb and a mechanism that is known, and masks whatever follows. */
function redactAuth(verb: string, rest: string): RedactedText {
  if (rest.trim() === '') return unchanged(verb + rest);
  const [, blank = '', mechanism = '', gap = '', response = ''] = MECHANISM.exec(rest) ?? [];
  if (!isMechanism(mechanism)) return { text: `${verb}${blank === '' ? '' : ' '}${MASK}`, masked: true };
  // A lone `=` is an empty initial response (RFC 4954 section 4).
  if (response === '' || response === '=') return unchanged(verb + rest);
  return { text: verb + blank + mechanism + gap + MASK, masked: true };
}

function unchanged(text: string): RedactedText {
  return { text, masked: false };
}

/**
 * The mechanisms of https://www.iana.org/assignments/sasl-mechanisms, and what is met besides. A word that is none
 * of them may be a secret whose mechanism was forgotten.
 */
const MECHANISMS = new Set([
  'ANONYMOUS',
  'CRAM-MD5',
  'DIGEST-MD5',
  'EXTERNAL',
  'GSSAPI',
  'GSS-SPNEGO',
  'KERBEROS_V4',
  'KERBEROS_V5',
  'LOGIN',
  'MSN',
  'NTLM',
  'OAUTH10A',
  'OAUTHBEARER',
  'OPENID20',
  'OTP',
  'PLAIN',
  'SAML20',
  'SECURID',
  'SKEY',
  'SPNEGO',
  'SPNEGO-PLUS',
  'SXOVER-PLUS',
  'XOAUTH',
  'XOAUTH2',
]);

/** The families of mechanisms that are named by their hash or cipher. */
const MECHANISM_FAMILY =
  /^(?:SCRAM-SHA-?[0-9]{1,3}(?:-[0-9]{3})?|SCRAM-SHA3-512|GS2-KRB5|EAP-AES128)(?:-PLUS)?$/;

/** Whether a word, in any case, is the name of a SASL mechanism. */
function isMechanism(word: string): boolean {
  const name = word.toUpperCase();
  return MECHANISMS.has(name) || MECHANISM_FAMILY.test(name);
}
