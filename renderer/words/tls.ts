import type { TlsEvent } from '../../app/transcript/details.ts';
import { duration } from './measures.ts';

/** What OpenSSL's codes for certificates mean. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet, or this machine’s clock is wrong'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself, so that nobody vouches for it'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'nobody whom this machine trusts has issued it'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'nobody whom this machine trusts has issued it'],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'the server does not show the certificates between it and a trusted one',
  ],
]);

/** A judgement about TLS with one side. */
export interface TlsVerdict {
  readonly tone: 'good' | 'bad' | 'quiet';
  readonly text: string;
}

/** What a part of the details of TLS is about. */
export function tlsTitle(event: TlsEvent): string {
  switch (event.event) {
    case 'tls':
      return event.side === 'client' ? 'TLS with the client' : 'TLS with the server';
    case 'tls-failed':
      return event.side === 'client' ? 'TLS with the client failed' : 'TLS with the server failed';
    case 'client-hello':
      return 'What the client asked for';
    case 'server-hello':
      return 'What the server chose';
    case 'opaque':
      return 'TLS passes through unread';
  }
}

/** Whether a certificate is good, or what went wrong; null where there is nothing to judge. */
export function verdictOf(event: TlsEvent): TlsVerdict | null {
  switch (event.event) {
    case 'tls':
      return verdictOfSecured(event);
    case 'tls-failed':
      return { tone: 'bad', text: event.text };
    case 'opaque':
      return {
        tone: 'quiet',
        text: 'Client and server encrypt between themselves. Let SMTP Spy take part in TLS, in the settings of the listener, to read it.',
      };
    case 'client-hello':
    case 'server-hello':
      return null;
  }
}

function verdictOfSecured({
  side,
  verified,
  reason,
  resumed,
}: Extract<TlsEvent, { event: 'tls' }>): TlsVerdict {
  if (side === 'client') {
    return {
      tone: 'quiet',
      text: 'Here SMTP Spy stands in the server’s place, with a certificate of its own.',
    };
  }
  switch (verified) {
    case 'yes':
      return {
        tone: 'good',
        text: 'The server’s certificate is good: it is trusted, in date, and for this name.',
      };
    case 'no':
      return { tone: 'bad', text: `The server’s certificate is not good: ${REASONS.get(reason) ?? reason}.` };
    case 'not-asked':
      return {
        tone: 'quiet',
        text: resumed
          ? 'An earlier session was taken up again: no certificate was shown.'
          : 'Nobody has checked the certificate.',
      };
  }
}

/** Facts in rows: what each is, and the peer's own word for it. Empty ones are left out. */
export function tlsRows(event: TlsEvent): readonly (readonly [name: string, value: string])[] {
  switch (event.event) {
    case 'tls':
      return present([
        ['Version', event.version],
        ['Cipher', event.cipher],
        ['Name', event.serverName],
        ['ALPN', event.alpn],
        ['Took', `${duration(event.tookMs)}${event.resumed ? ', taken up again' : ''}`],
      ]);
    case 'client-hello':
      return present([
        ['Name', event.serverName],
        ['Versions', event.versions.join(', ')],
        ['ALPN', event.alpn.join(', ')],
      ]);
    case 'server-hello':
      return present([
        ['Version', event.version],
        ['Cipher', event.cipher],
        ['ALPN', event.alpn],
      ]);
    case 'tls-failed':
      return present([['Code', event.code]]);
    case 'opaque':
      return [];
  }
}

function present(rows: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return rows.filter(([, value]) => value !== '');
}
