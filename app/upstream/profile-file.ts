import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { PERSONALITIES, textsOf } from './personalities.ts';
import { STAGES_WITHOUT_COMMAND, type ReplyTexts } from './reply-texts.ts';
import { DEFAULT_PROFILE, EXTENSIONS, MECHANISMS, type ServerProfile } from './server-profile.ts';

/** Why a settings file of the built-in server cannot be used: one sentence, which names the file and the key. */
export class ProfileFileError extends Error {
  override readonly name = 'ProfileFileError';
}

/** Commands whose replies can be put in other words. */
const COMMAND_STAGES = [
  'EHLO',
  'HELO',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'VRFY',
  'HELP',
  'QUIT',
  'AUTH',
] as const;

const STAGES: readonly string[] = [...COMMAND_STAGES, ...STAGES_WITHOUT_COMMAND];

/** What a reply may say in one line: RFC 5321 section 4.5.3.1.5 allows 512 octets with code and ending. */
const message = v.pipe(
  v.string(),
  v.minLength(1, 'A reply has to say something.'),
  v.maxLength(500, 'A line of a reply has at most 512 octets.'),
  v.regex(/^[ -~]*$/, 'A reply is printable ASCII, in one line.'),
);

const code = v.pipe(
  v.union([v.string(), v.number()], 'A reply code is a number like 250.'),
  v.transform(String),
  v.regex(/^[2-5]\d\d$/, 'A reply code is a number from 200 to 599.'),
);

const stage = v.pipe(
  v.string(),
  v.check((text) => stageOf(text) !== null, `A stage is one of ${STAGES.join(', ')}.`),
  v.transform((text) => stageOf(text) ?? text),
);

/** `250`, `RCPT`, `RCPT 550`. */
const key = v.pipe(
  v.string(),
  v.check(
    (text) => keyOf(text) !== null,
    `This is a code (250), a stage (${STAGES.join(', ')}), or both (RCPT 550).`,
  ),
);

const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._[\]:-]{1,255}$/, 'This is no host name.'));

const schema = v.strictObject({
  name: v.optional(name, DEFAULT_PROFILE.name),
  personality: v.optional(v.picklist(PERSONALITIES, `A personality is one of ${PERSONALITIES.join(', ')}.`)),
  capabilities: v.optional(
    v.array(v.picklist(EXTENSIONS, `A capability is one of ${EXTENSIONS.join(', ')}.`)),
  ),
  auth: v.optional(
    v.strictObject({
      accept: v.optional(v.picklist(['users', 'all', 'none'], 'This is one of users, all, none.'), 'users'),
      mechanisms: v.optional(
        v.pipe(
          v.array(v.picklist(MECHANISMS, `A mechanism is one of ${MECHANISMS.join(', ')}.`)),
          v.minLength(1),
        ),
        [...MECHANISMS],
      ),
      required: v.optional(v.boolean(), false),
      users: v.optional(v.record(v.string(), v.string()), {}),
    }),
  ),
  SMTP_Responses: v.optional(v.array(v.strictObject({ code, message, stage: v.optional(stage) }))),
  SMTP_Response_Codes: v.optional(v.record(key, message)),
});

type Content = v.InferOutput<typeof schema>;

/** Reads a settings file of the built-in server. Rejects with a {@link ProfileFileError}. */
export async function readProfileFile(path: string): Promise<ServerProfile> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProfileFileError(`${path} cannot be read: ${why}.`, { cause: error });
  }
  if (Array.isArray(content))
    throw new ProfileFileError(`${path}: the whole: Name settings in braces, no list.`);
  const read = v.safeParse(schema, content);
  if (read.success) return profileOf(read.output);
  const [issue] = read.issues;
  throw new ProfileFileError(`${path}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

function profileOf({ name, capabilities, auth, ...words }: Content): ServerProfile {
  const extensions = capabilities === undefined ? DEFAULT_PROFILE.extensions : new Set(capabilities);
  const logins =
    auth === undefined
      ? null
      : {
          mechanisms: MECHANISMS.filter((mechanism) => auth.mechanisms.includes(mechanism)),
          accepts: auth.accept,
          users: new Map(Object.entries(auth.users)),
          required: auth.required,
        };
  return { name, extensions, logins, texts: textsIn(words) };
}

/** The personality's, and over them the table's. Of several for one code and stage, the first counts. */
function textsIn({
  personality,
  SMTP_Responses: list = [],
  SMTP_Response_Codes: table = {},
}: Pick<Content, 'personality' | 'SMTP_Responses' | 'SMTP_Response_Codes'>): ReplyTexts {
  const listed = list.map(
    ({ code, message, stage }) => [stage === undefined ? code : `${stage} ${code}`, message] as const,
  );
  return new Map([
    ...(personality === undefined ? [] : textsOf(personality)),
    ...listed.toReversed(),
    ...Object.entries(table).map(([text, message]) => [keyOf(text) ?? text, message] as const),
  ]);
}

/** A stage as it is looked up, however it was written; null where there is none of that name. */
function stageOf(text: string): string | null {
  return STAGES.find((each) => each.toUpperCase() === text.toUpperCase()) ?? null;
}

function keyOf(text: string): string | null {
  const [, word = '', number = ''] = /^(?:([A-Za-z]+)(?: ([2-5]\d\d))?|[2-5]\d\d)$/.exec(text) ?? [];
  if (word === '') return /^[2-5]\d\d$/.test(text) ? text : null;
  const known = stageOf(word);
  if (known === null) return null;
  return number === '' ? known : `${known} ${number}`;
}
