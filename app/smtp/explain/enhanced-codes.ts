import { CONTENT_CODES } from './enhanced-codes-of-content.ts';
import { DELIVERY_CODES } from './enhanced-codes-of-delivery.ts';
import { SECURITY_CODES } from './enhanced-codes-of-security.ts';
import type { Clause } from './explanation.ts';

/** An enhanced status code taken apart (RFC 3463 section 2): `5.1.1` has class 5, subject 1, detail 1. */
export interface EnhancedCode {
  readonly class: number;
  readonly subject: number;
  readonly detail: number;
}

/** All that are registered, by subject and detail: `1.1` stands for 2.1.1, 4.1.1 and 5.1.1. */
export const ENHANCED_CODES: ReadonlyMap<string, Clause> = new Map([
  ...DELIVERY_CODES,
  ...CONTENT_CODES,
  ...SECURITY_CODES,
]);

/** Takes a code apart; null where it is none. */
export function parseEnhancedCode(text: string): EnhancedCode | null {
  const match = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return null;
  return { class: Number(match[1]), subject: Number(match[2]), detail: Number(match[3]) };
}

/** What it says in particular; null where it is not registered, or says no more than its subject. */
export function particularReason({ subject, detail }: EnhancedCode): Clause | null {
  return detail === 0 ? null : (ENHANCED_CODES.get(`${subject}.${detail}`) ?? null);
}

/** What its subject says; null for 0, which says nothing, and for subjects that do not exist. */
export function subjectReason({ subject }: EnhancedCode): Clause | null {
  return subject === 0 ? null : (ENHANCED_CODES.get(`${subject}.0`) ?? null);
}
