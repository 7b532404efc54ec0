import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A certificate and its private key, both as PEM (RFC 7468). */
export interface KeyAndCertificate {
  /** PKCS #8. */
  readonly key: string;
  /** The certificate, and the certificates of its chain behind it, if any. */
  readonly certificate: string;
}

/** Only the owner may read private keys, or look into their folder. */
const KEY_MODE = 0o600;
const FOLDER_MODE = 0o700;

const KEY_BLOCK = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/;
const CERTIFICATE_BLOCKS = /(?:-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)+/;

/**
 * Reads a file that {@link writeKeyFile} wrote. Resolves to null where there is no such file, or none that holds a key and
 * the certificate that belongs to it; rejects where there is one that cannot be read.
 */
export async function readKeyFile(path: string): Promise<KeyAndCertificate | null> {
  const text = await readIfThere(path);
  const key = KEY_BLOCK.exec(text)?.[0];
  const certificate = CERTIFICATE_BLOCKS.exec(text)?.[0];
  if (key === undefined || certificate === undefined) return null;
  return belongTogether(key, certificate) ? { key, certificate } : null;
}

/** A file's text; empty where there is no such file. Rejects where there is one that cannot be read. */
export async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Writes both into one file that only its owner can read, so that they never are of different make. It appears whole.
 * With `replaces` false a file that is there already stays, and it resolves to false: another process was first.
 */
export async function writeKeyFile(
  path: string,
  { key, certificate }: KeyAndCertificate,
  replaces: boolean,
): Promise<boolean> {
  return writeWhole(path, `${key.trim()}\n${certificate.trim()}\n`, replaces);
}

/** Writes a text under a name that it gets when it is whole; see {@link writeKeyFile}. */
export async function writeWhole(path: string, text: string, replaces: boolean): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(unfinished, 'wx', KEY_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    if (replaces) await rename(unfinished, path);
    else await giveName(unfinished, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Rejects with EEXIST where the name is taken. */
async function giveName(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    // A disk without hard links: a memory stick, a folder of another system.
    await copyFile(unfinished, path, constants.COPYFILE_EXCL);
  }
}

function belongTogether(key: string, certificate: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
