import type { Authentication } from '../../../../app/smtp/authentication/authentication.ts';
import {
  AuthenticationExchange,
  type AuthenticationContext,
} from '../../../../app/smtp/authentication/authentication-exchange.ts';

/** Base64 of text, or of bytes. */
export function base64(message: string | Uint8Array): string {
  return Buffer.from(message).toString('base64');
}

/** Decodes an exchange that is written as a transcript: `c> AUTH …`, `s< 334 …`, `c> …`, `s< 235 …`. */
export function decode(transcript: string, context?: AuthenticationContext): Authentication {
  const [first = '', ...rest] = transcript
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const exchange = new AuthenticationExchange(first.replace(/^c> AUTH ?/, ''), context);
  for (const line of rest) {
    const text = line.slice(3);
    if (line.startsWith('c>')) exchange.response(text);
    else exchange.reply(/^\d{3}/.test(text) ? Number(text.slice(0, 3)) : 0, text.slice(4));
  }
  return exchange.authentication();
}

/** What was decoded, as a text: who, how it ended; a line for each step, its secret behind `!!`; the problems. */
export function tell(authentication: Authentication): string {
  const { mechanism, user, authorizationId, secretKind, outcome, steps, problems } = authentication;
  const actsAs = authorizationId === null ? '' : ` as ${authorizationId}`;
  return [
    `${mechanism}: ${user ?? 'nobody'}${actsAs}, ${secretKind}, ${outcome}`,
    ...steps.map(({ from, what, details, secret }) => {
      const shown = details.map(({ name, value }) => ` | ${name}: ${value}`).join('');
      return `${from === 'client' ? 'c>' : 's<'} ${what}${shown}${secret === null ? '' : ` !! ${secret}`}`;
    }),
    ...problems.map(({ code, step }) => `problem in step ${step}: ${code}`),
  ].join('\n');
}

/** A text written with the code's indentation. */
export function told(text: TemplateStringsArray, ...values: string[]): string {
  return String.raw(text, ...values)
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}
