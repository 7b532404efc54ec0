import type { Buffer } from 'node:buffer';
import { isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import type { CertificateFacts, TlsFacts } from '../transcript/tls-facts.ts';
import { certificateChain } from '../capture/certificate-facts.ts';
import type { OwnContext, TlsContexts } from './tls-contexts.ts';
import type { TlsFailure } from './tls-trouble.ts';

/** How a handshake came out. */
export interface HandshakeListener {
  secured(socket: tls.TLSSocket, facts: TlsFacts): void;
  failed(failure: TlsFailure): void;
}

/** A handshake under way. */
export interface Handshake {
  /** Nobody waits for it any more: its listener hears nothing. */
  abandon(): void;
}

/**
 * Takes up TLS with the client on a connection that nobody reads any more; `early` has been read of it already. The
 * listener gets the socket that takes the connection's place; it reads nothing before somebody listens to it.
 */
export function shakeHandsWithClient(
  socket: Socket,
  early: Buffer | null,
  contexts: TlsContexts,
  patienceMs: number,
  listener: HandshakeListener,
): Handshake {
  if (early !== null) socket.unshift(early);
  const watched = new WatchedHandshake(socket, patienceMs, listener);
  void answerClient(socket, contexts, watched);
  return watched;
}

async function answerClient(socket: Socket, contexts: TlsContexts, watched: WatchedHandshake): Promise<void> {
  const first = await contextFor('', contexts, watched);
  if (first === null || watched.isOver) return;
  let shown = first;
  const chooseByName = async (
    name: string,
    chosen: (error: Error | null, context?: tls.SecureContext) => void,
  ): Promise<void> => {
    const named = await contextFor(name, contexts, watched);
    if (named === null) return;
    shown = named;
    chosen(null, named.context);
  };
  const secured = new tls.TLSSocket(socket, {
    isServer: true,
    secureContext: first.context,
    requestCert: contexts.settings.asksClientCertificate,
    rejectUnauthorized: false,
    SNICallback: (name, callback) => void chooseByName(name, callback),
  });
  watched.watch(secured, 'secure', contexts, (tookMs) => factsWithClient(secured, shown.chain, tookMs));
}

/** Null where there is none, and the handshake has failed for that. */
async function contextFor(
  name: string,
  contexts: TlsContexts,
  watched: WatchedHandshake,
): Promise<OwnContext | null> {
  try {
    return await contexts.towardsClient(name);
  } catch (error) {
    watched.fail('no-certificate', messageOf(error));
    return null;
  }
}

/** Takes up TLS with the server that was named like this. As above. */
export function shakeHandsWithServer(
  socket: Socket,
  host: string,
  contexts: TlsContexts,
  patienceMs: number,
  listener: HandshakeListener,
): Handshake {
  const watched = new WatchedHandshake(socket, patienceMs, listener);
  try {
    const secured = tls.connect({
      socket,
      host,
      // An address is no name to ask for (RFC 6066 section 3).
      servername: isIP(host) === 0 ? host : '',
      secureContext: contexts.towardsServer(),
      // Whether it is good is told with the facts, and whether that matters is for the relay to say.
      rejectUnauthorized: false,
    });
    watched.watch(secured, 'secureConnect', contexts, (tookMs) => factsWithServer(secured, host, tookMs));
  } catch (error) {
    watched.fail('no-context', messageOf(error));
  }
  return watched;
}

class WatchedHandshake implements Handshake {
  readonly #socket: Socket;
  readonly #listener: HandshakeListener;
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;
  #isOver = false;

  constructor(socket: Socket, patienceMs: number, listener: HandshakeListener) {
    this.#socket = socket;
    this.#listener = listener;
    this.#timer = setTimeout(() => this.fail('timeout', `nothing within ${patienceMs} ms`), patienceMs);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  watch(
    socket: tls.TLSSocket,
    done: 'secure' | 'secureConnect',
    { settings }: TlsContexts,
    facts: (tookMs: number) => TlsFacts,
  ): void {
    const { keyLog } = settings;
    if (keyLog !== null) socket.on('keylog', (line: Buffer) => keyLog(line));
    // Before the handshake is done, a server's socket tells of errors under this name only.
    socket.on('_tlsError', this.#onError);
    socket.on('error', this.#onError);
    socket.on('end', this.#onClose);
    socket.on('close', this.#onClose);
    socket.once(done, () => {
      if (this.#isOver) return;
      this.#end();
      socket.off('error', this.#onError);
      socket.off('end', this.#onClose);
      socket.off('close', this.#onClose);
      this.#listener.secured(socket, facts(performance.now() - this.#began));
    });
  }

  /** It failed. The connection is of no use any more. */
  fail(code: string, text: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#listener.failed({ code, text });
    // What OpenSSL has to say of it still goes out.
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 200).unref();
  }

  abandon(): void {
    this.#end();
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket.off('close', this.#onClose);
  }

  readonly #onError = (error: Error): void => {
    this.fail('code' in error ? String(error.code) : 'unknown', error.message);
  };

  readonly #onClose = (): void => {
    this.fail('closed', 'the connection was closed in the handshake');
  };
}

function factsWithClient(
  socket: tls.TLSSocket,
  chain: readonly CertificateFacts[],
  tookMs: number,
): TlsFacts {
  return {
    ...sessionFacts(socket, tookMs),
    serverName: servernameOf(socket),
    chain,
    clientChain: certificateChain(socket.getPeerCertificate(true)),
    verified: 'not-asked',
    reason: '',
  };
}

function factsWithServer(socket: tls.TLSSocket, host: string, tookMs: number): TlsFacts {
  return {
    ...sessionFacts(socket, tookMs),
    serverName: isIP(host) === 0 ? host : '',
    chain: certificateChain(socket.getPeerCertificate(true)),
    clientChain: certificateChain(socket.getCertificate()),
    verified: socket.authorized ? 'yes' : 'no',
    reason: socket.authorized ? '' : messageOf(socket.authorizationError),
  };
}

function sessionFacts(
  socket: tls.TLSSocket,
  tookMs: number,
): Pick<TlsFacts, 'version' | 'cipher' | 'alpn' | 'tookMs' | 'resumed'> {
  const { alpnProtocol } = socket;
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    alpn: typeof alpnProtocol === 'string' ? alpnProtocol : '',
    tookMs,
    resumed: socket.isSessionReused(),
  };
}

/** On the server's end of TLS: what the client asked for. */
function servernameOf(socket: tls.TLSSocket): string {
  const name: unknown = 'servername' in socket ? socket.servername : '';
  return typeof name === 'string' ? name : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
