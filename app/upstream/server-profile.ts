import {
  DEFAULT_BUILT_IN,
  MECHANISMS,
  type BuiltInSettings,
  type Extension,
  type LoginPolicy,
  type Mechanism,
} from '../contract/built-in-settings.ts';
import { textsOfTable, type ReplyTable } from '../contract/reply-table.ts';
import { textsOf } from './personalities.ts';
import type { LayeredTexts } from './reply-texts.ts';

/** Who may log in to the built-in server, and how. */
export interface Logins {
  readonly mechanisms: readonly Mechanism[];
  /** `users`: those named, with their passwords; for XOAUTH2 the password is the token. Otherwise everybody, or nobody. */
  readonly accepts: LoginPolicy;
  readonly users: ReadonlyMap<string, string>;
  /** MAIL is refused before a login (RFC 4954 section 6: 530). */
  readonly required: boolean;
}

/** What kind of server the built-in one is to be. */
export interface ServerProfile {
  /** The name under which it speaks. */
  readonly name: string;
  /** LMTP (RFC 2033) is what a server speaks that puts mail into mailboxes: a reply for each recipient. */
  readonly protocol: 'SMTP' | 'LMTP';
  /** What it offers, and does: what it does not offer it refuses. */
  readonly extensions: ReadonlySet<Extension>;
  /** The largest message that is taken, in bytes. Announced as SIZE (RFC 1870). */
  readonly sizeLimit: number;
  /** Null: it offers no AUTH. */
  readonly logins: Logins | null;
  /** What it says in other words than its own. */
  readonly texts: LayeredTexts;
}

/** The server that settings describe. `file`: the replies in other words that a file has; null where there is none. */
export function profileOf(settings: BuiltInSettings, file: ReplyTable | null = null): ServerProfile {
  const { name, lmtp, capabilities, sizeLimit, auth, personality } = settings;
  const logins = auth === null ? null : loginsOf(auth);
  const layers = [
    new Map(textsOfTable(settings)),
    new Map(file === null ? [] : textsOfTable(file)),
    personality === null ? new Map<string, string>() : textsOf(personality),
  ];
  const texts = layers.filter(({ size }) => size > 0);
  const protocol = lmtp ? 'LMTP' : 'SMTP';
  return { name, protocol, extensions: new Set(capabilities), sizeLimit, logins, texts };
}

function loginsOf(auth: NonNullable<BuiltInSettings['auth']>): Logins {
  return {
    mechanisms: MECHANISMS.filter((mechanism) => auth.mechanisms.includes(mechanism)),
    accepts: auth.accept,
    users: new Map(Object.entries(auth.users)),
    required: auth.required,
  };
}

/** The built-in server as nobody has changed it. */
export const DEFAULT_PROFILE: ServerProfile = profileOf(DEFAULT_BUILT_IN);
