import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { programPath } from './programs-installed.ts';

/** A mail server that runs for a test. */
export interface TestServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  close(): Promise<void>;
}

/** A mail server that keeps what it is sent. */
export interface KeepingServer extends TestServer {
  /** The messages accepted so far, as they were before dot-stuffing. */
  readonly messages: readonly ReceivedMessage[];
}

/** A message as a server got it. */
export interface ReceivedMessage {
  readonly mailFrom: string;
  readonly rcptTo: readonly string[];
  readonly content: Buffer;
}

/** Tries for smtp-sink to answer, 50 milliseconds apart. */
const MOST_TRIES = 100;

/**
 * Starts Postfix's smtp-sink as a process of its own. Rejects where it is not installed or does not come up.
 * @param options What else it is told: see its manual.
 */
export async function startSmtpSink(
  options: readonly string[] = [],
): Promise<TestServer & { readonly pid: number }> {
  const path = programPath('smtp-sink');
  if (path === null) throw new Error('not installed: smtp-sink');
  const port = await freePort();
  // It refuses to run as root unless it is told whom to become.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(path, [...user, ...options, `127.0.0.1:${port}`, '1024'], { stdio: 'ignore' });
  await answers(port, child);
  return { host: '127.0.0.1', port, pid: child.pid ?? 0, close: () => endProcess(child) };
}

/**
 * Starts a server of the smtp-server package, without TLS and passwords unless the options ask for them. `port`: 0 for any
 * that is free.
 */
export async function startKeepingServer(options: SMTPServerOptions = {}, port = 0): Promise<KeepingServer> {
  const messages: ReceivedMessage[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, callback) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        messages.push({
          mailFrom: mailFrom === false ? '' : mailFrom.address,
          rcptTo: rcptTo.map(({ address }) => address),
          content: Buffer.concat(pieces),
        });
        callback();
      });
    },
    ...options,
  });
  // Clients that break off are what some tests are about.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const closed = () => new Promise<void>((resolve) => server.close(resolve));
  return { host: '127.0.0.1', port: portOf(server.server), messages, close: closed };
}

/** A port of the loopback interface that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** The port that a server listens on. Throws where it listens on none. */
export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}

/** Ends a process that a test started, and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(hard);
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (child.exitCode !== null) break;
    if (await isOpen(port)) return;
    await wait(50);
  }
  await endProcess(child);
  throw new Error(`nothing answers at port ${port}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
