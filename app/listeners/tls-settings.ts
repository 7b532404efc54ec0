import { networkInterfaces } from 'node:os';
import { readAuthorities, readKeyFiles } from '../certificates/key-files.ts';
import type { KeyAndCertificate } from '../certificates/key-and-certificate.ts';
import type { ServerCertificates } from '../certificates/server-certificates.ts';
import type { ListenerSettings } from '../contract.ts';
import type { TlsSettings } from '../relay/tls-settings.ts';

/** Addresses that stand for all of the machine's. */
const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/**
 * What a listener's settings mean for its relay. Files are read now. Rejects with a {@link KeyFileError} where one of them
 * cannot be used.
 */
export async function tlsSettingsOf(
  settings: ListenerSettings,
  certificates: ServerCertificates,
  keyLog: TlsSettings['keyLog'],
): Promise<TlsSettings> {
  const { upstreamCertificate, upstreamAuthorities } = settings;
  return {
    security: {
      client: settings.security,
      server: settings.upstreamSecurity,
      insecure: settings.upstreamInsecure,
      stripStarttls: settings.stripStarttls,
      hidePlus: settings.hidePlus,
    },
    minVersion: settings.tlsMin,
    certificateFor: await certificatesFor(settings, certificates),
    asksClientCertificate: settings.asksClientCertificate,
    clientCertificate: upstreamCertificate === null ? null : await readKeyFiles(upstreamCertificate),
    authorities: upstreamAuthorities === null ? [] : [await readAuthorities(upstreamAuthorities)],
    keyLog,
  };
}

async function certificatesFor(
  { certificate, host, security }: ListenerSettings,
  certificates: ServerCertificates,
): Promise<(name: string) => Promise<KeyAndCertificate>> {
  if (certificate !== null) {
    const own = await readKeyFiles(certificate);
    return async () => own;
  }
  const certificateFor = (name: string) => certificates.certificateFor(name, ownAddresses(host));
  // Where TLS is sure to be asked for, what keeps it from being had is better told now, and the first client need not wait.
  if (security === 'starttls' || security === 'tls') await certificateFor('');
  return certificateFor;
}

/** What clients may have connected to. On all addresses, that is what this machine has now. */
function ownAddresses(host: string): readonly string[] {
  if (!ANY_ADDRESS.has(host)) return [host];
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
}
