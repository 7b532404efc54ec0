import { LineBuffer } from '../line-buffer.ts';
import type { Speaker } from '../words.ts';
import {
  readCertificates,
  readClientHello,
  readServerHello,
  type ClientHello,
  type ServerHello,
} from './hello.ts';

/** What can be seen of a handshake that passes unread. */
export type HandshakeSight =
  | ({ readonly from: 'client' } & ClientHello)
  /** `certificates` in DER, the server's own first; none where they are said inside TLS (1.3), or not said anew. */
  | ({ readonly from: 'server'; readonly certificates: readonly Uint8Array[] } & ServerHello);

/** Where the reading stands: plain data. */
export interface HandshakeReaderState {
  readonly client: Uint8Array | null;
  readonly server: Uint8Array | null;
  readonly hello: ServerHello | null;
  readonly done: Readonly<Record<Speaker, boolean>>;
}

const RECORD_HEADER = 5;
const HANDSHAKE = 22;
const MESSAGE_HEADER = 4;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;

/** Bytes of one side's handshake that are gathered: chains of certificates have some thousands. */
const MOST_GATHERED = 65_536;

const VERSION_WITH_HIDDEN_CERTIFICATES = 'TLSv1.3';

/** Reads what stands in the open of a TLS handshake, record by record, up to what is hidden. It never fails. */
export class HandshakeReader {
  readonly #gathered: Readonly<Record<Speaker, LineBuffer>>;
  readonly #done: Record<Speaker, boolean>;
  #hello: ServerHello | null;

  /** At the first record, or from where one stood. */
  constructor(state?: HandshakeReaderState) {
    this.#gathered = {
      client: new LineBuffer(state?.client ?? undefined),
      server: new LineBuffer(state?.server ?? undefined),
    };
    this.#done = { ...(state?.done ?? { client: false, server: false }) };
    this.#hello = state?.hello ?? null;
  }

  /** A copy of where it stands. */
  state(): HandshakeReaderState {
    const copy = (side: Speaker): Uint8Array | null =>
      this.#gathered[side].length === 0 ? null : this.#gathered[side].view().slice();
    return {
      client: copy('client'),
      server: copy('server'),
      hello: this.#hello,
      done: { ...this.#done },
    };
  }

  /** Takes one side's next record, `bytes[start..end)`. Returns what it completes the sight of; null where nothing. */
  take(from: Speaker, bytes: Uint8Array, start: number, end: number): HandshakeSight | null {
    if (this.#done[from]) return null;
    const gathered = this.#gathered[from];
    const isHandshake = bytes[start] === HANDSHAKE && end - start > RECORD_HEADER;
    if (!isHandshake || gathered.length + end - start > MOST_GATHERED) return this.#finish(from, []);
    gathered.append(bytes, start + RECORD_HEADER, end);
    return this.#readMessages(from);
  }

  #readMessages(from: Speaker): HandshakeSight | null {
    const gathered = this.#gathered[from];
    for (let body = this.#nextBody(from); body !== null; body = this.#nextBody(from)) {
      const [type] = gathered.view();
      const copy = body.slice();
      gathered.drop(MESSAGE_HEADER + copy.length);
      const sight = this.#message(from, type ?? 0, copy);
      if (sight !== null) return sight;
    }
    return null;
  }

  /** The body of the message that has come whole; null where none has. */
  #nextBody(from: Speaker): Uint8Array | null {
    const view = this.#gathered[from].view();
    if (view.length < MESSAGE_HEADER) return null;
    const length = (view[1] ?? 0) * 65_536 + (view[2] ?? 0) * 256 + (view[3] ?? 0);
    return view.length < MESSAGE_HEADER + length
      ? null
      : view.subarray(MESSAGE_HEADER, MESSAGE_HEADER + length);
  }

  #message(from: Speaker, type: number, body: Uint8Array): HandshakeSight | null {
    if (from === 'client') return type === CLIENT_HELLO ? this.#clientHello(body) : this.#finish(from, []);
    if (type === CERTIFICATE) return this.#finish(from, readCertificates(body));
    if (type !== SERVER_HELLO) return this.#finish(from, []);
    this.#hello = readServerHello(body);
    return this.#hello?.version === VERSION_WITH_HIDDEN_CERTIFICATES ? this.#finish(from, []) : null;
  }

  #clientHello(body: Uint8Array): HandshakeSight {
    this.#end('client');
    return { from: 'client', ...readClientHello(body) };
  }

  #finish(from: Speaker, certificates: readonly Uint8Array[]): HandshakeSight | null {
    this.#end(from);
    if (from === 'client' || this.#hello === null) return null;
    return { from, ...this.#hello, certificates };
  }

  #end(from: Speaker): void {
    this.#done[from] = true;
    this.#gathered[from].clear();
  }
}
