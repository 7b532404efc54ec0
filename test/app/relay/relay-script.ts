import type { SocketFailure } from '../../../app/relay/failure.ts';
import type { Inquiry } from '../../../app/relay/inquiry.ts';
import { Relay } from '../../../app/relay/relay.ts';
import type { RelayRules } from '../../../app/relay/relay-rules.ts';
import type { RelayCommand, RelayEvent } from '../../../app/relay/relay-events.ts';
import { PASS_THROUGH, type RelaySecurity } from '../../../app/relay/security.ts';
import type { TlsFacts } from '../../../app/transcript/tls-facts.ts';
import { otherSpeaker, type Speaker } from '../../../app/smtp/words.ts';
import type { SentAs, SessionEvent } from '../../../app/transcript/session-event.ts';

const CLIENT = { address: '127.0.0.1', port: 50_000 };
const SERVER = { host: 'mx.example', port: 25, address: null };

/** Something that happens to a relay, and what it wants done then, in this order and nothing else. */
export type Step = readonly [event: RelayEvent, ...wanted: readonly string[]];

/** What a relay wants, each thing by itself. */
type WantedCommand = Exclude<RelayCommand, { type: 'forward' }>;

/** A relay, and all that it wanted so far. */
export class PlayedRelay {
  readonly #relay: Relay;
  readonly #commands: WantedCommand[] = [];
  readonly #asked = new Map<number, Inquiry>();

  /** One that lets TLS through, unless it is told otherwise. */
  constructor(security: RelaySecurity = PASS_THROUGH, rules: RelayRules | null = null) {
    this.#relay = new Relay(security, rules);
  }

  /** The questions that are open, by their tokens, the oldest first. */
  get asked(): ReadonlyMap<number, Inquiry> {
    return this.#asked;
  }

  /** All that was wanted so far. */
  get commands(): readonly WantedCommand[] {
    return this.#commands;
  }

  /** Something happens. */
  on(event: RelayEvent): this {
    this.#take(event);
    return this;
  }

  /**
   * Lets the events of a script happen, and returns them with what the relay really wanted: a script that comes back as
   * it was is what the relay does.
   */
  play(script: readonly Step[]): Step[] {
    return script.map(([event]) => [event, ...this.#take(event).map(shownCommand)]);
  }

  /** All that was said to one side, in the order in which it was. */
  saidTo(side: Speaker): string {
    return this.#commands
      .flatMap((command) => (command.type === 'send' && command.to === side ? [command.bytes] : []))
      .map((bytes) => bytes.toString('latin1'))
      .join('');
  }

  /** The events that went into the record. */
  get events(): readonly (SessionEvent | SentAs)[] {
    return this.#commands.flatMap((command) => (command.type === 'record-event' ? [command.event] : []));
  }

  #take(event: RelayEvent): readonly WantedCommand[] {
    if (event.type === 'verdict') this.#asked.delete(event.token);
    const wanted = this.#relay.handle(event).flatMap(apart);
    this.#commands.push(...wanted);
    for (const command of wanted) {
      if (command.type === 'ask') this.#asked.set(command.token, command.inquiry);
      if (command.type === 'withdraw') this.#asked.delete(command.token);
    }
    return wanted;
  }
}

/** What is forwarded is sent and recorded: scripts see both. */
function apart(command: RelayCommand): readonly WantedCommand[] {
  if (command.type !== 'forward') return [command];
  const { origin, bytes } = command;
  return [
    { type: 'send', to: otherSpeaker(origin.from), bytes },
    { type: 'record-bytes', origin, bytes },
  ];
}

/** A client has connected. */
export const clientConnected: RelayEvent = { type: 'client-connected', client: CLIENT, server: SERVER };

/** A relay that is about to reach the server. */
export function connecting(): PlayedRelay {
  return new PlayedRelay().on(clientConnected);
}

/** A relay whose server has said nothing so far. */
export function connected(): PlayedRelay {
  return connecting().on(serverConnected);
}

/** A relay in the middle of a conversation. */
export function greeted(): PlayedRelay {
  return connected().on(data('server', '220 a\r\n'));
}

/** The server is there. */
export const serverConnected: RelayEvent = {
  type: 'server-connected',
  server: { ...SERVER, address: '192.0.2.1' },
  tookMs: 3,
};

/** Bytes came. */
export function data(from: Speaker, words: string): RelayEvent {
  return { type: 'data', from, bytes: Buffer.from(words, 'latin1') };
}

/** One side will say no more. */
export function ended(by: Speaker): RelayEvent {
  return { type: 'ended', by };
}

/** A socket is gone; broken, where there is a code. */
export function closed(side: Speaker, code?: string): RelayEvent {
  return { type: 'closed', side, failure: code === undefined ? null : failure(code) };
}

/** The server cannot be had. */
export function unreachable(code: string): RelayEvent {
  return { type: 'server-unreachable', failure: failure(code) };
}

/** TLS with this side is up. */
export function secured(side: Speaker, facts: Partial<TlsFacts> = {}): RelayEvent {
  return { type: 'secured', side, facts: { ...FACTS, ...facts } };
}

/** TLS with this side did not come about. */
export function secureFailed(side: Speaker, code: string): RelayEvent {
  return { type: 'secure-failed', side, failure: failure(code) };
}

const FACTS: TlsFacts = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  alpn: '',
  serverName: '',
  chain: [],
  clientChain: [],
  verified: 'yes',
  reason: '',
  tookMs: 1,
  resumed: false,
};

function failure(code: string): SocketFailure {
  return { code, text: `words for ${code}` };
}

/** A command in a few words. */
function shownCommand(command: WantedCommand): string {
  switch (command.type) {
    case 'send':
      return `send to ${command.to} ${shownBytes(command.bytes)}`;
    case 'record-bytes': {
      const { from, tls, injected, withheld } = command.origin;
      const how = `${tls ? ', tls' : ''}${injected ? ', injected' : ''}${withheld ? ', withheld' : ''}`;
      return `record ${from} ${shownBytes(command.bytes)}${how}`;
    }
    case 'record-event':
      return `note ${shownEvent(command.event)}`;
    case 'end':
      return `end ${command.to}`;
    case 'close':
      return `${command.reset ? 'reset' : 'close'} ${command.side}`;
    case 'secure':
      return `secure ${command.side}${command.early === null ? '' : ` ${shownBytes(command.early)}`}`;
    case 'pause':
    case 'resume':
      return `${command.type} ${command.side}`;
    case 'wait':
      return `wait ${command.ms} ms`;
    case 'ask':
      return `ask ${command.token} about ${command.inquiry.matter.type}`;
    case 'withdraw':
      return `withdraw ${command.token}`;
    case 'await-client':
      return 'await client';
    case 'await-greeting':
      return 'await greeting';
    case 'greeting-came':
      return 'greeting came';
    case 'connect':
      return command.to === null ? 'connect' : `connect to ${command.to.host}`;
    case 'leave-server':
    case 'finish':
      return command.type;
  }
}

function shownEvent(event: SessionEvent | SentAs): string {
  switch (event.event) {
    case 'closed':
      return `closed by ${event.by}: ${event.how}`;
    case 'ended':
      return `ended by ${event.by}`;
    case 'tls':
      return `tls with ${event.side}`;
    case 'tls-failed':
      return `tls with ${event.side} failed: ${event.code}`;
    case 'sent-as':
      return `sent as ${JSON.stringify(event.text)}`;
    case 'error':
      return `error of ${event.side}: ${event.code}`;
    case 'connected':
    case 'upstream-connected':
    case 'diverted':
    case 'injected':
    case 'opaque':
    case 'client-hello':
    case 'server-hello':
    case 'gap':
    case 'rule':
    case 'held':
    case 'released':
    case 'hook':
    case 'hook-log':
    case 'hook-error':
      return event.event;
  }
}

function shownBytes(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1'));
}
