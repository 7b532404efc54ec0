import type { FindingCode } from '../../app/smtp/findings/registry.ts';
import type { RowFinding } from '../../app/transcript/row.ts';

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

/** The gravest of several, of those that are as grave the first; null where there is none. */
export function gravestFinding(findings: readonly RowFinding[]): RowFinding | null {
  const of = (severity: RowFinding['severity']) => findings.find((finding) => finding.severity === severity);
  return of('error') ?? of('warning') ?? of('note') ?? null;
}

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
