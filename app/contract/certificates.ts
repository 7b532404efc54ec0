import * as v from 'valibot';
import type { SaveResult } from './files.ts';

/** Requests about the local certificate authority, which signs what the spy shows to clients. */
export const certificateRequests = {
  /** What it is, and how clients are brought to trust it. It is made now where there is none yet. */
  'authority.show': v.object({}),
  /** Its certificate, for a client on another machine. Its key stays where it is. */
  'authority.save': v.object({}),
  /** Makes a new one. Clients that trusted the old one have to be told anew. */
  'authority.renew': v.object({}),
} as const;

/** The certificate authority of this machine and user, without its key. */
export interface AuthorityFacts {
  /** Its name, as trust stores list it. */
  readonly name: string;
  /** SHA-256 of the certificate, as `AA:BB:…`. */
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  readonly validTo: string;
  /** The file of the certificate: what a client is told to trust. It holds no key. */
  readonly file: string;
}

/** How one kind of client is brought to trust the spy, and how it is told not to look. All of it is for people. */
export interface TrustAdvice {
  /** The client, as people call it. */
  readonly client: string;
  /** What to do, in a sentence. */
  readonly trust: string;
  /** What to type or write for it, in lines; empty where a sentence says it all. */
  readonly trustCode: string;
  /** How the client is told not to check certificates; empty where that cannot be. */
  readonly skip: string;
  readonly skipCode: string;
}

/** The authority, and what to do with it. */
export interface AuthorityShown {
  readonly facts: AuthorityFacts;
  /** One for each kind of client. */
  readonly advice: readonly TrustAdvice[];
}

/** What {@link certificateRequests} come back with. */
export interface CertificateResults {
  'authority.show': AuthorityShown;
  'authority.save': SaveResult;
  'authority.renew': AuthorityShown;
}
