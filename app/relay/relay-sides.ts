import { Buffer } from 'node:buffer';
import type { BytesOrigin } from '../capture/entry.ts';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import type { SentAs, SessionEvent } from '../transcript/session-event.ts';
import type { OfferLine } from './capability-changes.ts';
import type { RelayCommand } from './relay-events.ts';

/**
 * Bytes that wait for a side to be there, or to be secured: past that the other one has to wait. Patient peers send none.
 */
const MOST_WAITING_BYTES = 64 * 1024;

/** How one side's socket stands. */
export type SocketState =
  | 'none'
  | 'open'
  /** It said all it had to say. */
  | 'ended'
  | 'closed';

/** How one side's bytes are carried. */
export type Channel = 'plain' | 'securing' | 'tls';

/** Why a side is not read from now. */
export type HoldReason = 'peer-congested' | 'record-full' | 'peer-not-ready' | 'not-its-turn' | 'in-step';

/** How one side stands. */
export interface Side {
  socket: SocketState;
  channel: Channel;
  /** Reasons not to read from it now. */
  readonly holds: HoldReason[];
  /** What is to be sent to it when it is ready. */
  waiting: Buffer[];
  /** It is to be told that no more will come, once it is ready. */
  isToEnd: boolean;
}

/** Nothing is ever put into this one. */
const NO_COMMANDS: RelayCommand[] = [];

/** What nearly all bytes are is made once: what was said in plain text, and went on. */
const PLAIN: Readonly<Record<Speaker, BytesOrigin>> = {
  client: { from: 'client', tls: false, injected: false, withheld: false },
  server: { from: 'server', tls: false, injected: false, withheld: false },
};

/** Both sides of a relay, and what is wanted for them: all that is sent, recorded and held back goes through here. */
export class RelaySides {
  readonly client = newSide();
  readonly server = newSide();
  #commands = NO_COMMANDS;

  /** What has been wanted since the last time. */
  takeCommands(): readonly RelayCommand[] {
    const commands = this.#commands;
    this.#commands = NO_COMMANDS;
    return commands;
  }

  /** Wants something done. */
  want(command: RelayCommand): void {
    // Mostly it is one, and a list that grows by itself makes room for many.
    if (this.#commands.length === 0) this.#commands = [command];
    else this.#commands.push(command);
  }

  /** Writes into the record what happened. */
  note(event: SessionEvent | SentAs): void {
    this.want({ type: 'record-event', event });
  }

  /** One side. */
  of(speaker: Speaker): Side {
    return speaker === 'client' ? this.client : this.server;
  }

  /** Sends and records what was said. */
  forward(from: Speaker, bytes: Buffer): void {
    const to = otherSpeaker(from);
    if (this.#isReady(to)) return this.want({ type: 'forward', origin: this.#originOf(from, false), bytes });
    this.#send(to, bytes);
    this.#record(from, bytes, false);
  }

  /** Records what was said; it is sent on later, by {@link pass}. */
  keep(from: Speaker, bytes: Buffer): void {
    this.#record(from, bytes, false);
  }

  /** Sends on what was kept. */
  pass(from: Speaker, bytes: Buffer): void {
    this.#send(otherSpeaker(from), bytes);
  }

  /** Records what was said, and does not send it on. */
  withhold(from: Speaker, bytes: Buffer): void {
    this.#record(from, bytes, true);
  }

  /** Says something of the spy's own in the name of `from`, and records it as such. */
  speak(from: Speaker, bytes: Buffer, reason: string): void {
    const to = otherSpeaker(from);
    this.note({ event: 'injected', to, reason });
    this.#send(to, bytes);
    this.recordOwn(from, bytes);
  }

  /** Sends a reply of the server's on as it was changed, and records both. */
  alter(lines: readonly OfferLine[]): void {
    this.#send('client', Buffer.concat(lines.flatMap(({ sent }) => (sent === null ? [] : [sent]))));
    for (const { said, sent } of lines) {
      if (said === null) {
        if (sent !== null) this.recordOwn('server', sent);
      } else if (sent === null) this.#record('server', said, true);
      else {
        if (!sent.equals(said)) this.note({ event: 'sent-as', from: 'server', text: textOf(sent) });
        this.#record('server', said, false);
      }
    }
  }

  /** A side is to begin with TLS: until it does, or cannot, it is sent nothing. */
  awaitTls(speaker: Speaker): void {
    this.of(speaker).channel = 'securing';
  }

  /** It does not: it can be spoken to in plain text only. */
  giveUpTls(speaker: Speaker): void {
    const side = this.of(speaker);
    side.channel = 'plain';
    side.waiting = [];
  }

  /** Takes up TLS with a side: what it is sent has to wait for that. `early` has been read of it already. */
  secure(speaker: Speaker, early: Buffer | null): void {
    this.of(speaker).channel = 'securing';
    this.want({ type: 'secure', side: speaker, early });
  }

  /** Lets go of a side's socket: in order, or with a reset. */
  close(side: Speaker, reset: boolean): void {
    this.want({ type: 'close', side, reset });
  }

  /** Tells a side that no more will come, as soon as all that waits for it could be sent. */
  end(to: Speaker): void {
    if (this.#isReady(to)) this.want({ type: 'end', to });
    else this.of(to).isToEnd = true;
  }

  /** Lets go of the server, as another one is to take its place: what was on its way to it is not for that one. */
  leaveServer(): void {
    const { server } = this;
    this.want({ type: 'leave-server' });
    server.socket = 'none';
    server.channel = 'plain';
    server.waiting = [];
    server.isToEnd = false;
    this.release('client', 'peer-congested');
  }

  /** A side may now be there, and secured: it gets what has waited for that, and is read unless something holds it. */
  becameReady(speaker: Speaker): void {
    if (!this.#isReady(speaker)) return;
    const side = this.of(speaker);
    if (side.holds.length > 0) this.want({ type: 'pause', side: speaker });
    for (const bytes of side.waiting) this.want({ type: 'send', to: speaker, bytes });
    side.waiting = [];
    this.release(otherSpeaker(speaker), 'peer-not-ready');
    if (side.isToEnd) this.want({ type: 'end', to: speaker });
    side.isToEnd = false;
  }

  /** Stops reading from a side. */
  hold(speaker: Speaker, reason: HoldReason): void {
    const side = this.of(speaker);
    const wasFree = side.holds.length === 0;
    if (!side.holds.includes(reason)) side.holds.push(reason);
    if (wasFree && isRead(side)) this.want({ type: 'pause', side: speaker });
  }

  /** Reads from a side again, where no other reason speaks against it. */
  release(speaker: Speaker, reason: HoldReason): void {
    const side = this.of(speaker);
    const at = side.holds.indexOf(reason);
    if (at === -1) return;
    side.holds.splice(at, 1);
    if (side.holds.length === 0 && isRead(side)) this.want({ type: 'resume', side: speaker });
  }

  #send(to: Speaker, bytes: Buffer): void {
    if (this.#isReady(to)) return this.want({ type: 'send', to, bytes });
    const { waiting } = this.of(to);
    waiting.push(bytes);
    const waits = waiting.reduce((sum, piece) => sum + piece.length, 0);
    if (waits >= MOST_WAITING_BYTES) this.hold(otherSpeaker(to), 'peer-not-ready');
  }

  #isReady(speaker: Speaker): boolean {
    const { socket, channel } = this.of(speaker);
    return socket !== 'none' && channel !== 'securing';
  }

  #record(from: Speaker, bytes: Buffer, withheld: boolean): void {
    this.want({ type: 'record-bytes', origin: this.#originOf(from, withheld), bytes });
  }

  #originOf(from: Speaker, withheld: boolean): BytesOrigin {
    const tls = this.of(from).channel === 'tls';
    return tls || withheld ? { from, tls, injected: false, withheld } : PLAIN[from];
  }

  /** Records words of the spy's own in the name of `from`. They travel as those do who get them. */
  protected recordOwn(from: Speaker, bytes: Buffer): void {
    const tls = this.of(otherSpeaker(from)).channel === 'tls';
    this.want({ type: 'record-bytes', origin: { from, tls, injected: true, withheld: false }, bytes });
  }
}

/** While TLS is taken up, TLS alone reads. */
function isRead({ socket, channel }: Side): boolean {
  return socket === 'open' && channel !== 'securing';
}

function newSide(): Side {
  return { socket: 'none', channel: 'plain', holds: [], waiting: [], isToEnd: false };
}

/** Lines as text, each byte the character of its number, without the last line's ending. */
function textOf(lines: Buffer): string {
  return lines.toString('latin1').replace(/\r?\n$/, '');
}
