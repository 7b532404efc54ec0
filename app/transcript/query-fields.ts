import { CONVERSATION_FIELDS, SAID_LATER } from './query-conversation-fields.ts';
import {
  choiceField,
  lineChoice,
  lineTextTerm,
  type Choice,
  type FieldReading,
  type QueryField,
} from './query-field-kinds.ts';
import { FINDING_FIELDS, isFound, shareOfFound } from './query-finding-fields.ts';
import type { FieldNames } from './query-lexer.ts';
import { shareWithTrait } from './query-hints.ts';
import { LINE_FIELDS } from './query-line-fields.ts';
import type { LateTerm, QueryValue, SessionTest } from './query-syntax.ts';
import type { Outcome, SessionSummary } from './session-summary.ts';

const HELD_LATER = {
  text: 'Rules judge a line before anybody is asked about it.',
  remedy: 'Leave the term out: what a rule holds, its “when” says.',
};

const ENDED_LATER = {
  text: 'A rule judges a conversation while it is open: how it will end is not known.',
  remedy: 'Leave the term out, or look at lines: cmd:QUIT, code:421.',
};

/** How a line or its conversation turned out. */
const IS_FIELD = choiceField(
  { name: 'is', description: 'How a line or its conversation turned out', alsoCalled: ['was'] },
  [
    lineChoice(
      'injected',
      'Said by SMTP Spy itself',
      { tail: 'said by SMTP Spy itself' },
      (line) => line.injected,
      shareWithTrait('is:injected'),
    ),
    lineChoice(
      'masked',
      'Holds a secret',
      { tail: 'with a masked secret' },
      (line) => line.masked,
      shareWithTrait('is:masked'),
    ),
    {
      scope: 'line',
      value: 'finding',
      description: 'Worth a look',
      phrase: { tail: 'with a finding' },
      matches: isFound,
      share: shareOfFound,
    },
    {
      scope: 'line',
      value: 'held',
      description: 'Held for you to decide on, now or before',
      phrase: { tail: 'that were held' },
      matches: ({ held }) => held === true,
      share: ({ held }) => (held === false ? 'none' : 'unknown'),
      isShown: ({ held }) => held > 0,
      late: HELD_LATER,
    },
    onSessions('open', 'Conversations under way', 'that are open', isOutcome('open')),
    onSessions(
      'completed',
      'Conversations ended in order',
      'that were completed',
      isOutcome('completed'),
      ENDED_LATER,
    ),
    onSessions(
      'blocked',
      'Clients on the block list',
      'that were blocked',
      isOutcome('blocked'),
      ENDED_LATER,
    ),
    onSessions(
      'rate-limited',
      'Clients that connected too often',
      'that were rate limited',
      isOutcome('rate-limited'),
      ENDED_LATER,
    ),
    onSessions('aborted', 'Conversations broken off', 'that were broken off', isAborted, ENDED_LATER),
    onSessions(
      'error',
      'Conversations that went wrong: unreachable, failed or refused',
      'that went wrong',
      wentWrong,
    ),
    onSessions('refused', 'Conversations with a refusal', 'with a refusal', isRefused),
    onSessions(
      'pinned',
      'Conversations that you have pinned',
      'that are pinned',
      ({ pinned }) => pinned === true,
      SAID_LATER,
    ),
  ],
);

/**
 * Every field of the query language, in the order in which they are offered. An entry in one of these tables is all that a
 * new field needs: reading, errors, matching, completion and description follow from it.
 */
export const QUERY_FIELDS: readonly QueryField[] = [
  ...LINE_FIELDS,
  IS_FIELD,
  ...FINDING_FIELDS,
  ...CONVERSATION_FIELDS,
];

/** The fields by their names. */
export const FIELDS_BY_NAME: ReadonlyMap<string, QueryField> = new Map(
  QUERY_FIELDS.map((field) => [field.name, field]),
);

/** What stands for a class of replies wherever people speak of them, and in no line. */
const CLASS_OF_CODES = /^[1-5]xx$/i;

/** Reads what stands without a field: a text; or `5xx`, which is one of no line. */
export function readAlone(value: QueryValue): FieldReading {
  const codes =
    value.form === 'word' && CLASS_OF_CODES.test(value.text) ? FIELDS_BY_NAME.get('code') : undefined;
  return codes === undefined ? lineTextTerm(value) : codes.read(value, 0);
}

/** What the lexer has to know of them. */
export const FIELD_NAMES: FieldNames = {
  has: (name) => FIELDS_BY_NAME.has(name),
  takesKey: (name) => FIELDS_BY_NAME.get(name)?.takesKey === true,
};

function onSessions(
  value: string,
  description: string,
  tail: string,
  matches: SessionTest,
  late?: LateTerm,
): Choice {
  return { scope: 'session', value, description, phrase: { tail }, matches, ...(late && { late }) };
}

function isOutcome(outcome: SessionSummary['outcome']): SessionTest {
  return (session) => session.outcome === outcome;
}

function isAborted({ outcome }: SessionSummary): boolean {
  return outcome === 'aborted-by-client' || outcome === 'aborted-by-server';
}

/** Outcomes that say so by themselves. */
const WENT_WRONG: ReadonlySet<Outcome> = new Set(['unreachable', 'failed', 'blocked', 'rate-limited']);

function isRefused({ refusal }: SessionSummary): boolean {
  return refusal !== null;
}

function wentWrong(session: SessionSummary): boolean {
  return WENT_WRONG.has(session.outcome) || isRefused(session);
}
