import type { Buffer } from 'node:buffer';
import {
  closingReply,
  describeBreak,
  describeSilence,
  describeUnreachable,
  type FailureWords,
  type SocketFailure,
} from './failure.ts';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import type { BytesOrigin } from '../capture/entry.ts';
import type { Endpoint, ServerEndpoint, SessionEvent } from '../transcript/row.ts';

/**
 * The relay without its sockets: events in, commands out, nothing else. Passes every byte as it came, before anything
 * looks at it; keeps back-pressure and half-close; and knows how each conversation may fail.
 */

/** What can happen to the relay. */
export type RelayEvent =
  | { readonly type: 'client-connected'; readonly client: Endpoint; readonly server: ServerEndpoint }
  | { readonly type: 'server-connected'; readonly server: ServerEndpoint; readonly tookMs: number }
  | { readonly type: 'server-unreachable'; readonly failure: SocketFailure }
  | { readonly type: 'data'; readonly from: Speaker; readonly bytes: Buffer }
  /** This side will send no more; it may still listen. */
  | { readonly type: 'ended'; readonly by: Speaker }
  /** This side's socket is gone; `failure` where it broke. */
  | { readonly type: 'closed'; readonly side: Speaker; readonly failure: SocketFailure | null }
  /** This side does not take what it is sent as fast as it comes, or does again. */
  | { readonly type: 'congested'; readonly side: Speaker }
  | { readonly type: 'drained'; readonly side: Speaker }
  /** The disk does not keep up with the record, or does again. */
  | { readonly type: 'record-full' }
  | { readonly type: 'record-room' }
  | { readonly type: 'greeting-timeout'; readonly afterMs: number }
  /** The program ends. */
  | { readonly type: 'stop' };

/** What the relay wants done, in this order. */
export type RelayCommand =
  | { readonly type: 'connect' }
  | { readonly type: 'send'; readonly to: Speaker; readonly bytes: Buffer }
  /** Say that no more will come, once what was sent is through. */
  | { readonly type: 'end'; readonly to: Speaker }
  /** Let go of the socket: in order, or with a reset as the other side's was. */
  | { readonly type: 'close'; readonly side: Speaker; readonly reset: boolean }
  | { readonly type: 'pause'; readonly side: Speaker }
  | { readonly type: 'resume'; readonly side: Speaker }
  | { readonly type: 'record-bytes'; readonly origin: BytesOrigin; readonly bytes: Buffer }
  | { readonly type: 'record-event'; readonly event: SessionEvent }
  | { readonly type: 'await-greeting' }
  | { readonly type: 'greeting-came' }
  /** Nothing more will come of this relay. */
  | { readonly type: 'finish' };

/** Bytes of a client that speaks before there is a server: past that it has to wait. A patient client sends none. */
const MOST_EARLY_BYTES = 64 * 1024;

/** How one side's socket stands. */
type SocketState =
  | 'none'
  | 'open'
  /** It said all it had to say. */
  | 'ended'
  | 'closed';

/** How one side's bytes are carried. The relay is told when a side is upgraded; until then it passes what it gets. */
type Channel = 'plain' | 'tls';

interface Side {
  socket: SocketState;
  channel: Channel;
  /** Reasons not to read from it now. */
  readonly holds: Set<'peer-congested' | 'record-full' | 'no-server'>;
}

type Closing = Extract<SessionEvent, { event: 'closed' }>;

/** Relays one conversation. */
export class Relay {
  readonly #client: Side = { socket: 'none', channel: 'plain', holds: new Set() };
  readonly #server: Side = { socket: 'none', channel: 'plain', holds: new Set() };
  #serverName = '';
  #early: Buffer[] = [];
  #earlyBytes = 0;
  #greeted = false;
  /** Who ended first: what follows is only the consequence. */
  #closing: Closing | null = null;
  #finished = false;

  /** Takes what happened, and says what is to be done. */
  handle(event: RelayEvent): RelayCommand[] {
    if (this.#finished) return [];
    switch (event.type) {
      case 'data':
        return this.#data(event.from, event.bytes);
      case 'client-connected':
        return this.#clientConnected(event.client, event.server);
      case 'server-connected':
        return this.#serverConnected(event.server, event.tookMs);
      case 'server-unreachable':
        return this.#giveUp('unreachable', describeUnreachable(this.#serverName, event.failure));
      case 'greeting-timeout':
        return this.#timeOut(event.afterMs);
      case 'ended':
        return this.#ended(event.by);
      case 'closed':
        return this.#closed(event.side, event.failure);
      case 'congested':
        return this.#hold(otherSpeaker(event.side), 'peer-congested');
      case 'drained':
        return this.#release(otherSpeaker(event.side), 'peer-congested');
      case 'record-full':
        return [...this.#hold('client', 'record-full'), ...this.#hold('server', 'record-full')];
      case 'record-room':
        return [...this.#release('client', 'record-full'), ...this.#release('server', 'record-full')];
      case 'stop':
        return this.#stop();
    }
  }

  #clientConnected(client: Endpoint, server: ServerEndpoint): RelayCommand[] {
    this.#client.socket = 'open';
    this.#serverName = `${server.host}:${server.port}`;
    return [{ type: 'record-event', event: { event: 'connected', client } }, { type: 'connect' }];
  }

  #serverConnected(server: ServerEndpoint, tookMs: number): RelayCommand[] {
    this.#server.socket = 'open';
    const commands: RelayCommand[] = [
      { type: 'record-event', event: { event: 'upstream-connected', server, tookMs } },
      { type: 'await-greeting' },
      ...this.#early.map((bytes): RelayCommand => ({ type: 'send', to: 'server', bytes })),
      ...this.#release('client', 'no-server'),
    ];
    this.#early = [];
    if (this.#server.holds.size > 0) commands.push({ type: 'pause', side: 'server' });
    if (this.#client.socket === 'ended') commands.push({ type: 'end', to: 'server' });
    return commands;
  }

  #data(from: Speaker, bytes: Buffer): RelayCommand[] {
    const to = otherSpeaker(from);
    const { socket } = this.#side(to);
    const tls = this.#side(from).channel === 'tls';
    const withheld = this.#closing?.by === 'spy' || socket === 'closed';
    const record: RelayCommand = {
      type: 'record-bytes',
      origin: { from, tls, injected: false, withheld },
      bytes,
    };
    if (withheld) return [record];
    if (socket === 'none') return this.#keepEarly(bytes, record);
    const commands: RelayCommand[] = [{ type: 'send', to, bytes }, record];
    if (from === 'server' && !this.#greeted) {
      this.#greeted = true;
      commands.push({ type: 'greeting-came' });
    }
    return commands;
  }

  #keepEarly(bytes: Buffer, record: RelayCommand): RelayCommand[] {
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
    const isTooMuch = this.#earlyBytes >= MOST_EARLY_BYTES;
    return isTooMuch ? [record, ...this.#hold('client', 'no-server')] : [record];
  }

  #ended(by: Speaker): RelayCommand[] {
    const side = this.#side(by);
    if (side.socket !== 'open') return [];
    side.socket = 'ended';
    this.#closing ??= { event: 'closed', by, how: 'end', text: '' };
    const commands: RelayCommand[] = [{ type: 'record-event', event: { event: 'ended', by } }];
    const other = this.#side(otherSpeaker(by));
    // While the server is not there yet, its end follows when it is.
    if (other.socket !== 'none') commands.push({ type: 'end', to: otherSpeaker(by) });
    return commands;
  }

  #closed(side: Speaker, failure: SocketFailure | null): RelayCommand[] {
    this.#side(side).socket = 'closed';
    const other = otherSpeaker(side);
    const otherState = this.#side(other).socket;
    const commands = this.#noteClosing(side, failure);
    if (otherState === 'closed' || (side === 'client' && otherState === 'none'))
      commands.push(...this.#finish());
    else commands.push({ type: 'close', side: other, reset: failure !== null });
    return commands;
  }

  /** A connection that breaks when the end has begun already is told of beside that. */
  #noteClosing(side: Speaker, failure: SocketFailure | null): RelayCommand[] {
    if (failure === null) {
      this.#closing ??= { event: 'closed', by: side, how: 'end', text: '' };
      return [];
    }
    const text = describeBreak(side, failure);
    if (this.#closing === null) {
      this.#closing = { event: 'closed', by: side, how: 'reset', text };
      return [];
    }
    return [{ type: 'record-event', event: { event: 'error', code: failure.code, side, text } }];
  }

  /** While either side is on its way out, nobody waits for a greeting. */
  #timeOut(afterMs: number): RelayCommand[] {
    if (this.#closing !== null) return [];
    return this.#giveUp('timeout', describeSilence(this.#serverName, afterMs));
  }

  /** The server cannot be had: the client is told so in a reply of the spy's own, as a server of mail would. */
  #giveUp(how: 'unreachable' | 'timeout', words: FailureWords): RelayCommand[] {
    this.#closing = { event: 'closed', by: 'spy', how, text: words.full };
    const bytes = closingReply(words);
    const origin: BytesOrigin = {
      from: 'server',
      tls: this.#client.channel === 'tls',
      injected: true,
      withheld: false,
    };
    const commands: RelayCommand[] = [
      { type: 'record-event', event: { event: 'injected', to: 'client', reason: words.full } },
      { type: 'send', to: 'client', bytes },
      { type: 'record-bytes', origin, bytes },
      { type: 'close', side: 'client', reset: false },
    ];
    if (this.#server.socket !== 'none') commands.push({ type: 'close', side: 'server', reset: false });
    return commands;
  }

  #stop(): RelayCommand[] {
    // Where an end had begun, or the spy had given up, that says more than that it was stopped then.
    const text = 'SMTP Spy was stopped while the conversation was going on.';
    this.#closing ??= { event: 'closed', by: 'spy', how: 'stopped', text };
    return [
      { type: 'close', side: 'client', reset: false },
      { type: 'close', side: 'server', reset: false },
      ...this.#finish(),
    ];
  }

  #finish(): RelayCommand[] {
    this.#finished = true;
    const commands: RelayCommand[] = [{ type: 'finish' }];
    if (this.#closing !== null) commands.unshift({ type: 'record-event', event: this.#closing });
    return commands;
  }

  #hold(speaker: Speaker, reason: 'peer-congested' | 'record-full' | 'no-server'): RelayCommand[] {
    const side = this.#side(speaker);
    const wasFree = side.holds.size === 0;
    side.holds.add(reason);
    return wasFree && side.socket === 'open' ? [{ type: 'pause', side: speaker }] : [];
  }

  #release(speaker: Speaker, reason: 'peer-congested' | 'record-full' | 'no-server'): RelayCommand[] {
    const side = this.#side(speaker);
    const isFreed = side.holds.delete(reason) && side.holds.size === 0;
    return isFreed && side.socket === 'open' ? [{ type: 'resume', side: speaker }] : [];
  }

  #side(speaker: Speaker): Side {
    return speaker === 'client' ? this.#client : this.#server;
  }
}
