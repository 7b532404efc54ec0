import * as v from 'valibot';

/** Commands whose replies can be put in other words. EHLO stands for LHLO, too. */
const COMMAND_STAGES = [
  'EHLO',
  'HELO',
  'MAIL',
  'RCPT',
  'DATA',
  'BDAT',
  'RSET',
  'NOOP',
  'VRFY',
  'HELP',
  'QUIT',
  'AUTH',
] as const;

/** Stages that are no command. */
const STAGES_WITHOUT_COMMAND = ['greeting', 'content'] as const;

const STAGES: readonly string[] = [...COMMAND_STAGES, ...STAGES_WITHOUT_COMMAND];

/** What a reply may say in one line: RFC 5321 section 4.5.3.1.5 allows 512 octets with code and ending. */
const message = v.pipe(
  v.string('A message is a text in quotes.'),
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

/** Replies in other words, in either of two shapes; both may stand together. */
export const replyTable = {
  SMTP_Responses: v.optional(v.array(v.strictObject({ code, message, stage: v.optional(stage) })), []),
  SMTP_Response_Codes: v.optional(v.record(key, message), {}),
} as const;

const whole = v.strictObject(replyTable);
/** See {@link replyTable}. */
export type ReplyTable = v.InferOutput<typeof whole>;

/** What a file holds that has a reply table and nothing else. */
export const replyTableFile = whole;

/**
 * The texts of a table by what they are for: `250`, `RCPT`, or `RCPT 550`. Of several for one code and stage, the first counts.
 */
export function textsOfTable(table: ReplyTable): readonly (readonly [string, string])[] {
  const listed = table.SMTP_Responses.map(
    ({ code, message, stage }) => [stage === undefined ? code : `${stage} ${code}`, message] as const,
  );
  return [
    ...listed.toReversed(),
    ...Object.entries(table.SMTP_Response_Codes).map(
      ([text, message]) => [keyOf(text) ?? text, message] as const,
    ),
  ];
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
