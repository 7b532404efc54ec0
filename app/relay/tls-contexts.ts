import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { readCertificate } from '../capture/certificate-facts.ts';
import type { CertificateFacts } from '../transcript/tls-facts.ts';
import type { CertificateAndKey, TlsSettings, TlsVersion } from './tls-settings.ts';

/** Contexts kept, one for each name that clients ask for: an end to names made up. */
const MOST_CONTEXTS = 200;

const VERSIONS: Readonly<Record<TlsVersion, tls.SecureVersion>> = {
  '1.0': 'TLSv1',
  '1.1': 'TLSv1.1',
  '1.2': 'TLSv1.2',
  '1.3': 'TLSv1.3',
};

/** What the spy answers a client with, and what the client is shown by that. */
export interface OwnContext {
  readonly context: tls.SecureContext;
  /** The certificate, and the chain behind it. */
  readonly chain: readonly CertificateFacts[];
}

/**
 * What TLS sessions of a listener are made with. Kept, since making it costs more than a handshake, and since clients can
 * take up an earlier session only with the context that it was made with.
 */
export class TlsContexts {
  readonly settings: TlsSettings;
  readonly #towardsClients = new Map<string, OwnContext & { readonly certificate: string }>();
  #towardsServer: tls.SecureContext | null = null;

  constructor(settings: TlsSettings) {
    this.settings = settings;
  }

  /** For a client that asks for this name. Rejects where there is no certificate for it, or none that can be used. */
  async towardsClient(name: string): Promise<OwnContext> {
    const pair = await this.settings.certificateFor(name);
    const kept = this.#towardsClients.get(name);
    if (kept?.certificate === pair.certificate) return kept;
    const context = createContext(this.settings.minVersion, own(pair));
    const made = { certificate: pair.certificate, context, chain: factsOf(pair.certificate) };
    this.#towardsClients.delete(name);
    this.#towardsClients.set(name, made);
    const [oldest] = this.#towardsClients.keys();
    if (this.#towardsClients.size > MOST_CONTEXTS && oldest !== undefined)
      this.#towardsClients.delete(oldest);
    return made;
  }

  /** For the server. Throws where the client certificate or an authority cannot be read. */
  towardsServer(): tls.SecureContext {
    const { authorities, clientCertificate } = this.settings;
    this.#towardsServer ??= createContext(this.settings.minVersion, {
      ...(clientCertificate === null ? {} : own(clientCertificate)),
      ...(authorities.length === 0 ? {} : { ca: [...tls.rootCertificates, ...authorities] }),
    });
    return this.#towardsServer;
  }
}

/** OpenSSL 3 refuses what TLS 1.0 and 1.1 need at its usual level of security; other libraries have no such levels. */
function createContext(minVersion: TlsVersion, options: tls.SecureContextOptions): tls.SecureContext {
  const versions = { minVersion: VERSIONS[minVersion] };
  if (minVersion === '1.2' || minVersion === '1.3')
    return tls.createSecureContext({ ...versions, ...options });
  try {
    return tls.createSecureContext({ ...versions, ...options, ciphers: 'DEFAULT@SECLEVEL=0' });
  } catch {
    return tls.createSecureContext({ ...versions, ...options });
  }
}

function own({ key, certificate }: CertificateAndKey): tls.SecureContextOptions {
  return { key, cert: certificate };
}

/** What stands in a chain of certificates as PEM. */
function factsOf(chain: string): readonly CertificateFacts[] {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => readCertificate(new X509Certificate(block).raw) ?? []);
}
