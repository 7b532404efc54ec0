import * as v from 'valibot';
import { builtInSettings } from '../../app/contract.ts';
import type { BuiltInSettings, KeptForm, LoginPolicy, Personality } from '../../app/contract.ts';
import { readSize } from '../../app/transcript/query-values.ts';

/** The built-in server's settings as a person types them. */
export interface BuiltInForm {
  /** What is chosen and not typed stands here, and what the form does not ask for. */
  readonly settings: BuiltInSettings;
  readonly name: string;
  readonly sizeLimit: string;
  /** A name, a blank and a password in each line. */
  readonly users: string;
  /** Empty: mail is not kept. */
  readonly keepFolder: string;
  readonly keepForm: KeptForm;
  readonly replyTable: string;
}

/** What is wrong with each field, in words. */
export interface BuiltInFormProblems {
  readonly name?: string;
  readonly sizeLimit?: string;
  readonly users?: string;
  readonly keepFolder?: string;
  readonly replyTable?: string;
}

/** The settings as they stand in the form. */
export function writeBuiltInForm(settings: BuiltInSettings): BuiltInForm {
  const { name, sizeLimit, auth, keep, replyTable } = settings;
  return {
    settings,
    name,
    sizeLimit: sizeText(sizeLimit),
    users: Object.entries(auth?.users ?? {})
      .map(([user, password]) => `${user} ${password}`)
      .join('\n'),
    keepFolder: keep?.folder ?? '',
    keepForm: keep?.form ?? 'eml',
    replyTable: replyTable ?? '',
  };
}

/** How logins are chosen in the form. */
export type LoginChoice = LoginPolicy | 'off';

/** Who may log in, as the form has it. */
export function loginChoiceOf({ auth }: BuiltInSettings): LoginChoice {
  return auth === null ? 'off' : auth.accept;
}

/** The settings with another choice of who may log in. */
export function withLogins(settings: BuiltInSettings, choice: LoginChoice): BuiltInSettings {
  if (choice === 'off') return { ...settings, auth: null };
  return v.parse(builtInSettings, { ...settings, auth: { ...settings.auth, accept: choice } });
}

/** The settings that the form names, or what is wrong with it. */
export function readBuiltInForm(
  form: BuiltInForm,
):
  | { readonly ok: true; readonly settings: BuiltInSettings }
  | { readonly ok: false; readonly problems: BuiltInFormProblems } {
  const { settings, keepForm } = form;
  const [name, keepFolder, replyTable] = [form.name, form.keepFolder, form.replyTable].map((text) =>
    text.trim(),
  );
  const size = readSize(form.sizeLimit.trim());
  const users = settings.auth?.accept === 'users' ? readUsers(form.users) : (settings.auth?.users ?? {});
  const problems: BuiltInFormProblems = {
    ...((!size.ok || size.value === 0) && { sizeLimit: 'Write it as 500k, 25M or a number of bytes.' }),
    ...(users === null && { users: 'In each line: a name, a blank, and the password.' }),
    ...(keepFolder !== '' && !isWholePath(keepFolder ?? '') && { keepFolder: WHOLE_PATH }),
    ...(replyTable !== '' && !isWholePath(replyTable ?? '') && { replyTable: WHOLE_PATH }),
  };
  if (Object.keys(problems).length > 0 || !size.ok || users === null) return { ok: false, problems };
  const read = v.safeParse(builtInSettings, {
    ...settings,
    name,
    sizeLimit: size.value,
    auth: settings.auth === null ? null : { ...settings.auth, users },
    keep: keepFolder === '' ? null : { folder: keepFolder, form: keepForm },
    replyTable: replyTable === '' ? null : replyTable,
  });
  if (read.success) return { ok: true, settings: read.output };
  return { ok: false, problems: { name: 'A name such as mx.example, without blanks.' } };
}

const WHOLE_PATH = 'Write the whole path, from the root on.';

/** The program may have been started anywhere: what a path begins at must stand in it. */
function isWholePath(text: string): boolean {
  return /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(text);
}

/** Null where a line has no password. */
function readUsers(text: string): Readonly<Record<string, string>> | null {
  const users = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^\s*(\S+)\s+(\S.*?)\s*$/.exec(line));
  if (users.includes(null)) return null;
  return Object.fromEntries(
    users.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])),
  );
}

/** Bytes as people type them. */
function sizeText(bytes: number): string {
  if (bytes % 1e6 === 0) return `${bytes / 1e6}M`;
  return bytes % 1e3 === 0 ? `${bytes / 1e3}k` : String(bytes);
}

/** Servers whose words can be borrowed, by their own names. */
export const PERSONALITY_NAMES: Readonly<Record<Personality, string>> = {
  postfix: 'Postfix',
  exim: 'Exim',
  sendmail: 'Sendmail',
  exchange: 'Microsoft Exchange',
  gmail: 'Gmail',
};

/** Who may log in, in words. */
export const LOGIN_WORDS: Readonly<Record<LoginChoice, string>> = {
  off: 'No logins are offered',
  users: 'Those named here',
  all: 'Everybody, with any password',
  none: 'Nobody: every login is refused',
};

const LOGIN_SUMMARY: Readonly<Record<LoginChoice, string>> = {
  off: 'no logins',
  users: 'logins of some',
  all: 'logins of all',
  none: 'logins refused',
};

/** What kind of server it is, in a few words. */
export function builtInSummary(settings: BuiltInSettings): string {
  const { personality, lmtp, keep, replyTable } = settings;
  const parts = [
    personality === null ? 'in its own words' : `as ${PERSONALITY_NAMES[personality]}`,
    LOGIN_SUMMARY[loginChoiceOf(settings)],
    ...(lmtp ? ['LMTP'] : []),
    ...(keep === null ? [] : ['keeps mail']),
    ...(replyTable === null ? [] : ['a reply table']),
  ];
  return parts.join(', ');
}
