import * as tls from 'node:tls';
import type { CertificateAndKey, TlsSettings, TlsVersion } from './tls-settings.ts';

/** Contexts kept, one for each name that clients ask for: an end to names made up. */
const MOST_CONTEXTS = 200;

const VERSIONS: Readonly<Record<TlsVersion, tls.SecureVersion>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/**
 * What TLS sessions of a listener are made with. Kept, since making it costs more than a handshake, and since clients can
 * take up an earlier session only with the context that it was made with.
 */
export class TlsContexts {
  readonly settings: TlsSettings;
  readonly #towardsClients = new Map<string, { certificate: string; context: tls.SecureContext }>();
  #towardsServer: tls.SecureContext | null = null;

  constructor(settings: TlsSettings) {
    this.settings = settings;
  }

  /** For a client that asks for this name. Rejects where there is no certificate for it, or none that can be used. */
  async towardsClient(name: string): Promise<tls.SecureContext> {
    const pair = await this.settings.certificateFor(name);
    const kept = this.#towardsClients.get(name);
    if (kept?.certificate === pair.certificate) return kept.context;
    const context = tls.createSecureContext({ ...this.#versions(), ...own(pair) });
    this.#towardsClients.delete(name);
    this.#towardsClients.set(name, { certificate: pair.certificate, context });
    const [oldest] = this.#towardsClients.keys();
    if (this.#towardsClients.size > MOST_CONTEXTS && oldest !== undefined)
      this.#towardsClients.delete(oldest);
    return context;
  }

  /** For the server. Throws where the client certificate or an authority cannot be read. */
  towardsServer(): tls.SecureContext {
    const { authorities, clientCertificate } = this.settings;
    this.#towardsServer ??= tls.createSecureContext({
      ...this.#versions(),
      ...(clientCertificate === null ? {} : own(clientCertificate)),
      ...(authorities.length === 0 ? {} : { ca: [...tls.rootCertificates, ...authorities] }),
    });
    return this.#towardsServer;
  }

  /** OpenSSL 3 refuses what TLS 1.0 and 1.1 need at its usual level of security. */
  #versions(): tls.SecureContextOptions {
    const { minVersion } = this.settings;
    const isOld = minVersion === '1.0' || minVersion === '1.1';
    return { minVersion: VERSIONS[minVersion], ...(isOld ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}) };
  }
}

function own({ key, certificate }: CertificateAndKey): tls.SecureContextOptions {
  return { key, cert: certificate };
}
