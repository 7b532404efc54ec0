import { Buffer } from 'node:buffer';
import type { Speaker } from '../smtp/words.ts';
import type { Endpoint } from '../transcript/session-event.ts';
import type { FlowEvent } from './flow-event.ts';
import { Recognition, type Recognised } from './smtp-recognition.ts';
import type { SessionFile } from './session-file.ts';
import { oppositeEnd, type FlowEnd } from './tcp-segment.ts';

/** Bytes of a flow that are kept until it is clear what it speaks: many times what a greeting and a command take. */
const MOST_UNRECOGNISED = 64 * 1024;

/** What an event costs in memory beyond its bytes, about. */
const OVERHEAD = 256;

/** In which words a session's record says that its end is not in the capture. */
const END_UNSEEN = 'The capture holds no more of this conversation: its end was not seen.';

/** What becomes of flows. */
export interface FlowKeeper {
  /** Begins the record of a conversation. `started`: microseconds since 1970. */
  begin(client: Endpoint, server: Endpoint, started: number): SessionFile;
  /** A flow that speaks something else. */
  leaveOut(spoken: 'tls' | 'other'): void;
}

/** Where a flow comes from. */
export interface FlowOrigin {
  readonly endpoints: Readonly<Record<FlowEnd, Endpoint>>;
  /** The end that asked for the connection; null where that was not seen. */
  readonly opener: FlowEnd | null;
  /** Microseconds since 1970, when its first segment was captured. */
  readonly started: number;
}

/** What two ends said to each other: made into a session's record once it is clear that it is SMTP, else left out. */
export class FlowConversation {
  readonly #origin: FlowOrigin;
  readonly #keeper: FlowKeeper;
  #recognition: Recognition | null;
  #waiting: FlowEvent[] = [];
  #cost = 0;
  #kept: { readonly file: SessionFile; readonly client: FlowEnd } | null = null;

  constructor(origin: FlowOrigin, keeper: FlowKeeper) {
    const { one, other } = origin.endpoints;
    this.#origin = origin;
    this.#keeper = keeper;
    this.#recognition = new Recognition({
      opener: origin.opener,
      ports: { one: one.port, other: other.port },
    });
  }

  /** Bytes of memory that it holds, about. */
  get cost(): number {
    return this.#cost;
  }

  /** Whether it is none of SMTP: it needs no more events. */
  get isLeftOut(): boolean {
    return this.#recognition === null && this.#kept === null;
  }

  /** Goes on by what happened. */
  take(event: FlowEvent): void {
    if (this.#kept !== null) return this.#record(event, this.#kept.file, this.#kept.client);
    if (this.#recognition === null) return;
    this.#wait(event);
    const recognised = this.#listen(event, this.#recognition);
    if (recognised !== null) this.#decide(recognised);
    else if (this.#cost > MOST_UNRECOGNISED || event.type === 'closed') this.decideNow();
  }

  /** Decides with what has been said so far. */
  decideNow(): void {
    if (this.#recognition !== null) this.#decide(this.#recognition.finish());
  }

  #wait(event: FlowEvent): void {
    this.#waiting.push(event.type === 'bytes' ? { ...event, bytes: Buffer.from(event.bytes) } : event);
    this.#cost += OVERHEAD + (event.type === 'bytes' ? event.bytes.length : 0);
  }

  #listen(event: FlowEvent, recognition: Recognition): Recognised | null {
    if (event.type === 'bytes') return recognition.take(event.from, event.bytes);
    if (event.type === 'gap') recognition.gap(event.from);
    return null;
  }

  #decide(recognised: Recognised): void {
    const waiting = this.#waiting;
    this.#recognition = null;
    this.#waiting = [];
    this.#cost = 0;
    if (recognised.spoken !== 'smtp') return this.#keeper.leaveOut(recognised.spoken);
    const file = this.#begin(recognised.client);
    this.#kept = { file, client: recognised.client };
    for (const event of waiting) this.#record(event, file, recognised.client);
  }

  #begin(client: FlowEnd): SessionFile {
    const { endpoints, opener, started } = this.#origin;
    const file = this.#keeper.begin(endpoints[client], endpoints[oppositeEnd(client)], started);
    if (opener !== null) file.event({ event: 'connected', client: endpoints[client] }, started);
    return file;
  }

  #record(event: FlowEvent, file: SessionFile, client: FlowEnd): void {
    const speaker = (end: FlowEnd): Speaker => (end === client ? 'client' : 'server');
    switch (event.type) {
      case 'bytes':
        return file.bytes(speaker(event.from), event.time, event.bytes);
      case 'gap':
        return file.event({ event: 'gap', from: speaker(event.from), size: event.size }, event.time);
      case 'ended':
        return file.event({ event: 'ended', by: speaker(event.by) }, event.time);
      case 'closed':
        if (event.how === 'unseen') {
          file.event({ event: 'closed', by: 'spy', how: 'stopped', text: END_UNSEEN }, event.time);
        } else {
          file.event({ event: 'closed', by: speaker(event.by), how: event.how, text: '' }, event.time);
        }
        return file.close();
    }
  }
}
