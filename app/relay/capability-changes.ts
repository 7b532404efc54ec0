import { Buffer } from 'node:buffer';

/** What becomes of STARTTLS and of the PLUS mechanisms in a reply to EHLO. */
export interface OfferChange {
  readonly startTls: 'leave' | 'add' | 'hide';
  /** SCRAM-…-PLUS (RFC 5802 section 6) binds to the one TLS channel of both ends; there are two. */
  readonly hidesPlus: boolean;
}

/** A line of a reply to EHLO, with its ending: as the server said it, and as the client gets it. */
export interface OfferLine {
  /** Null where the spy adds the line. */
  readonly said: Buffer | null;
  /** Null where the client does not get the line. */
  readonly sent: Buffer | null;
}

const KEYWORD = /^\d{3}[ -]\s*([^\s=]+)/;
const START_TLS = '250-STARTTLS\r\n';

/** Whether a positive reply to EHLO has STARTTLS in it. The lines stand with their endings. */
export function offersStartTls(lines: readonly Buffer[]): boolean {
  return lines.slice(1).some((line) => keywordOf(line.toString('latin1')) === 'STARTTLS');
}

/** Changes a positive reply to EHLO; null where it can stay as it is. */
export function changeOffer(lines: readonly Buffer[], change: OfferChange): readonly OfferLine[] | null {
  const texts = lines.map((line) => line.toString('latin1'));
  const changed: { said: Buffer | null; text: string | null }[] = texts.map((text, place) => ({
    said: lines[place] ?? null,
    text: place === 0 ? text : changeLine(text, change),
  }));
  if (change.startTls === 'add' && !offersStartTls(lines)) {
    changed.splice(Math.max(1, changed.length - 1), 0, { said: null, text: START_TLS });
  }
  const last = changed.findLastIndex(({ text }) => text !== null);
  const result = changed.map(({ said, text }, place): OfferLine => {
    const sent = text === null ? null : Buffer.from(withSeparator(text, place === last), 'latin1');
    // What stays as it was is the same bytes, so that nobody takes it for changed.
    return { said, sent: sent !== null && said !== null && sent.equals(said) ? said : sent };
  });
  return result.every(({ said, sent }) => said === sent) ? null : result;
}

function changeLine(text: string, { startTls, hidesPlus }: OfferChange): string | null {
  const keyword = keywordOf(text);
  if (keyword === 'STARTTLS' && startTls === 'hide') return null;
  if (keyword === 'AUTH' && hidesPlus) return withoutPlus(text);
  return text;
}

/** A line that offers nothing else is not sent at all. */
function withoutPlus(text: string): string | null {
  const rest = text.replace(/[ =]SCRAM-\S+-PLUS(?=\s|$)/gi, (word) => (word.startsWith('=') ? '=' : ''));
  return /^\d{3}[ -]\s*AUTH[\s=]*$/i.test(rest) && rest !== text ? null : rest;
}

function keywordOf(text: string): string {
  return KEYWORD.exec(text)?.[1]?.toUpperCase() ?? '';
}

/** RFC 5321 section 4.2.1: a hyphen behind the code on all lines but the last. */
function withSeparator(text: string, isLast: boolean): string {
  return text.slice(0, 3) + (isLast ? ' ' : '-') + text.slice(4);
}
