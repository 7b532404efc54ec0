import * as v from 'valibot';
import { replyTable } from './reply-table.ts';

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

/** Servers whose words can be borrowed. */
export const PERSONALITIES = ['postfix', 'exim', 'sendmail', 'exchange', 'gmail'] as const;
/** See {@link PERSONALITIES}. */
export type Personality = (typeof PERSONALITIES)[number];

/** Who may log in: those named, everybody, or nobody. */
export const LOGIN_POLICIES = ['users', 'all', 'none'] as const;
/** See {@link LOGIN_POLICIES}. */
export type LoginPolicy = (typeof LOGIN_POLICIES)[number];

/** How mail is kept: each message a file of its own, or a maildir, as mail programs read it. */
export const KEPT_FORMS = ['eml', 'maildir'] as const;
/** See {@link KEPT_FORMS}. */
export type KeptForm = (typeof KEPT_FORMS)[number];

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._[\]:-]{1,255}$/, 'This is no host name.'));
const path = v.pipe(v.string(), v.minLength(1, 'Name a path.'), v.maxLength(4_096));

const auth = v.strictObject({
  accept: v.optional(v.picklist(LOGIN_POLICIES, 'This is one of users, all, none.'), 'users'),
  mechanisms: v.optional(
    v.pipe(
      v.array(v.picklist(MECHANISMS, `A mechanism is one of ${MECHANISMS.join(', ')}.`)),
      v.minLength(1, 'At least one mechanism has to be offered.'),
    ),
    [...MECHANISMS],
  ),
  /** MAIL is refused before a login (RFC 4954 section 6). */
  required: v.optional(v.boolean(), false),
  /** Passwords by the names of users; for XOAUTH2 the password is the token. */
  users: v.optional(v.record(v.string(), v.string()), {}),
});

/** The largest message that is taken where nothing else is said, in bytes: 50 MiB, more than most servers take. */
const USUAL_SIZE_LIMIT = 52_428_800;

/** What kind of server the built-in one is: a settings file holds the same. What is left out is as it usually is. */
export const builtInSettings = v.strictObject({
  /** The name under which it speaks. */
  name: v.optional(name, 'localhost'),
  /** Whose words it uses; null: its own. */
  personality: v.optional(
    v.nullable(v.picklist(PERSONALITIES, `A personality is one of ${PERSONALITIES.join(', ')}.`)),
    null,
  ),
  capabilities: v.optional(
    v.array(v.picklist(EXTENSIONS, `A capability is one of ${EXTENSIONS.join(', ')}.`)),
    ['PIPELINING', 'SIZE', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'HELP'],
  ),
  /** The largest message that is taken, in bytes; announced as SIZE (RFC 1870). */
  sizeLimit: v.optional(
    v.pipe(
      v.number(),
      v.integer('A size is a whole number of bytes.'),
      v.minValue(1, 'A size limit is at least one byte.'),
      v.maxValue(Number.MAX_SAFE_INTEGER),
    ),
    USUAL_SIZE_LIMIT,
  ),
  /** It speaks LMTP (RFC 2033) instead of SMTP. */
  lmtp: v.optional(v.boolean(), false),
  /** Null: no logins are offered. */
  auth: v.optional(v.nullable(auth), null),
  /** Where accepted mail is kept; null: nowhere. */
  keep: v.optional(
    v.nullable(
      v.strictObject({
        folder: path,
        form: v.optional(v.picklist(KEPT_FORMS, 'Mail is kept as eml or maildir.'), 'eml'),
      }),
    ),
    null,
  ),
  /** A file with replies in other words; null: none. Words that stand here go before it, and both before the personality's. */
  replyTable: v.optional(v.nullable(path), null),
  ...replyTable,
});
/** See {@link builtInSettings}. */
export type BuiltInSettings = v.InferOutput<typeof builtInSettings>;

/** The built-in server as nobody has changed it. */
export const DEFAULT_BUILT_IN: BuiltInSettings = v.parse(builtInSettings, {});
