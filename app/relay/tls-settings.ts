import { PASS_THROUGH, type RelaySecurity } from './security.ts';

/** A certificate and its private key, both as PEM (RFC 7468); the certificate's chain stands behind it. */
export interface CertificateAndKey {
  readonly key: string;
  readonly certificate: string;
}

/** Versions of TLS. Those before 1.2 are only for looking at old programs (RFC 8996). */
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

/** What a relay needs to know of TLS. */
export interface TlsSettings {
  readonly security: RelaySecurity;
  /** The oldest version, on both sides. */
  readonly minVersion: TlsVersion;
  /** What the spy shows to a client that asks for this name (SNI); empty where it asks for none. May reject. */
  readonly certificateFor: (name: string) => Promise<CertificateAndKey>;
  /** Clients are asked for a certificate. It is shown, and not checked. */
  readonly asksClientCertificate: boolean;
  /** What the spy shows to a server that asks for it. */
  readonly clientCertificate: CertificateAndKey | null;
  /** Authorities that are trusted for the server besides the well-known ones, as PEM. */
  readonly authorities: readonly string[];
  /** Gets the secrets of both sides, a line each with its line feed (NSS key log format). */
  readonly keyLog: ((line: Buffer) => void) | null;
}

/** TLS goes through untouched: there is nothing to know. */
export const TLS_UNTOUCHED: TlsSettings = {
  security: PASS_THROUGH,
  minVersion: '1.2',
  certificateFor: () => Promise.reject(new Error('TLS goes through untouched')),
  asksClientCertificate: false,
  clientCertificate: null,
  authorities: [],
  keyLog: null,
};
