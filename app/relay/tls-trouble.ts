import type { Speaker } from '../smtp/words.ts';
import { CLOSED_AFTER_HANDSHAKE, distrustOf } from '../smtp/tls/distrust.ts';
import type { FailureWords } from './failure.ts';
import type { ServerReply } from './server-replies.ts';

/** Why a side could not be secured: for programs, for the client's log, and for the person who watches. */
export interface TlsTrouble extends FailureWords {
  /** OpenSSL's code, Node's, or one of the spy's own in lower case. */
  readonly code: string;
}

/** The conversation cannot go on: that side cannot be secured. */
export type OnTrouble = (side: Speaker, trouble: TlsTrouble) => void;

/** What OpenSSL, or the connection, said when a handshake failed. */
export interface TlsFailure {
  /** `ERR_SSL_WRONG_VERSION_NUMBER`, `CERT_HAS_EXPIRED`, `ECONNRESET`; or `timeout`, `closed`, `no-certificate`. */
  readonly code: string;
  /** Their own words. */
  readonly text: string;
}

/** A client began with TLS where the spy offers none, or had greeted it already. */
export const TLS_ON_PLAIN_PORT: TlsTrouble = {
  code: 'tls-on-plain-port',
  brief: 'TLS was spoken to a port that begins in plain text',
  full: 'The client spoke TLS from the first byte to a port that begins in plain text. Set the client to STARTTLS or to no encryption, or the encryption towards clients to “TLS from the first byte” (--security tls).',
};

const SET_CLIENT_TO_TLS =
  'Set the client to “SSL/TLS”, or the encryption towards clients to “STARTTLS” (--security starttls) or none (--security plain).';

/** A client spoke plain text to a port that wants TLS from the first byte on. */
export const PLAIN_TEXT_ON_TLS_PORT: TlsTrouble = {
  code: 'plain-text-on-tls-port',
  brief: 'plain text was spoken to a port that wants TLS from the first byte',
  full: `The client spoke plain text to a port that wants TLS from the first byte: this port wants TLS. ${SET_CLIENT_TO_TLS}`,
};

/** A client waits at a port where it should begin, with TLS: most likely for a greeting in plain text. */
export const SILENT_ON_TLS_PORT: TlsTrouble = {
  code: 'silent-on-tls-port',
  brief: 'this port wants TLS from the first byte',
  full: `The client said nothing at a port that wants TLS from the first byte: it may be waiting for a greeting in plain text. ${SET_CLIENT_TO_TLS}`,
};

/** A client closed behind the handshake, before it had said a word. */
export const DISTRUSTED_AFTER_ALL: TlsTrouble = {
  code: CLOSED_AFTER_HANDSHAKE,
  brief: 'the client closed the connection as soon as it was secured',
  full: 'The client closed the connection as soon as it was secured, without a word. Most often the client does not trust the spy’s certificate: add SMTP Spy’s certificate authority to what it trusts (smtp-spy ca), or switch off its checking of certificates.',
};

/** The server is to be secured by STARTTLS and does not have it, or refuses it. */
export function withoutStartTls({ code, lines }: ServerReply): TlsTrouble {
  const refused = code >= 400 || code === 0;
  const words = (lines[0]?.toString('latin1') ?? '').trim().slice(0, 200);
  return {
    code: refused ? 'starttls-refused' : 'starttls-not-offered',
    brief: refused ? `the server refused STARTTLS: ${words}` : 'the server does not offer STARTTLS',
    full: refused
      ? `The server refused STARTTLS: “${words}”. Set the encryption towards the server to “TLS from the first byte” if its port wants that (465; --upstream-security tls), or to none (plain).`
      : 'The server does not offer STARTTLS, and this listener is set to use it. Set the encryption towards the server to “TLS from the first byte” if its port wants that (465; --upstream-security tls), to none (plain), or to what the client does (auto).',
  };
}

/** Translates what OpenSSL said into what it means for a mail client or a mail server, and what to do. */
export function describeTlsFailure(side: Speaker, server: string, failure: TlsFailure): TlsTrouble {
  const { brief, full } = side === 'client' ? clientWords(failure) : serverWords(server, failure);
  return { code: failure.code, brief, full };
}

/** What a client's alert or silence means. */
function clientWords({ code, text }: TlsFailure): FailureWords {
  switch (distrustOf(code)) {
    case 'said':
      return words(
        'the client does not trust the spy’s certificate',
        'The client does not trust the spy’s certificate: it ended the handshake. Add SMTP Spy’s certificate authority to what the client trusts (smtp-spy ca), or switch off its checking of certificates.',
      );
    case 'likely':
      return words(
        'the client closed the connection in the handshake',
        'The client closed the connection in the TLS handshake, without saying why. Most often the client does not trust the spy’s certificate: add SMTP Spy’s certificate authority to what it trusts (smtp-spy ca), or switch off its checking of certificates.',
      );
    case null:
      return otherClientWords({ code, text });
  }
}

/** What a client's failure means that has nothing to do with trust. */
function otherClientWords({ code, text }: TlsFailure): FailureWords {
  switch (code) {
    case 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED':
    case 'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED':
      return words(
        'the client finds the spy’s certificate expired',
        'The client finds that the spy’s certificate is out of date. Check the clocks of both machines, or renew the certificates (smtp-spy ca renew).',
      );
    case 'ERR_SSL_HTTP_REQUEST':
      return words('the client spoke HTTP', 'The client spoke HTTP, not TLS: it is no mail client.');
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_UNKNOWN_PROTOCOL':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_RECORD_LAYER_FAILURE':
    case 'ERR_SSL_NO_PROTOCOLS_AVAILABLE':
      return words(
        'plain text came where TLS should begin',
        'The client spoke plain text where TLS should begin: it had asked for TLS. Look at what the client logs; a program between the two may speak into it.',
      );
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
    case 'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM':
      return words(
        'no version of TLS in common with the client',
        'The client and the spy have no version of TLS in common: an old client, most likely. Choose an older lowest version for this listener, to look at it.',
      );
    case 'ERR_SSL_NO_SHARED_CIPHER':
    case 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE':
      return words(
        'no cipher in common with the client',
        'The client and the spy have no cipher in common: an old client, most likely. Choose an older lowest version of TLS for this listener, to look at it.',
      );
    case 'timeout':
      return words(
        'the client did not get through the TLS handshake in time',
        'The client did not get through its TLS handshake in time. Try again; if it stays so, look at what the client logs.',
      );
    case 'no-certificate':
      return words(
        'the spy has no certificate for the client',
        `The spy has no certificate to show to the client: ${sentence(text)}`,
      );
    default:
      return words(`TLS with the client failed (${code})`, `TLS with the client failed: ${sentence(text)}`);
  }
}

/** What the server's certificate, alert or plain text means. */
function serverWords(server: string, { code, text }: TlsFailure): FailureWords {
  const goOn =
    'Make sure that this is the server that you mean; to go on all the same, switch that on beside the encryption towards the server (--upstream-insecure).';
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return words(
        `the certificate of ${server} is for another name`,
        `The certificate of ${server} is for another name. Name the server as its certificate does. ${goOn}`,
      );
    case 'CERT_HAS_EXPIRED':
      return words(
        `the certificate of ${server} has expired`,
        `The certificate of ${server} has expired. ${goOn}`,
      );
    case 'CERT_NOT_YET_VALID':
      return words(
        `the certificate of ${server} is not valid yet`,
        `The certificate of ${server} is not valid yet: check this machine’s clock. ${goOn}`,
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return words(
        `the certificate of ${server} is self-signed`,
        `The certificate of ${server} is signed by itself, or by an authority that nobody here knows. Give that authority’s file to this listener. ${goOn}`,
      );
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return words(
        `the certificate of ${server} is from an unknown authority`,
        `The certificate of ${server} is from an authority that is not known here, or the server leaves out a certificate in between. Give the authority’s file to this listener. ${goOn}`,
      );
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_UNKNOWN_PROTOCOL':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_RECORD_LAYER_FAILURE':
      return words(
        `${server} answered in plain text where TLS should begin`,
        `${server} answered in plain text where TLS should begin: this port wants STARTTLS, or no TLS. Set the encryption towards the server to “STARTTLS” (--upstream-security starttls) or to what the client does (auto), or use port 465.`,
      );
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
    case 'ERR_SSL_NO_PROTOCOLS_AVAILABLE':
      return words(
        `no version of TLS in common with ${server}`,
        `${server} and the spy have no version of TLS in common: an old server, most likely. Choose an older lowest version for this listener, to look at it.`,
      );
    case 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE':
    case 'ERR_SSL_NO_SHARED_CIPHER':
    case 'ERR_SSL_DH_KEY_TOO_SMALL':
    case 'ERR_SSL_EE_KEY_TOO_SMALL':
      return words(
        `no cipher in common with ${server}`,
        `${server} and the spy could not agree on a cipher: ${sentence(text)} Choose an older lowest version of TLS for this listener, to look at it.`,
      );
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REQUIRED':
      return words(
        `${server} wants a client certificate`,
        `${server} wants a client certificate. Give one, with its key, to this listener.`,
      );
    case 'timeout':
      return words(
        `${server} did not get through the TLS handshake in time`,
        `${server} did not get through the TLS handshake in time. The port may not speak TLS at this place: set the encryption towards the server to “STARTTLS”, to none or to what the client does (--upstream-security starttls, plain, auto).`,
      );
    case 'closed':
    case 'ECONNRESET':
    case 'EPIPE':
      return words(
        `${server} closed the connection in the TLS handshake`,
        `${server} closed the connection in the TLS handshake, without saying why. It may want STARTTLS or no TLS on this port, a client certificate, or another version of TLS.`,
      );
    default:
      return words(`TLS with ${server} failed (${code})`, `TLS with ${server} failed: ${sentence(text)}`);
  }
}

function words(brief: string, full: string): FailureWords {
  return { brief, full };
}

/** OpenSSL's own words without its numbers and files: `error:0A00010B:SSL routines::wrong version number`. */
function sentence(text: string): string {
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/i.exec(text)?.[1] ?? text;
  const trimmed = reason.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
