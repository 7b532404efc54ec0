import { once } from 'node:events';
import * as tls from 'node:tls';
import type { KeyAndCertificate } from '../../app/certificates/key-and-certificate.ts';
import { Peer } from './sockets.ts';

/** What a ClientHello begins with (RFC 8446 section 5.1): it may have been heard already. */
const HANDSHAKE_RECORD = Buffer.from([22, 3]);

/** Takes up TLS as a mail client does. Rejects where that fails; the peer is of no use any more, either way. */
export async function secureAsClient(peer: Peer, options: tls.ConnectionOptions = {}): Promise<Peer> {
  peer.socket.removeAllListeners('data');
  const socket = tls.connect({ servername: 'spy.test', ...options, socket: peer.socket });
  await once(socket, 'secureConnect');
  return new Peer(socket);
}

/**
 * Takes up TLS as a mail server does, from what comes next on: at once behind the words that agree to it. Rejects where that fails; the peer is of no use any more, either way.
 */
export async function secureAsServer(
  peer: Peer,
  { key, certificate }: KeyAndCertificate,
  options: tls.TLSSocketOptions = {},
): Promise<Peer> {
  peer.socket.removeAllListeners('data');
  peer.socket.pause();
  const begun = peer.heard.indexOf(HANDSHAKE_RECORD);
  if (begun !== -1) peer.socket.unshift(peer.heard.subarray(begun));
  const secureContext = tls.createSecureContext({ key, cert: certificate, ...options });
  const socket = new tls.TLSSocket(peer.socket, { isServer: true, secureContext, ...options });
  const failed = once(socket, '_tlsError').then(([error]) => Promise.reject(error));
  await Promise.race([once(socket, 'secure'), failed]);
  failed.catch(() => {});
  return new Peer(socket);
}
