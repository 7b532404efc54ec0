import { describe, expect, test } from 'vitest';
import { ACCEPTING_REPLIES, ACCEPTING_REPLIES_TO } from '../../../../app/smtp/explain/accepting-replies.ts';
import {
  ADVICE_FOR_GOOD,
  ADVICE_FOR_NOW,
  ADVICE_ON_CODES,
} from '../../../../app/smtp/explain/advice-on-codes.ts';
import { ADVICE_ON_DETAILS } from '../../../../app/smtp/explain/advice-on-details.ts';
import { ADVICE_ON_ORIGIN } from '../../../../app/smtp/explain/advice-on-origin.ts';
import { ADVICE_ON_TEXT } from '../../../../app/smtp/explain/advice-on-text.ts';
import {
  CAPABILITY_EXPLANATIONS,
  LIMIT_EXPLANATIONS,
} from '../../../../app/smtp/explain/capability-table.ts';
import { ENHANCED_CODES } from '../../../../app/smtp/explain/enhanced-codes.ts';
import type { Clause, Explanation } from '../../../../app/smtp/explain/explanation.ts';
import { MECHANISM_EXPLANATIONS } from '../../../../app/smtp/explain/mechanisms.ts';
import { PARAMETER_EXPLANATIONS } from '../../../../app/smtp/explain/parameters.ts';
import { formatReference, type Reference } from '../../../../app/smtp/explain/reference.ts';
import { REFUSING_REPLIES, REFUSING_REPLIES_TO } from '../../../../app/smtp/explain/refusing-replies.ts';
import { VERB_EXPLANATIONS } from '../../../../app/smtp/explain/verbs.ts';

/** Lengths in characters that fit the pane beside the transcript. */
const LONGEST_SENTENCE = 120;
const LONGEST_CLAUSE = 80;
const LONGEST_ADVICE = 190;

describe('every name has an explanation', () => {
  test.each([
    [
      'verb',
      VERB_EXPLANATIONS,
      `EHLO HELO LHLO MAIL RCPT DATA RSET NOOP QUIT VRFY EXPN HELP SEND SOML SAML TURN ATRN AUTH BDAT BURL ETRN
       STARTTLS XCLIENT XFORWARD PROXY`,
    ],
    // https://www.iana.org/assignments/smtp, and what servers say besides.
    [
      'capability',
      CAPABILITY_EXPLANATIONS,
      `SEND SOML SAML EXPN HELP TURN 8BITMIME SIZE VERB ONEX CHUNKING BINARYMIME CHECKPOINT DELIVERBY PIPELINING DSN
       ETRN ENHANCEDSTATUSCODES STARTTLS NO-SOLICITING MTRK SUBMITTER ATRN AUTH FUTURERELEASE CONPERM CONNEG BURL
       UTF8SMTP SMTPUTF8 MT-PRIORITY RRVS REQUIRETLS LIMITS VRFY XCLIENT XFORWARD XVERP X-EXPS XEXCH50 XSHADOW
       XSHADOWREQUEST X-ANONYMOUSTLS X-LINK2STATE X-RCPTLIMIT XRDST PRDR PIPECONNECT`,
    ],
    ['limit', LIMIT_EXPLANATIONS, 'MAILMAX RCPTMAX RCPTDOMAINMAX'],
    [
      'parameter',
      PARAMETER_EXPLANATIONS,
      `SIZE BODY SMTPUTF8 RET ENVID NOTIFY ORCPT AUTH BY HOLDFOR HOLDUNTIL MT-PRIORITY REQUIRETLS RRVS MTRK SOLICIT
       CONPERM CONNEG SUBMITTER TRANSID ALT-ADDRESS`,
    ],
    [
      'mechanism',
      MECHANISM_EXPLANATIONS,
      `PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS SCRAM-SHA-512
       SCRAM-SHA-512-PLUS XOAUTH2 OAUTHBEARER OAUTH10A NTLM GSSAPI GSS-SPNEGO KERBEROS_V4 EXTERNAL ANONYMOUS OTP SKEY
       SECURID SAML20 OPENID20 GS2-KRB5 EAP-AES128`,
    ],
  ])('every %s', (_, table, names) => {
    expect(words(names).filter((name) => !table.has(name))).toEqual([]);
  });

  test('every reply code of the standards', () => {
    const codes = words(
      `211 214 220 221 235 250 251 252 253 334 354 355
       421 432 450 451 452 453 454 455 458 459
       500 501 502 503 504 521 523 524 525 530 534 535 538 550 551 552 553 554 555 556`,
    ).map(Number);
    expect(codes.filter((code) => !ACCEPTING_REPLIES.has(code) && !REFUSING_REPLIES.has(code))).toEqual([]);
  });

  test('every enhanced status code of the registry', () => {
    // https://www.iana.org/assignments/smtp-enhanced-status-codes: the highest detail of each subject.
    const registered = [0, 10, 4, 6, 7, 6, 10, 30].flatMap((highest, subject) =>
      Array.from({ length: highest + 1 }, (_, detail) => `${subject}.${detail}`),
    );
    expect([...ENHANCED_CODES.keys()].sort()).toEqual(registered.sort());
  });
});

const sentences: [string, ReadonlyMap<unknown, Explanation>][] = [
  ['verbs', VERB_EXPLANATIONS],
  ['capabilities', CAPABILITY_EXPLANATIONS],
  ['limits', LIMIT_EXPLANATIONS],
  ['parameters', PARAMETER_EXPLANATIONS],
  ['mechanisms', MECHANISM_EXPLANATIONS],
  ['accepting replies', new Map<unknown, Explanation>([...ACCEPTING_REPLIES, ...ACCEPTING_REPLIES_TO])],
];

describe.each(sentences)('the sentences on %s', (_, table) => {
  const entries = [...table.values()];

  test('are one sentence each, with a full stop', () => {
    expect(entries.map(({ sentence }) => sentence).filter((text) => !isOneSentence(text))).toEqual([]);
  });

  test('are short', () => {
    expect(entries.map(({ sentence }) => sentence).filter((text) => text.length > LONGEST_SENTENCE)).toEqual(
      [],
    );
  });

  test('each say something else', () => {
    expect(repeated(entries.map(({ sentence }) => sentence))).toEqual([]);
  });

  test('have references', () => {
    expect(entries.filter(({ references }) => references.length === 0)).toEqual([]);
    expect(entries.flatMap(({ references }) => references).filter((one) => !isSound(one))).toEqual([]);
  });
});

const clauses: [string, ReadonlyMap<unknown, Clause>][] = [
  ['refusing replies', new Map<unknown, Clause>([...REFUSING_REPLIES, ...REFUSING_REPLIES_TO])],
  ['enhanced codes', ENHANCED_CODES],
];

describe.each(clauses)('the clauses on %s', (_, table) => {
  const entries = [...table.values()];

  test('can follow a colon', () => {
    expect(
      entries
        .map(({ clause }) => clause)
        .filter((text) => !/^(?:[a-z]|MAIL|DKIM|SPF|TLS)[^.:]*[^.]$/.test(text)),
    ).toEqual([]);
  });

  test('are short', () => {
    expect(entries.map(({ clause }) => clause).filter((text) => text.length > LONGEST_CLAUSE)).toEqual([]);
  });

  test('have references', () => {
    expect(entries.filter(({ references }) => references.length === 0)).toEqual([]);
    expect(entries.flatMap(({ references }) => references).filter((one) => !isSound(one))).toEqual([]);
  });
});

test('no two enhanced codes say the same', () => {
  expect(repeated([...ENHANCED_CODES.values()].map(({ clause }) => clause))).toEqual([]);
});

describe('the advice', () => {
  const rules = [
    ...ADVICE_ON_ORIGIN,
    ...ADVICE_ON_TEXT,
    ...ADVICE_ON_DETAILS,
    ...ADVICE_ON_CODES,
    ADVICE_FOR_NOW,
    ADVICE_FOR_GOOD,
  ];
  const texts = rules.flatMap(({ cause, attempt }) => [cause, attempt]);

  test('is one or two sentences, with full stops', () => {
    const tooMuch = texts.filter((text) => {
      const parts = text.split(/(?<=\.) (?=[A-Z])/);
      return parts.length > 2 || !parts.every(isOneSentence);
    });
    expect(tooMuch).toEqual([]);
  });

  test('is short', () => {
    expect(texts.filter((text) => text.length > LONGEST_ADVICE)).toEqual([]);
  });

  test('gives its reason as a clause', () => {
    const reasons = rules.flatMap(({ reason }) => reason ?? []);
    expect(
      reasons.filter((reason) => !/^[a-z][^.:]*[^.]$/.test(reason) || reason.length > LONGEST_CLAUSE),
    ).toEqual([]);
  });

  test('has references, except where it goes with an enhanced code, which has its own', () => {
    expect(
      rules.filter(({ references, details }) => references === undefined && details === undefined),
    ).toEqual([]);
    expect(rules.flatMap(({ references }) => references ?? []).filter((one) => !isSound(one))).toEqual([]);
  });

  test('looks at few words at a time, so that no text takes long', () => {
    const hostile = `${'not must first requires user address helo '.repeat(50)}${' '.repeat(2_000)}`;
    // Microseconds of the processor's time: the clock counts what others do on a busy machine.
    const before = process.cpuUsage();
    for (const { text } of rules) text?.test(hostile);
    expect(process.cpuUsage(before).user).toBeLessThan(500_000);
  });
});

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function isOneSentence(text: string): boolean {
  return /^[A-Z].*[^.]\.$/.test(text) && !/[.!?]\s/.test(text);
}

function repeated(texts: readonly string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

function isSound(reference: Reference): boolean {
  const text = formatReference(reference);
  if ('rfc' in reference)
    return /^RFC \d{3,4}(?: section \d+(?:\.\d+)*| appendix [A-Z](?:\.\d+)?)?$/.test(text);
  return text !== '' && reference.url.startsWith('https://');
}
