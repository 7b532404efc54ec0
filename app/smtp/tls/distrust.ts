/** How sure it is that a client would not have the spy's certificate: it said so, or it just went away. */
export type Distrust = 'said' | 'likely';

/** The alerts by which a client says so, as OpenSSL names them: versions 1.1 and 3 do not spell them alike. */
const SAID: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  'ERR_SSL_SSL/TLS_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
]);

/** A client closed behind the handshake, before it had said a word: the spy's own code for that. */
export const CLOSED_AFTER_HANDSHAKE = 'closed-after-handshake';

const LIKELY: ReadonlySet<string> = new Set(['closed', 'ECONNRESET', 'EPIPE', CLOSED_AFTER_HANDSHAKE]);

/**
 * Whether TLS with a client failed because it does not trust the spy, by the code of the failure; null: it failed for
 * another reason.
 */
export function distrustOf(code: string): Distrust | null {
  if (SAID.has(code)) return 'said';
  return LIKELY.has(code) ? 'likely' : null;
}

/** How Node and OpenSSL name what is wrong with a server's certificate. */
const CERTIFICATE_CODE =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_SELF_SIGNED_|SELF_SIGNED_CERT_|UNABLE_TO_(?:GET|VERIFY)_)/;

/** Whether TLS with a server failed because its certificate is not good, by the code of the failure. */
export function isCertificateFailure(code: string): boolean {
  return CERTIFICATE_CODE.test(code);
}
