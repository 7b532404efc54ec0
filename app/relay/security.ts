/**
 * What the spy offers to the client.
 *
 * - `auto`: as the server offers; what the client secures, the spy secures on both sides
 * - `pass`: TLS goes through untouched and unread
 * - `plain`: no TLS
 * - `starttls`: STARTTLS (RFC 3207), whether or not the server has it
 * - `tls`: TLS from the first byte on (RFC 8314 section 3.3)
 */
export type ClientSecurity = 'auto' | 'pass' | 'plain' | 'starttls' | 'tls';

/**
 * What the spy speaks to the server.
 *
 * - `auto`: as the client does; TLS from the first byte on at port 465
 * - `plain`: no TLS
 * - `starttls`: STARTTLS, or no conversation
 * - `tls`: TLS from the first byte on
 */
export type ServerSecurity = 'auto' | 'plain' | 'starttls' | 'tls';

/** How a relay treats TLS. */
export interface RelaySecurity {
  readonly client: ClientSecurity;
  readonly server: ServerSecurity;
  /** Goes on with a server whose certificate does not verify. */
  readonly insecure: boolean;
  /** STARTTLS is hidden from the client: its side stays plain, whatever the server's is. */
  readonly stripStarttls: boolean;
  /** SCRAM-…-PLUS is hidden where the spy ends TLS: it binds to the one channel of both ends (RFC 5929), and there are two. */
  readonly hidePlus: boolean;
}

/** Nothing is secured and nothing is looked at: bytes pass. */
export const PASS_THROUGH: RelaySecurity = {
  client: 'pass',
  server: 'plain',
  insecure: false,
  stripStarttls: false,
  hidePlus: false,
};

/** The port of submission with TLS from the first byte on (RFC 8314 section 3.3). */
const TLS_PORT = 465;

/** What `auto` means for a server on this port: TLS from the first byte on where that is the port's purpose. */
export function securityForPort(security: RelaySecurity, port: number): RelaySecurity {
  if (security.client === 'pass' || security.server !== 'auto' || port !== TLS_PORT) return security;
  return { ...security, server: 'tls' };
}
