import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyAndCertificate } from './key-and-certificate.ts';

/** Where a certificate of one's own lies, and its private key: PEM files. */
export interface KeyFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Why files of one's own cannot be used. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
  readonly code:
    'unreadable' | 'no-certificate' | 'no-key' | 'encrypted-key' | 'not-a-pair' | 'certificate-ended';
  readonly file: string;

  constructor(code: KeyFileError['code'], file: string, options?: ErrorOptions) {
    super(`${file}: ${code}`, options);
    this.code = code;
    this.file = file;
  }
}

/** Reads a certificate and its key. Rejects with a {@link KeyFileError}. */
export async function readKeyFiles(files: KeyFiles, now = new Date()): Promise<KeyAndCertificate> {
  const certificate = await readText(files.certificateFile);
  const parsed = parseCertificate(certificate, files.certificateFile);
  const key = await readText(files.keyFile);
  if (!parsed.checkPrivateKey(parseKey(key, files.keyFile))) {
    throw new KeyFileError('not-a-pair', files.keyFile);
  }
  if (new Date(parsed.validTo) <= now) throw new KeyFileError('certificate-ended', files.certificateFile);
  return { key, certificate };
}

/** Reads certificates of authorities to trust. Rejects with a {@link KeyFileError}. */
export async function readAuthorities(file: string): Promise<string> {
  const text = await readText(file);
  parseCertificate(text, file);
  return text;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new KeyFileError('unreadable', file, { cause: error });
  }
}

function parseCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new KeyFileError('no-certificate', file, { cause: error });
  }
}

function parseKey(text: string, file: string): KeyObject {
  if (/ENCRYPTED/.test(text)) throw new KeyFileError('encrypted-key', file);
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new KeyFileError('no-key', file, { cause: error });
  }
}
