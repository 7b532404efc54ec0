import type { Detail } from './authentication.ts';
import { detail, details, type ReadingProblem } from './mechanism.ts';
import { decodeUrlBase64 } from './message.ts';

/** What can be told of a token without telling the token. */
export interface TokenShape {
  readonly details: readonly Detail[];
  readonly problems: readonly ReadingProblem[];
}

/**
 * The shape of a token: its length, and of a JWT (RFC 7519) how it is signed, who gave it, and until when. `now` is
 * in milliseconds since 1970; without it no token has expired.
 */
export function describeToken(token: string, now: number | null): TokenShape {
  const length = detail('token length', `${token.length} characters`);
  const parts = token.split('.');
  const header = parts.length === 3 || parts.length === 5 ? readObject(parts[0]) : null;
  if (header === null) return { details: details(detail('token', 'opaque'), length), problems: [] };
  const algorithm = detail('algorithm', textOf(header['alg']));
  if (parts.length === 5)
    return { details: details(detail('token', 'encrypted JWT'), length, algorithm), problems: [] };
  const claims = readObject(parts[1]) ?? {};
  const expiry = readTime(claims['exp']);
  const isExpired = expiry !== null && now !== null && expiry.getTime() <= now;
  return {
    details: details(
      detail('token', 'JWT'),
      length,
      algorithm,
      detail('issuer', textOf(claims['iss'])),
      detail('expires', expiry?.toISOString()),
    ),
    problems: isExpired ? [{ code: 'token-expired', text: 'The token had expired when it was said.' }] : [],
  };
}

/** A JSON object in the base64 of URLs; null where it is none. */
function readObject(base64: string | undefined): Readonly<Record<string, unknown>> | null {
  return parseObject(decodeUrlBase64(base64 ?? '') ?? '');
}

/** A JSON object; null where the text is none. */
export function parseObject(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** A JSON value as text, where it is simple. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Seconds that Date can tell: until the year 9999. */
const LATEST_TIME = 253_402_300_799;

/** RFC 7519 section 2, NumericDate: seconds since 1970. */
function readTime(value: unknown): Date | null {
  return typeof value === 'number' && value >= 0 && value <= LATEST_TIME ? new Date(value * 1_000) : null;
}
