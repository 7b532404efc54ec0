import type { FindingCode } from '../../app/smtp/findings/registry.ts';

/** Words of codes that are written otherwise in a sentence. */
const SPELT: Readonly<Record<string, string>> = {
  ascii: 'ASCII',
  auth: 'AUTH',
  cr: 'CR',
  ehlo: 'EHLO',
  lf: 'LF',
  mail: 'MAIL',
  nul: 'NUL',
  pipelining: 'PIPELINING',
  proxy: 'PROXY',
  quit: 'QUIT',
  rcpt: 'RCPT',
  starttls: 'STARTTLS',
  tls: 'TLS',
};

/** A finding in the few words that a row of the transcript has room for: `closed without QUIT`. */
export function findingNote(code: FindingCode): string {
  return code
    .replace('eight-bit', '8bit')
    .split('-')
    .map((word) => SPELT[word] ?? word)
    .join(' ')
    .replace('8bit', '8-bit')
    .replace('non ASCII', 'non-ASCII');
}
