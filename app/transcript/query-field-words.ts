import type { WordReading } from './query-field-kinds.ts';
import { shareWithOne } from './query-hints.ts';
import type { SessionTest, WordsTest } from './query-syntax.ts';
import { like } from './query-text.ts';
import { rangeInWords, readMoment, readRange, readSize, shown, type NumberRange } from './query-values.ts';

/** Reads the value of `cmd:`. Rows have their verbs in capitals. */
export function readVerb(text: string): WordReading {
  const verb = text.toUpperCase();
  if (verb === '' || /[\s,]/.test(verb)) return { ok: false, text: `${shown(text)} is no verb.` };
  const phrase = { tail: `with the command ${verb}` };
  const isWhole = !verb.includes('*');
  const test = isWhole ? (said: string): boolean => said === verb : like(verb);
  const matches: WordsTest = ({ verb: said }) => said !== undefined && test(said);
  return {
    ok: true,
    canonical: verb,
    phrase,
    scope: 'line',
    matches,
    matchesWords: matches,
    needle: isWhole ? verb : undefined,
    share: ({ verbs }) => shareWithOne(verbs, test),
  };
}

/** Reads the value of `answers:`: a verb, or `content` or `greeting`, as rows have them. */
export function readAnswered(text: string): WordReading {
  const upper = text.toUpperCase();
  if (upper === '' || /\s/.test(upper))
    return { ok: false, text: `${shown(text)} is nothing that a reply answers.` };
  const isStage = upper === 'CONTENT' || upper === 'GREETING';
  const canonical = isStage ? upper.toLowerCase() : upper;
  const words = { CONTENT: 'to messages', GREETING: 'to the connection' }[upper] ?? `to ${upper}`;
  const test = upper.includes('*') ? like(upper) : (said: string): boolean => said === canonical;
  return {
    ok: true,
    canonical,
    phrase: { head: 'replies', tail: words },
    scope: 'line',
    matches: ({ answered }) => answered !== undefined && test(answered),
    share: ({ answered }) => shareWithOne(answered, test),
  };
}

/** Reply codes have three digits (RFC 5321 section 4.2); what a strange server says stays findable. */
const REPLY_CODES: NumberRange = { least: 100, most: 999 };

/** Reads the value of `code:`: `550`, `55x`, `5xx`, `5*`, `>=400`, `400-499`. */
export function readCode(text: string): WordReading {
  const written = text
    .toLowerCase()
    .replace(/^(\d\d?)\*{1,2}$/, (_, digits: string) => digits.padEnd(3, 'x'));
  const isClass = /^\d(?:\dx|xx)$/.test(written);
  const span = isClass ? `${written.replace(/x/g, '0')}-${written.replace(/x/g, '9')}` : written;
  const reading = readRange(span, REPLY_CODES);
  if (!reading.ok) return reading;
  const { least, most } = reading.value;
  const words = isClass ? written : rangeInWords(reading.value, REPLY_CODES);
  const matches: WordsTest = ({ code }) => code !== undefined && code >= least && code <= most;
  return {
    ok: true,
    canonical: written,
    phrase: { head: 'replies', tail: `with code ${words}` },
    scope: 'line',
    matches,
    matchesWords: matches,
    share: ({ codes }) => shareWithOne(codes, (code) => code >= least && code <= most),
  };
}

/** Class, subject and detail (RFC 3463 section 2); there is no class but 2, 4 and 5. */
const ENHANCED = /^([245x*])\.(\d{1,3}|[x*])\.(\d{1,3}|[x*])$/;

/** Reads the value of `enh:`: `5.7.1`, `5.7.*`, `5.x.x`. */
export function readEnhanced(text: string): WordReading {
  const parts = ENHANCED.exec(text.toLowerCase())?.slice(1);
  if (parts === undefined) return { ok: false, text: `${shown(text)} is no enhanced status code.` };
  const canonical = parts.map((part) => (part === 'x' ? '*' : part)).join('.');
  const isMeant = enhancedTest(canonical);
  const matches: WordsTest = ({ enhanced }) => enhanced !== undefined && isMeant(enhanced);
  return {
    ok: true,
    canonical,
    phrase: { head: 'replies', tail: `with enhanced code ${canonical}` },
    scope: 'line',
    matches,
    matchesWords: matches,
    needle: canonical.split('*')[0] || undefined,
    share: ({ enhanced }) => shareWithOne(enhanced, isMeant),
  };
}

function enhancedTest(code: string): (enhanced: string) => boolean {
  if (!code.includes('*')) return (enhanced) => enhanced === code;
  const expression = new RegExp(`^${code.replace(/\./g, '\\.').replace(/\*/g, '\\d+')}$`);
  return (enhanced) => expression.test(enhanced);
}

/** Makes what reads the value of `larger:` and `smaller:`. */
export function readSizeLimit(
  word: string,
  compare: (bytes: number, limit: number) => boolean,
): (text: string) => WordReading {
  return (text) => {
    const reading = readSize(text);
    if (!reading.ok) return reading;
    const limit = reading.value;
    const matches: SessionTest = ({ bytesFromClient }) => compare(bytesFromClient, limit);
    const phrase = { tail: `${word} than ${text}` };
    return { ok: true, canonical: text, phrase, scope: 'session', matches };
  };
}

/** Makes what reads the value of `after:` and `before:`. */
export function readTimeLimit(
  words: (moment: string) => string,
  compare: (started: number, moment: number) => boolean,
): (text: string, now: number) => WordReading {
  return (text, now) => {
    const reading = readMoment(text, now);
    if (!reading.ok) return reading;
    const moment = reading.value;
    const matches: SessionTest = ({ started }) => compare(started, moment);
    const phrase = { tail: words(text) };
    return { ok: true, canonical: text, phrase, scope: 'session', matches };
  };
}
