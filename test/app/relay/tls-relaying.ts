import type { RelaySecurity } from '../../../app/relay/security.ts';
import type { TlsSettings } from '../../../app/relay/tls-settings.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import { testAuthority, type TestAuthority } from '../../support/certificates.ts';

/** The authority of the spy in these tests, and that of the mail server; made once for each file of tests. */
export const authority: TestAuthority = await testAuthority();
export const serverCertificate = await authority.issue(['mx.test', '127.0.0.1']);
const spyCertificate = await authority.issue(['spy.test', '127.0.0.1']);

/** What a relay knows of TLS in these tests. */
export function tlsSettings(
  security: Partial<RelaySecurity>,
  settings: Partial<TlsSettings> = {},
): Partial<TlsSettings> {
  return {
    security: {
      client: 'auto',
      server: 'auto',
      insecure: false,
      stripStarttls: false,
      hidePlus: true,
      ...security,
    },
    certificateFor: () => Promise.resolve(spyCertificate),
    authorities: [authority.certificate],
    ...settings,
  };
}

/** Rows in short, one a line: `c> EHLO a`, `[tls]` in front where it was secured; events by their names. */
export function inShort(rows: readonly TranscriptRow[]): string[] {
  return rows.map((row) => {
    if (row.type === 'event') return `# ${row.event.event}${'side' in row.event ? ` ${row.event.side}` : ''}`;
    const marks = [
      ...(row.tls ? ['tls'] : []),
      ...(row.injected ? ['injected'] : []),
      ...(row.withheld === true ? ['withheld'] : []),
    ];
    const mark = marks.length === 0 ? '' : `[${marks.join(' ')}] `;
    const instead = row.sentAs === undefined ? '' : ` => ${row.sentAs}`;
    return `${mark}${row.from === 'client' ? 'c>' : 's<'} ${row.text}${instead}`;
  });
}
