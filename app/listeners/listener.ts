import type { Captures } from '../capture/captures.ts';
import { KeyFileError } from '../certificates/key-files.ts';
import type { ServerCertificates } from '../certificates/server-certificates.ts';
import type { ListenerSettings, ListenerState, ListenerStatus, Problem } from '../contract.ts';
import { Gate } from '../gate/gate.ts';
import {
  describeError,
  describeKeepingFailure,
  describeKeyFileError,
  describeListenError,
} from '../problems.ts';
import type { AskerSource } from '../relay/inquiry.ts';
import type { RelayTimeouts, Upstream } from '../relay/conversation.ts';
import { ListenError, RelayListener } from '../relay/listener.ts';
import type { Interference } from '../relay/relay-rules.ts';
import type { TlsSettings } from '../relay/tls-settings.ts';
import { MailFolderError } from '../upstream/mail-folder.ts';
import { BuiltInFileError } from '../upstream/settings-file.ts';
import { tlsSettingsOf } from './tls-settings.ts';

/** What a listener needs of the program around it. */
export interface ListenerSurroundings {
  readonly captures: Captures;
  readonly timeouts: RelayTimeouts;
  readonly interference: Interference;
  readonly certificates: ServerCertificates;
  /** Gets the secrets of TLS. */
  readonly keyLog: TlsSettings['keyLog'];
  /** The server that settings name. May reject. */
  readonly upstreamOf: (settings: ListenerSettings) => Promise<Upstream>;
  /** Its state has changed. */
  readonly onChange: () => void;
  /** A conversation began or ended: it happens thousands of times a second. */
  readonly onConversation: () => void;
}

/** One place where clients connect: its settings, whether it is open, and its conversations. */
export class Listener {
  readonly number: number;
  readonly #surroundings: ListenerSurroundings;
  readonly #relays = new Set<RelayListener>();
  #settings: ListenerSettings;
  #status: ListenerStatus = { state: 'stopped' };
  #relay: RelayListener | null = null;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** It is closed until it is told to {@link start}. */
  constructor(number: number, settings: ListenerSettings, surroundings: ListenerSurroundings) {
    this.number = number;
    this.#settings = settings;
    this.#surroundings = surroundings;
  }

  /** The listener at a glance. */
  get state(): ListenerState {
    const open = [...this.#relays].reduce((sum, relay) => sum + relay.conversations, 0);
    return { listener: this.number, settings: this.#settings, status: this.#status, open };
  }

  /**
   * Opens it with these settings, or those it has; if it is open it is closed first. Its conversations go on. Never
   * rejects: whether it worked stands in the {@link state}.
   */
  start(settings?: ListenerSettings): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close();
      this.#settings = settings ?? this.#settings;
      try {
        this.#status = { state: 'listening', addresses: await this.#open(this.#settings) };
      } catch (error) {
        this.#status = { state: 'failed', error: describeStartError(error) };
      }
      this.#surroundings.onChange();
    });
  }

  /** Takes no more clients. Conversations under way go on. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#close();
      this.#status = { state: 'stopped' };
      this.#surroundings.onChange();
    });
  }

  /** {@link RelayListener.askLater} */
  askLater(asker: AskerSource, session: number | null): number {
    return [...this.#relays].reduce((sum, relay) => sum + relay.askLater(asker, session), 0);
  }

  /** Ends all conversations. */
  stopConversations(): void {
    for (const relay of this.#relays) relay.stopConversations();
  }

  /** Starting and stopping take time, and must not get into each other's way. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => {});
    return done;
  }

  async #open(settings: ListenerSettings): Promise<readonly { address: string; port: number }[]> {
    const { captures, timeouts, interference, upstreamOf, certificates, keyLog, onConversation } =
      this.#surroundings;
    const upstream = await upstreamOf(settings);
    const tls = await tlsSettingsOf(settings, certificates, keyLog);
    const gate = new Gate(settings);
    const ofTheListener = { upstream: () => upstream, tls, gate };
    const options = { captures, timeouts, interference, ...ofTheListener, onConversation };
    const relay = new RelayListener(options);
    const addresses = await relay.start(settings.host, settings.port);
    this.#relay = relay;
    this.#relays.add(relay);
    return addresses;
  }

  async #close(): Promise<void> {
    await this.#relay?.stop();
    this.#relay = null;
    for (const relay of this.#relays) {
      if (relay.conversations === 0) this.#relays.delete(relay);
    }
  }
}

function describeStartError(error: unknown): Problem {
  if (error instanceof ListenError) return describeListenError(error);
  if (error instanceof KeyFileError) return describeKeyFileError(error);
  if (error instanceof MailFolderError) return describeKeepingFailure(error.folder, error.code);
  if (error instanceof BuiltInFileError) {
    return { code: 'built-in-file', text: error.message, remedy: 'Mend the file, or choose another one.' };
  }
  return describeError(error, 'Cannot listen');
}
