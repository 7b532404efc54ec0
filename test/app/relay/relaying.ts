import { onTestFinished } from 'vitest';
import { Captures } from '../../../app/capture/captures.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import { DEFAULT_TIMEOUTS, type RelayTimeouts } from '../../../app/relay/conversation.ts';
import { Gate, OPEN_TO_ALL, type GateSettings } from '../../../app/gate/gate.ts';
import { RuleSet } from '../../../app/rules/rule-set.ts';
import { RelayListener } from '../../../app/relay/listener.ts';
import { TLS_UNTOUCHED, type TlsSettings } from '../../../app/relay/tls-settings.ts';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { eventually } from '../../support/eventually.ts';
import { connectPeer, startPeerServer, type Peer } from '../../support/sockets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { libraryOf } from '../capture/recording.ts';

/** Where a relay of a test goes, how patient it is, and where it records. */
export interface RelayingOptions {
  readonly host?: string;
  /** How people name the server; by default as the host. */
  readonly name?: string;
  readonly timeouts?: Partial<RelayTimeouts>;
  readonly folder?: string;
  /** TLS goes through untouched unless something is said. */
  readonly tls?: Partial<TlsSettings>;
  /** Everybody is let in unless something is said. */
  readonly gate?: Partial<GateSettings>;
  /** None unless some are given. */
  readonly rules?: RuleSet;
}

/** A listener with its capture folder, on a free port of this machine. It is gone when the test is over. */
export interface Relaying {
  readonly port: number;
  readonly listener: RelayListener;
  readonly captures: Captures;
}

/** Starts a listener that relays to this port. */
export async function startRelaying(port: number, options: RelayingOptions = {}): Promise<Relaying> {
  const {
    host = '127.0.0.1',
    timeouts = {},
    tls = {},
    gate = {},
    rules = new RuleSet([]),
    folder = await temporaryFolder(),
  } = options;
  const captures = await Captures.open(folder, '1.2.3');
  const connectTo = { host, port };
  const name = { host: options.name ?? host, port };
  const listener = new RelayListener({
    captures,
    timeouts: { ...DEFAULT_TIMEOUTS, ...timeouts },
    upstream: () => ({ name, connectTo }),
    tls: { ...TLS_UNTOUCHED, ...tls },
    gate: new Gate({ ...OPEN_TO_ALL, ...gate }),
    interference: { rules: () => rules, askers: [] },
    onConversation: () => {},
  });
  const [address] = await listener.start('127.0.0.1', 0);
  onTestFinished(async () => {
    await listener.stop();
    listener.stopConversations();
    await captures.close();
  });
  return { port: address?.port ?? 0, listener, captures };
}

/** A conversation through a relay: both its ends, each to be spoken and listened with. */
export interface RelayedPair extends Relaying {
  readonly client: Peer;
  readonly server: Peer;
}

/** Connects a client through a relay to a server that has greeted it. */
export async function startConversation(options: RelayingOptions = {}): Promise<RelayedPair> {
  const upstream = await startPeerServer((peer) => peer.say('220 a\r\n'));
  const relaying = await startRelaying(upstream.port, options);
  const client = await connectPeer(relaying.port);
  const server = await upstream.peer(0);
  await client.hears('220 a\r\n');
  return { ...relaying, client, server };
}

/** What conversations are recorded by. */
export type Recorded = Pick<Relaying, 'captures'>;

/** What is known of a session when it is over. */
export async function summaryAtEnd({ captures }: Recorded, session = 1): Promise<SessionSummary> {
  return eventually(`the end of session ${session}`, async () => {
    const source = await libraryOf(captures).find(session);
    await source?.catchUp();
    return source !== null && !source.index.isOpen && source.index.summary();
  });
}

/** All rows of a session that is over. */
export async function rowsAtEnd(relaying: Recorded, session = 1): Promise<TranscriptRow[]> {
  const { rows } = await summaryAtEnd(relaying, session);
  const source = await libraryOf(relaying.captures).find(session);
  return source === null ? [] : readRows(source, 0, rows, true);
}

/** What happened to a session that is over, in order. */
export async function eventsAtEnd(relaying: Recorded, session = 1): Promise<SessionEvent['event'][]> {
  const rows = await rowsAtEnd(relaying, session);
  return rows.flatMap((row) => (row.type === 'event' ? [row.event.event] : []));
}
