import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import type { CertificateFacts } from '../transcript/tls-facts.ts';

/** Certificates that are told of in one chain, and names of each: more than any that makes sense. */
const MOST_CERTIFICATES = 10;
const MOST_NAMES = 100;

/** Characters of one name that are kept: RFC 5280 appendix A.1 allows no longer one in most places. */
const LONGEST_NAME = 1_024;

/**
 * Certificates whose facts are kept: the same few servers show theirs in each conversation, and to read one takes longer
 * than all else that is done about it. Longer ones than most, in bytes, are read each time: nobody fills the memory.
 */
const MOST_KEPT = 100;
const LONGEST_KEPT = 8_192;

/** By the certificate itself, each byte the character of its number; the one longest unused first. */
const kept = new Map<string, CertificateFacts>();

/** The certificates that a peer showed, its own first; none where it showed none. */
export function certificateChain(
  first: PeerCertificate | DetailedPeerCertificate | object | null,
): CertificateFacts[] {
  const facts: CertificateFacts[] = [];
  const seen = new Set<string>();
  let certificate: unknown = first;
  while (facts.length < MOST_CERTIFICATES) {
    const raw = rawOf(certificate);
    if (raw === null) break;
    const read = factsOf(raw);
    if (read === null || seen.has(read.fingerprint)) break;
    seen.add(read.fingerprint);
    facts.push(read);
    certificate = issuerOf(certificate);
  }
  return facts;
}

/** As {@link readCertificate}, and remembers it. */
function factsOf(raw: Uint8Array): CertificateFacts | null {
  if (raw.length > LONGEST_KEPT) return readCertificate(raw);
  const key = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString('latin1');
  const facts = kept.get(key) ?? readCertificate(raw);
  if (facts === null) return null;
  kept.delete(key);
  kept.set(key, facts);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return facts;
}

/** Reads a certificate in DER (RFC 5280); null where it is none. */
export function readCertificate(der: Uint8Array): CertificateFacts | null {
  try {
    const certificate = new X509Certificate(Buffer.from(der));
    const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '');
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      names: names.slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME)),
      validFrom: isoTime(certificate.validFrom),
      validTo: isoTime(certificate.validTo),
      fingerprint: certificate.fingerprint256,
    };
  } catch {
    return null;
  }
}

function rawOf(certificate: unknown): Uint8Array | null {
  if (typeof certificate !== 'object' || certificate === null || !('raw' in certificate)) return null;
  return certificate.raw instanceof Uint8Array ? certificate.raw : null;
}

function issuerOf(certificate: unknown): unknown {
  if (typeof certificate !== 'object' || certificate === null) return null;
  return 'issuerCertificate' in certificate ? certificate.issuerCertificate : null;
}

/** Node has a line for each part of a name. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ').slice(0, LONGEST_NAME);
}

function isoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}
