import { decodeText } from '../decode.ts';
import { cipherName, versionName } from './names.ts';
import { FieldReader } from './field-reader.ts';

/** What a client asks for in its ClientHello (RFC 8446 section 4.1.2). */
export interface ClientHello {
  /** The name in SNI (RFC 6066 section 3); empty where there is none. */
  readonly serverName: string;
  /** Versions that it speaks, as it lists them: `TLSv1.3`. */
  readonly versions: readonly string[];
  /** Protocols that it offers (RFC 7301). */
  readonly alpn: readonly string[];
}

/** What a server chooses in its ServerHello (RFC 8446 section 4.1.3). */
export interface ServerHello {
  readonly version: string;
  readonly cipher: string;
  /** Empty where none was agreed on, or it is said inside TLS (1.3). */
  readonly alpn: string;
}

const SERVER_NAME = 0;
const ALPN = 16;
const SUPPORTED_VERSIONS = 43;

/** RFC 8446 section 4.1.3: with this in place of chance, a ServerHello asks for another ClientHello. */
const RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** Names and protocols that are kept of one hello, and characters of each: more than make sense. */
const MOST_LISTED = 20;
const LONGEST_NAME = 255;

/** Reads the body of a ClientHello; what it lacks is empty. */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new FieldReader(body);
  const version = reader.number(2);
  reader.bytes(32);
  reader.vector(1);
  reader.vector(2);
  reader.vector(1);
  const extensions = readExtensions(reader);
  const listed = extensions.get(SUPPORTED_VERSIONS);
  return {
    serverName: serverNameIn(extensions.get(SERVER_NAME)),
    versions: listed === undefined ? [versionName(version)] : versionsIn(listed),
    alpn: protocolsIn(extensions.get(ALPN)),
  };
}

/** Reads the body of a ServerHello; null where it only asks for another ClientHello. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  const reader = new FieldReader(body);
  const version = reader.number(2);
  if (hex(reader.bytes(32)) === RETRY) return null;
  reader.vector(1);
  const cipher = cipherName(reader.number(2));
  reader.number(1);
  const extensions = readExtensions(reader);
  const chosen = extensions.get(SUPPORTED_VERSIONS);
  const [alpn = ''] = protocolsIn(extensions.get(ALPN));
  return {
    version: versionName(chosen === undefined ? version : new FieldReader(chosen).number(2)),
    cipher,
    alpn,
  };
}

/** Reads the body of a Certificate message up to TLS 1.2 (RFC 5246 section 7.4.2): each certificate in DER. */
export function readCertificates(body: Uint8Array): readonly Uint8Array[] {
  const reader = new FieldReader(body).inside(3);
  const certificates: Uint8Array[] = [];
  while (!reader.isAtEnd && certificates.length < MOST_LISTED) certificates.push(reader.vector(3));
  return certificates;
}

function readExtensions(hello: FieldReader): ReadonlyMap<number, Uint8Array> {
  const reader = hello.inside(2);
  const extensions = new Map<number, Uint8Array>();
  while (!reader.isAtEnd) extensions.set(reader.number(2), reader.vector(2));
  return extensions;
}

function serverNameIn(extension: Uint8Array | undefined): string {
  const reader = new FieldReader(extension ?? new Uint8Array(0)).inside(2);
  while (!reader.isAtEnd) {
    const type = reader.number(1);
    const name = reader.vector(2);
    if (type === 0) return textOf(name);
  }
  return '';
}

function protocolsIn(extension: Uint8Array | undefined): string[] {
  const reader = new FieldReader(extension ?? new Uint8Array(0)).inside(2);
  const protocols: string[] = [];
  while (!reader.isAtEnd && protocols.length < MOST_LISTED) protocols.push(textOf(reader.vector(1)));
  return protocols;
}

function versionsIn(extension: Uint8Array): string[] {
  const reader = new FieldReader(extension).inside(1);
  const versions: string[] = [];
  while (!reader.isAtEnd && versions.length < MOST_LISTED) {
    const version = reader.number(2);
    if (!isGrease(version)) versions.push(versionName(version));
  }
  return versions;
}

/** RFC 8701: values that mean nothing, so that nobody stumbles over new ones. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

function textOf(bytes: Uint8Array): string {
  return decodeText(bytes, 0, Math.min(bytes.length, LONGEST_NAME));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
