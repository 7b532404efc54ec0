import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { KeyAndCertificate } from './key-and-certificate.ts';

/**
 * Makes certificates (RFC 5280). The only file that knows the X.509 library, which takes a while to load: import it when
 * a certificate has to be made, not before.
 */

const EC_P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

const DAY = 24 * 60 * 60 * 1_000;

/** Milliseconds that an authority lasts: to trust it anew is the person's work, so not often. */
const AUTHORITY_LASTS = 10 * 365 * DAY;

/**
 * Milliseconds that a server's certificate lasts. Apple's programs, and browsers, take none that is valid for more than 398
 * days: https://support.apple.com/en-us/102028
 */
const SERVER_LASTS = 397 * DAY;

/** Milliseconds by which a certificate begins earlier: clocks differ. */
const BACKDATED = DAY;

/** The longest common name (RFC 5280, appendix A.1, ub-common-name). */
const LONGEST_COMMON_NAME = 64;

/** Octets of a serial number: RFC 5280 section 4.1.2.2 allows 20. */
const SERIAL_LENGTH = 16;

/** Makes an authority that signs servers' certificates and nothing else. `name` is what trust stores will list it as. */
export async function makeAuthority(name: string, now: Date): Promise<KeyAndCertificate> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: makeSerialNumber(),
      name: [{ CN: [name.slice(0, LONGEST_COMMON_NAME)] }, { O: ['SMTP Spy'] }],
      notBefore: new Date(now.getTime() - BACKDATED),
      notAfter: new Date(now.getTime() + AUTHORITY_LASTS),
      signingAlgorithm: SIGNATURE,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

/**
 * Makes a server's certificate for these names: host names and addresses, the first of them its common name. It ends with
 * its authority at the latest.
 */
export async function issueServerCertificate(
  authority: KeyAndCertificate,
  names: readonly [string, ...string[]],
  now: Date,
): Promise<KeyAndCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await makeKeys();
  const end = Math.min(now.getTime() - BACKDATED + SERVER_LASTS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: makeSerialNumber(),
      subject: [{ CN: [names[0].slice(0, LONGEST_COMMON_NAME)] }],
      issuer: issuer.subjectName,
      notBefore: new Date(Math.max(now.getTime() - BACKDATED, issuer.notBefore.getTime())),
      notAfter: new Date(end),
      signingAlgorithm: SIGNATURE,
      publicKey: keys.publicKey,
      signingKey: await importKey(authority.key),
      extensions: [...(await serverExtensions(names, keys.publicKey, issuer))],
    },
    webcrypto,
  );
  return { key: await exportKey(keys.privateKey), certificate: certificate.toString('pem') };
}

async function serverExtensions(
  names: readonly string[],
  publicKey: webcrypto.CryptoKey,
  issuer: X509Certificate,
): Promise<readonly Extension[]> {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ),
    await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
    await AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
  ];
}

function makeKeys() {
  return webcrypto.subtle.generateKey(EC_P256, true, ['sign', 'verify']);
}

/** Positive, and without a zero in front, which DER would leave out. */
function makeSerialNumber(): string {
  const bytes = randomBytes(SERIAL_LENGTH);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag);
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), EC_P256, false, ['sign']);
}
