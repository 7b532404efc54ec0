import type { ReplyTexts } from './reply-texts.ts';

/** The ways to log in that the built-in server has, in the order in which it offers them. */
export const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'] as const;
/** See {@link MECHANISMS}. */
export type Mechanism = (typeof MECHANISMS)[number];

/** What the built-in server can be told to offer (RFC 5321 section 4.1.1.1); AUTH stands with the logins. */
export const EXTENSIONS = [
  'PIPELINING',
  'SIZE',
  '8BITMIME',
  'SMTPUTF8',
  'ENHANCEDSTATUSCODES',
  'DSN',
  'CHUNKING',
  'BINARYMIME',
  'HELP',
] as const;
/** See {@link EXTENSIONS}. */
export type Extension = (typeof EXTENSIONS)[number];

/** Who may log in to the built-in server, and how. */
export interface Logins {
  readonly mechanisms: readonly Mechanism[];
  /** `users`: those named, with their passwords; for XOAUTH2 the password is the token. Otherwise everybody, or nobody. */
  readonly accepts: 'users' | 'all' | 'none';
  readonly users: ReadonlyMap<string, string>;
  /** MAIL is refused before a login (RFC 4954 section 6: 530). */
  readonly required: boolean;
}

/** What kind of server the built-in one is to be. */
export interface ServerProfile {
  /** The name under which it speaks. */
  readonly name: string;
  /** What it offers, and does: what it does not offer it refuses. */
  readonly extensions: ReadonlySet<Extension>;
  /** Null: it offers no AUTH. */
  readonly logins: Logins | null;
  /** What it says in other words than its own. */
  readonly texts: ReplyTexts;
}

/** The built-in server as nobody has changed it. */
export const DEFAULT_PROFILE: ServerProfile = {
  name: 'localhost',
  extensions: new Set(['PIPELINING', 'SIZE', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'HELP']),
  logins: null,
  texts: new Map(),
};
