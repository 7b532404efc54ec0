import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readIfThere, writeWhole } from '../private-file.ts';

/** A certificate and its private key, both as PEM (RFC 7468). */
export interface KeyAndCertificate {
  readonly key: string;
  /** The certificate, and the certificates of its chain behind it, if any. */
  readonly certificate: string;
}

const KEY_BLOCK = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/;
const CERTIFICATE_BLOCKS = /(?:-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)+/;

/**
 * Reads a file that {@link writeKeyFile} wrote. Resolves to null where there is no such file, or none that holds a key and
 * the certificate that belongs to it; rejects where there is one that cannot be read.
 */
export async function readKeyFile(path: string): Promise<KeyAndCertificate | null> {
  const text = (await readIfThere(path)) ?? '';
  const key = KEY_BLOCK.exec(text)?.[0];
  const certificate = CERTIFICATE_BLOCKS.exec(text)?.[0];
  if (key === undefined || certificate === undefined) return null;
  return belongTogether(key, certificate) ? { key, certificate } : null;
}

/**
 * Writes both into one file that only its owner can read, so that they never are of different make. With `replaces` false
 * a file that is there already stays.
 */
export async function writeKeyFile(
  path: string,
  { key, certificate }: KeyAndCertificate,
  replaces: boolean,
): Promise<void> {
  await writeWhole(path, `${key.trim()}\n${certificate.trim()}\n`, replaces);
}

function belongTogether(key: string, certificate: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
