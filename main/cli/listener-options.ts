import { Option, type Command } from 'commander';
import * as v from 'valibot';
import {
  CLIENT_SECURITIES,
  contradictionIn,
  DEFAULT_LISTENER,
  GATE_ANSWERS,
  listenerSettings,
  SERVER_SECURITIES,
  TLS_VERSIONS,
  type BuiltInSettings,
  type ClientSecurity,
  type GateAnswer,
  type ListenerSettings,
  type ServerSecurity,
  type TlsVersion,
} from '../../app/contract.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import { parseNetwork, parsePort, parseRate, parseUpstream } from './arguments.ts';
import { LISTENER_SPEC_HELP, parseListenerSpec } from './listener-spec.ts';
import { UsageError } from './usage-error.ts';

/** What says how a listener is, on the command line or in a `--listen`. What is absent is as it is by default. */
export interface ListenerOptions {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  readonly upstream?: ListenerSettings['upstream'];
  readonly security?: ClientSecurity;
  readonly upstreamSecurity?: ServerSecurity;
  readonly upstreamInsecure?: boolean;
  readonly stripStarttls?: boolean;
  readonly showPlus?: boolean;
  readonly tlsMin?: TlsVersion;
  readonly cert?: string;
  readonly key?: string;
  readonly upstreamCert?: string;
  readonly upstreamKey?: string;
  readonly upstreamCa?: string;
  readonly askClientCert?: boolean;
  readonly block?: readonly string[];
  readonly blockAnswer?: GateAnswer;
  readonly rateLimit?: number;
  readonly rateLimitAnswer?: GateAnswer;
  /** The kind of built-in server that this listener has, where it is not that of all. */
  readonly ownBuiltIn?: BuiltInSettings;
}

/** The listeners of a command line, as commander gives them. */
export interface ListenerArguments extends ListenerOptions {
  /** One for each `--listen`. What they leave out is as the other options say. */
  readonly listen?: readonly ListenerOptions[];
}

/** Adds the options that say where to listen, where to relay to, and how each side is protected. */
export function addListenerOptions(command: Command): Command {
  addClientOptions(command.optionsGroup('Where clients connect:'));
  addServerOptions(command.optionsGroup('The mail server:'));
  command
    .optionsGroup('Both sides’ TLS:')
    .addOption(
      new Option('--tls-min <version>', 'the oldest version of TLS (default: 1.2)').choices(TLS_VERSIONS),
    );
  return addGateOptions(command.optionsGroup('Who is let in:'));
}

function addClientOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--port <number>',
        `where clients connect; 0: any free port (default: ${DEFAULT_LISTENER.port})`,
      )
        .argParser(parsePort)
        .conflicts('listen'),
    )
    .addOption(
      new Option(
        '--host <address>',
        'the address to listen on (default: loopback, 127.0.0.1 and ::1)',
      ).conflicts('listen'),
    )
    .addOption(
      new Option('--listen <spec>', LISTENER_SPEC_HELP).argParser(
        (text: string, others: readonly ListenerOptions[] | undefined) => [
          ...(others ?? []),
          parseListenerSpec(text),
        ],
      ),
    )
    .addOption(
      new Option(
        '--security <mode>',
        'what the spy offers to clients; pass: TLS goes through unread (default: auto)',
      ).choices(CLIENT_SECURITIES),
    )
    .option(
      '--strip-starttls',
      'hide STARTTLS from clients: their side stays plain, the server’s is encrypted',
    )
    .option('--show-plus', 'leave SCRAM-…-PLUS on offer, though it cannot work through the spy')
    .option('--cert <file>', 'a certificate of your own to show to clients (PEM); needs --key')
    .option('--key <file>', 'its private key (PEM)')
    .option('--ask-client-cert', 'ask clients for a certificate; it is shown, and not checked');
}

function addServerOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--upstream <host[:port]>', `the real mail server (default: ${BUILT_IN})`).argParser(
        parseUpstream,
      ),
    )
    .addOption(
      new Option('--upstream-security <mode>', 'what the spy speaks to the server (default: auto)').choices(
        SERVER_SECURITIES,
      ),
    )
    .option('--upstream-insecure', 'go on when the server’s certificate does not verify')
    .option('--upstream-ca <file>', 'authorities to trust for the server, beside the well-known ones (PEM)')
    .option('--upstream-cert <file>', 'a certificate to show to the server (PEM); needs --upstream-key')
    .option('--upstream-key <file>', 'its private key (PEM)');
}

function addGateOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--block <network>',
        'turn clients away: an address, 192.0.2.0/24, or 192.0.2.10-192.0.2.20; as often as needed',
      ).argParser(collectNetworks),
    )
    .addOption(
      new Option('--block-answer <answer>', 'what they are told (default: 554)').choices(GATE_ANSWERS),
    )
    .addOption(
      new Option(
        '--rate-limit <number>',
        'connections that one address may make in a minute (default: as many as it likes)',
      ).argParser(parseRate),
    )
    .addOption(
      new Option('--rate-limit-answer <answer>', 'what it is told past that (default: 421)').choices(
        GATE_ANSWERS,
      ),
    );
}

function collectNetworks(text: string, others: readonly string[] | undefined): readonly string[] {
  return [...(others ?? []), parseNetwork(text)];
}

/**
 * The listeners that a command line names; null where it names nothing about them. Throws a {@link UsageError} for what
 * cannot stand together.
 */
export function listenersOf(
  options: ListenerArguments,
): readonly [ListenerSettings, ...ListenerSettings[]] | null {
  const { listen, ...common } = options;
  const [first, ...others] = listen ?? [];
  if (first !== undefined) {
    const settingsOf = (spec: ListenerOptions) => settingsFrom({ ...common, ...spec });
    const settings = [settingsOf(first), ...others.map(settingsOf)] as const;
    forbidSharedPorts(settings);
    return settings;
  }
  const named = NAMES.some((name) => common[name] !== undefined);
  return named ? [settingsFrom(common)] : null;
}

/** Two listeners cannot share a port; the system would say that another program has it. */
function forbidSharedPorts(listeners: readonly ListenerSettings[]): void {
  const taken = new Set<string>();
  for (const { host, port } of listeners) {
    const place = `${host}:${port}`;
    if (port !== 0 && taken.has(place)) {
      throw new UsageError(`Two listeners want port ${port}. Give each --listen a port of its own.`);
    }
    taken.add(place);
  }
}

/** All that can be said of a listener. */
const NAMES = [
  'name',
  'host',
  'port',
  'upstream',
  'security',
  'upstreamSecurity',
  'upstreamInsecure',
  'stripStarttls',
  'showPlus',
  'tlsMin',
  'cert',
  'key',
  'upstreamCert',
  'upstreamKey',
  'upstreamCa',
  'askClientCert',
  'block',
  'blockAnswer',
  'rateLimit',
  'rateLimitAnswer',
] as const satisfies readonly (keyof ListenerOptions)[];

function settingsFrom(options: ListenerOptions): ListenerSettings {
  const read = v.safeParse(listenerSettings, {
    name: options.name,
    host: options.host ?? DEFAULT_LISTENER.host,
    port: options.port ?? DEFAULT_LISTENER.port,
    upstream: options.upstream ?? DEFAULT_LISTENER.upstream,
    security: options.security,
    upstreamSecurity: options.upstreamSecurity,
    upstreamInsecure: options.upstreamInsecure,
    stripStarttls: options.stripStarttls,
    hidePlus: options.showPlus !== true,
    tlsMin: options.tlsMin,
    certificate: keyFiles(options.cert, options.key, 'cert', 'key'),
    upstreamCertificate: keyFiles(options.upstreamCert, options.upstreamKey, 'upstream-cert', 'upstream-key'),
    upstreamAuthorities: options.upstreamCa ?? null,
    asksClientCertificate: options.askClientCert,
    block: options.block,
    blockAnswer: options.blockAnswer,
    rateLimit: options.rateLimit,
    rateLimitAnswer: options.rateLimitAnswer,
    builtIn: options.ownBuiltIn,
  });
  if (!read.success) {
    const where = v.getDotPath(read.issues[0]) ?? 'listener';
    throw new UsageError(`${where}: ${read.issues[0].message}`);
  }
  const contradiction = contradictionIn(read.output);
  if (contradiction !== null) throw new UsageError(`${contradiction.text} ${contradiction.remedy}`);
  return read.output;
}

function keyFiles(
  certificateFile: string | undefined,
  keyFile: string | undefined,
  cert: string,
  key: string,
) {
  if (certificateFile === undefined && keyFile === undefined) return null;
  if (keyFile === undefined) throw new UsageError(`--${cert} needs --${key}: the certificate’s private key.`);
  if (certificateFile === undefined) throw new UsageError(`--${key} needs --${cert}: the key’s certificate.`);
  return { certificateFile, keyFile };
}
