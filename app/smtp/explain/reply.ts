import { ACCEPTING_REPLIES, ACCEPTING_REPLIES_TO } from './accepting-replies.ts';
import { fits, TOKEN_MECHANISMS, type Advice, type AdviceRule, type Refusal } from './advice.ts';
import { ADVICE_FOR_GOOD, ADVICE_FOR_NOW, ADVICE_ON_CODES } from './advice-on-codes.ts';
import { ADVICE_ON_DETAILS } from './advice-on-details.ts';
import { ADVICE_ON_ORIGIN } from './advice-on-origin.ts';
import { ADVICE_ON_SERVERS_WORDS } from './advice-on-servers-words.ts';
import { ADVICE_ON_TEXT } from './advice-on-text.ts';
import { parseEnhancedCode, particularReason, subjectReason, type EnhancedCode } from './enhanced-codes.ts';
import {
  clause,
  explained,
  joinClauses,
  mergeReferences,
  type Clause,
  type Explanation,
} from './explanation.ts';
import { PER_RECIPIENT_REPLIES, rfc } from './reference.ts';
import {
  CLOSING_OPENING,
  COMMAND_OPENING,
  DECISIVE_CODES,
  OPENINGS,
  PLAIN_OPENING,
  REFUSING_REPLIES,
  REFUSING_REPLIES_TO,
} from './refusing-replies.ts';

/** A reply, and what it answers. */
export interface ReplyToExplain {
  /** 0 where the line had none. */
  readonly code: number;
  /** `5.7.1`; empty without one. */
  readonly enhanced: string;
  /** Without the codes; several lines as one text. */
  readonly text: string;
  /** The verb of the command, in any capitals; `greeting` for the connection, `content` for the message, else empty. */
  readonly verb: string;
  /** The client had logged in before it was said. */
  readonly loggedIn: boolean;
  /** The mechanism of the login that it is about, in capitals; empty where it is about none, or that is not known. */
  readonly mechanism: string;
}

/** What a reply means; of a refusal also why it came, and what to try. */
export interface ReplyExplanation extends Explanation {
  /** What is likely behind a refusal. */
  readonly cause?: string;
  /** What to try after a refusal. */
  readonly attempt?: string;
}

/** Characters of a reply's text that are looked at: more than servers say of a refusal. */
const LONGEST_TEXT = 2_000;

const SEVERITIES = rfc(5321, '4.2.1');

/** What a reply means, by its codes, its words and the command that it answers. */
export function explainReply(reply: ReplyToExplain): ReplyExplanation {
  const { code, enhanced, text, verb, loggedIn, mechanism } = reply;
  const to = verb === 'greeting' || verb === 'content' ? verb : verb.toUpperCase();
  const parsed = parseEnhancedCode(enhanced);
  if (code === 334 && text !== '' && TOKEN_MECHANISMS.includes(mechanism)) return TOKEN_REFUSED;
  if (code === 250 && to === 'content' && NAMES_RECIPIENT.test(text)) return TAKEN_FOR_ONE;
  if (code >= 200 && code < 400) return explainAcceptance(code, parsed, to);
  if (code >= 400 && code < 600) {
    const detail = parsed === null ? '' : detailOf(parsed);
    return explainRefusal({ code, detail, to, text: oneLine(text), loggedIn, mechanism }, parsed);
  }
  return code === 0
    ? explained('This line is no reply, since it does not begin with a code.', rfc(5321, '4.2'))
    : explained(
        'Replies of SMTP begin with a code from 200 to 599, so this one has no meaning.',
        rfc(5321, '4.2'),
      );
}

/** As servers begin that answer for each recipient: Dovecot over LMTP, Exim with PRDR. */
const NAMES_RECIPIENT = /^(?:PRDR R=)?<[^<>\s]+>/;
const TAKEN_FOR_ONE = explained(
  'The server has taken the message for the recipient that it names.',
  rfc(2033, '4.2'),
  PER_RECIPIENT_REPLIES,
);

/** RFC 7628 section 3.2.2, and XOAUTH2 alike. */
const TOKEN_REFUSED = explained(
  'The server does not take the token, and says why; once the client has answered that, it refuses the login.',
  rfc(7628, '3.2.2'),
);

/** Words may be broken across the lines of a reply. */
function oneLine(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/\s+/g, ' ');
}

/** What is worth saying of a success beyond its code. */
const NOTABLE_SUCCESSES = new Set(['1.9', '3.6', '6.4', '7.7']);

function explainAcceptance(code: number, enhanced: EnhancedCode | null, to: string): Explanation {
  const known = ACCEPTING_REPLIES_TO.get(`${code} ${to}`) ?? ACCEPTING_REPLIES.get(code) ?? severity(code);
  const notable = enhanced !== null && NOTABLE_SUCCESSES.has(detailOf(enhanced));
  const particular = notable ? particularReason(enhanced) : null;
  if (particular === null) return known;
  return {
    sentence: `${known.sentence.slice(0, -1)}; ${particular.clause}.`,
    references: mergeReferences(known.references, particular.references),
  };
}

function severity(code: number): Explanation {
  return code < 300
    ? explained('The server agrees.', SEVERITIES)
    : explained('The server agrees so far, and waits for more.', SEVERITIES);
}

function explainRefusal(refusal: Refusal, enhanced: EnhancedCode | null): ReplyExplanation {
  const advice = adviceOn(refusal);
  const reason = reasonOf(refusal, enhanced);
  return {
    sentence: joinClauses(openingOf(refusal), advice.reason ?? reason.clause),
    cause: advice.cause,
    attempt: advice.attempt,
    references:
      advice.reason === undefined
        ? mergeReferences(reason.references, advice.references ?? [])
        : mergeReferences(advice.references ?? [], reason.references),
  };
}

function detailOf({ subject, detail }: EnhancedCode): string {
  return `${subject}.${detail}`;
}

function openingOf({ code, to }: Refusal): string {
  if (code === 421) return CLOSING_OPENING;
  const opening = OPENINGS.get(to) ?? (to === '' ? PLAIN_OPENING : COMMAND_OPENING);
  return code < 500 ? opening.forNow : opening.forGood;
}

/** The most particular reason that the codes give. */
function reasonOf({ code, to }: Refusal, enhanced: EnhancedCode | null): Clause {
  const byCommand = REFUSING_REPLIES_TO.get(`${code} ${to}`);
  const byCode = byCommand ?? REFUSING_REPLIES.get(code);
  if (byCode !== undefined && DECISIVE_CODES.has(code)) return byCode;
  if (byCommand !== undefined && enhanced !== null && isAboutCommand(enhanced)) return byCommand;
  const particular = enhanced === null ? null : particularReason(enhanced);
  return particular ?? byCode ?? (enhanced === null ? null : subjectReason(enhanced)) ?? category(code);
}

/** 5.5.1, 5.5.2 and 5.5.4 only repeat that the command is at fault. */
function isAboutCommand({ subject, detail }: EnhancedCode): boolean {
  return subject === 5 && (detail === 1 || detail === 2 || detail === 4);
}

/** What the second digit says (RFC 5321 section 4.2.1). */
function category(code: number): Clause {
  switch (Math.trunc(code / 10) % 10) {
    case 0:
      return clause('something is the matter with the command', SEVERITIES);
    case 2:
      return clause('something is the matter with the connection', SEVERITIES);
    case 5:
      return clause('something is the matter with the mail system', SEVERITIES);
    default:
      return clause('only its text tells why', SEVERITIES);
  }
}

const RULES: readonly AdviceRule[] = [
  ...ADVICE_ON_SERVERS_WORDS,
  ...ADVICE_ON_ORIGIN,
  ...ADVICE_ON_TEXT,
  ...ADVICE_ON_DETAILS,
  ...ADVICE_ON_CODES,
];

function adviceOn(refusal: Refusal): Advice {
  const rule = RULES.find((candidate) => fits(candidate, refusal));
  return rule ?? (refusal.code < 500 ? ADVICE_FOR_NOW : ADVICE_FOR_GOOD);
}
