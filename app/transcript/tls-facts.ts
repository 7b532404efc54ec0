/** A certificate as people check it. All words are the peer's own: hostile text. */
export interface CertificateFacts {
  /** `CN=mx.example, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** The names it is for, as they stand in it: `DNS:mx.example`. */
  readonly names: readonly string[];
  /** ISO 8601, UTC; empty where it cannot be read. */
  readonly validFrom: string;
  /** ISO 8601, UTC; empty where it cannot be read. */
  readonly validTo: string;
  /** SHA-256, in hexadecimal pairs with colons between. */
  readonly fingerprint: string;
}

/** What both ends of a TLS session have agreed on. */
export interface TlsFacts {
  /** `TLSv1.3`. */
  readonly version: string;
  /** As its RFC names it: `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The protocol agreed on (RFC 7301); empty where none was. */
  readonly alpn: string;
  /** The name that was asked for (SNI, RFC 6066 section 3); empty where none was. */
  readonly serverName: string;
  /** What the side that answers showed, its own certificate first. On the client's side it is the spy that answers. */
  readonly chain: readonly CertificateFacts[];
  /** What the side that asks showed of itself; mostly nothing. */
  readonly clientChain: readonly CertificateFacts[];
  /** Whether the certificate is good; `not-asked` where nobody checks it. */
  readonly verified: 'yes' | 'no' | 'not-asked';
  /** Why it is not good: OpenSSL's code or words; empty where it is. */
  readonly reason: string;
  /** Milliseconds that the handshake took. */
  readonly tookMs: number;
  /** An earlier session was taken up again: no certificate was shown anew. */
  readonly resumed: boolean;
}
