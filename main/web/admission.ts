import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** Bytes of the token: 256 bits cannot be guessed. */
const TOKEN_BYTES = 32;

/** What a request is judged by. */
export interface RequestClaims {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The `token` of the query; null without one. */
  readonly token: string | null;
}

/**
 * Who may speak to the web host. Every answer is null for "come in", or one sentence for people.
 *
 * The token travels in the URL and nowhere else. A cookie would go to every other port of this machine as well, since
 * cookies know no ports (RFC 6265 section 8.5), and any program may answer there.
 */
export interface Admission {
  readonly token: string;
  /** The viewer's own address, with the token. */
  readonly url: string;
  /** A name that is not ours leads here by DNS rebinding, so that a foreign page could read what we answer. */
  refusesHost(claims: RequestClaims): string | null;
  /** For what a page may open across origins without asking, which is a WebSocket. */
  refusesOrigin(claims: RequestClaims): string | null;
  refusesToken(claims: RequestClaims): string | null;
}

/** Makes the token and the rules for a host that listens on this address and port. */
export function createAdmission(address: string, port: number): Admission {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const ownHost = isIPv6(address) ? `[${address}]` : address;
  const hosts = new Set([ownHost, '127.0.0.1', 'localhost', '[::1]'].flatMap((name) => withPort(name, port)));
  return {
    token,
    url: `http://${ownHost}:${port}/?token=${token}`,
    refusesHost({ host }) {
      if (host !== undefined && hosts.has(host.toLowerCase())) return null;
      return `SMTP Spy answers only under its own address: open http://${ownHost}:${port}/ with the token that was printed when it started.`;
    },
    refusesOrigin({ host, origin }) {
      if (host !== undefined && origin === `http://${host.toLowerCase()}`) return null;
      return 'SMTP Spy speaks only with its own viewer: another page tried to connect.';
    },
    refusesToken({ token: offered }) {
      if (offered !== null && sameSecret(offered, token)) return null;
      return 'This address needs its token: open the whole URL that SMTP Spy printed when it started, with the part behind ?token=.';
    },
  };
}

/** A browser leaves the port out of Host and Origin where it is the scheme's own. */
function withPort(name: string, port: number): string[] {
  return port === 80 ? [name, `${name}:80`] : [`${name}:${port}`];
}

/** Takes the same time wherever the two differ, their lengths included: the digests are compared. */
function sameSecret(offered: string, secret: string): boolean {
  return timingSafeEqual(digest(offered), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
