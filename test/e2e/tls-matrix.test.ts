import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished } from 'vitest';
import { testAuthority, type TestAuthority } from '../support/certificates.ts';
import { MAIL_CLIENTS, type MailClient, type Protection } from '../support/mail-clients.ts';
import { startPostfix } from '../support/postfix.ts';
import { programTest } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, startSpy, showCapture } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the spy may be told to speak to the server. */
const SERVER_SIDES = ['plain', 'starttls', 'tls', 'auto'] as const;
type ServerSide = (typeof SERVER_SIDES)[number];
const CLIENT_SIDES = ['plain', 'starttls', 'tls'] as const;

/** A mail server with a port for each protection. It keeps what it is sent. */
interface Server {
  readonly ports: Readonly<Record<Protection, number>>;
  /** For each message, by its subject: whether it came in TLS. */
  received(count: number): Promise<ReadonlyMap<string, boolean>>;
}

/** One message to be sent through the spy. */
interface Trial {
  readonly client: MailClient;
  readonly clientSide: Protection;
  readonly serverSide: ServerSide;
  readonly subject: string;
}

const TRIALS: readonly Trial[] = MAIL_CLIENTS.flatMap((client) =>
  CLIENT_SIDES.filter((side) => client.protections.includes(side)).flatMap((clientSide) =>
    SERVER_SIDES.map((serverSide) => ({
      client,
      clientSide,
      serverSide,
      subject: `${client.name}: ${clientSide} to ${serverSide}`,
    })),
  ),
);

const WAYS = CLIENT_SIDES.flatMap((clientSide) =>
  SERVER_SIDES.map((serverSide) => ({ clientSide, serverSide })),
);

/** What comes of each trial, one a line: this where all is as it should be. */
const ALL_WELL = TRIALS.map(({ subject }) => `${subject}: well`);

const PROGRAMS = ['swaks', 'curl', 'msmtp', 'openssl'] as const;

describe('every client arrives with every protection on either side, and is read all the way', () => {
  programTest(
    PROGRAMS,
    'at smtp-server',
    async () => {
      const authority = await testAuthority();
      expect(await outcomes(await startSmtpServers(authority), authority)).toEqual(ALL_WELL);
    },
    120_000,
  );

  programTest(
    [...PROGRAMS, 'postfix'],
    'at Postfix',
    async (context) => {
      // Postfix's master gives up rights that it has to have first.
      if (process.getuid?.() !== 0) return context.skip('Postfix starts for root only');
      const authority = await testAuthority();
      return expect(await outcomes(await startPostfixServer(authority), authority)).toEqual(ALL_WELL);
    },
    120_000,
  );
});

async function startSmtpServers(authority: TestAuthority): Promise<Server> {
  const { key, certificate: cert } = await authority.issue(['localhost', '127.0.0.1']);
  const inTls = new Map<string, boolean>();
  const start = async (options: SMTPServerOptions) => {
    const server = await startKeepingServer({
      onData(stream, session, callback) {
        let content = '';
        stream.on('data', (piece: Buffer) => (content += piece.toString()));
        stream.on('end', () => {
          inTls.set(subjectOf(content), session.secure);
          callback();
        });
      },
      ...options,
    });
    onTestFinished(() => server.close());
    return server.port;
  };
  return {
    ports: {
      plain: await start({}),
      starttls: await start({ disabledCommands: [], key, cert }),
      tls: await start({ secure: true, key, cert }),
    },
    received: async () => inTls,
  };
}

async function startPostfixServer(authority: TestAuthority): Promise<Server> {
  const folder = await temporaryFolder();
  const pair = await authority.issue(['localhost', '127.0.0.1']);
  const certificateFile = join(folder, 'server.crt');
  const keyFile = join(folder, 'server.key');
  await writeFile(certificateFile, pair.certificate);
  await writeFile(keyFile, pair.key);
  const postfix = await startPostfix(folder, { certificateFile, keyFile });
  onTestFinished(() => postfix.close());
  return {
    ports: postfix.ports,
    received: async (count) =>
      new Map(
        (await postfix.messages(count)).map((message) => [
          subjectOf(message),
          / with ESMTPS id /.test(message),
        ]),
      ),
  };
}

function subjectOf(message: string): string {
  return /^Subject: (.*?)\r?$/m.exec(message)?.[1] ?? '';
}

/** Sends all, through one spy with a listener for each way, and says of each what came of it. */
async function outcomes(server: Server, authority: TestAuthority): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  const authorityFile = join(folder, 'servers-ca.pem');
  await writeFile(authorityFile, authority.certificate);
  const spy = await startSpyWith(folder, server, authorityFile);
  const complaints = new Map<string, string>();
  for (const { client, clientSide, serverSide, subject } of TRIALS) {
    const place = WAYS.findIndex((way) => way.clientSide === clientSide && way.serverSide === serverSide);
    const complaint = await client.send({
      port: spy.ports[place] ?? 0,
      protection: clientSide,
      authorityFile: spy.authorityFile,
      from: 'me@example.com',
      to: 'you@example.org',
      message: `Subject: ${subject}\n\n.dots\n${randomBytes(30_000).toString('base64').replaceAll(/.{76}/g, '$&\n')}\n`,
    });
    if (complaint !== '') complaints.set(subject, complaint);
  }
  const received = await server.received(TRIALS.length - complaints.size);
  const lines = await spy.linesBySubject();
  return TRIALS.map((trial) => {
    const complaint = complaints.get(trial.subject);
    const wrong = complaint ?? whatIsWrong(trial, received, lines.get(trial.subject) ?? []);
    return `${trial.subject}: ${wrong ?? 'well'}`;
  });
}

interface Spy {
  /** The port of each of the {@link WAYS}. */
  readonly ports: readonly number[];
  /** What clients have to trust. */
  readonly authorityFile: string;
  /** Ends the spy, and reads each conversation, by the subject of its message. */
  linesBySubject(): Promise<ReadonlyMap<string, readonly Line[]>>;
}

async function startSpyWith(folder: string, server: Server, authorityFile: string): Promise<Spy> {
  const specs = WAYS.flatMap(({ clientSide, serverSide }) => {
    const port = server.ports[serverSide === 'auto' ? 'starttls' : serverSide];
    const spec = `0,upstream=localhost:${port},security=${clientSide},upstream-security=${serverSide}`;
    return ['--listen', spec];
  });
  const captures = join(folder, 'captures');
  const own = ['--captures', captures, '--data', join(folder, 'data')];
  const spy = startSpy(['listen', ...own, '--upstream-ca', authorityFile, ...specs]);
  await spy.tells(new RegExp(`(listening on .*\\n){${WAYS.length}}`));
  const ports = [...spy.stderr().matchAll(/^listening on \S+?:(\d+)\b/gm)].map(([, port]) => Number(port));
  const exported = join(folder, 'spy-ca.pem');
  await runSpy('ca', 'export', '--data', join(folder, 'data'), '--out', exported);
  return {
    ports,
    authorityFile: exported,
    async linesBySubject() {
      spy.kill('SIGTERM');
      await spy.ended;
      return bySubject(await showCapture(captures, '--format', 'jsonl'));
    },
  };
}

/** A line of a conversation, as `show --format jsonl` has it. */
interface Line {
  readonly session: number;
  readonly from: 'client' | 'server';
  readonly text: string;
  readonly tls: boolean;
  readonly injected?: boolean;
}

function bySubject(shown: string): ReadonlyMap<string, readonly Line[]> {
  const sessions = new Map<number, Line[]>();
  for (const text of shown.split('\n').filter((each) => each.startsWith('{"type":"line"'))) {
    const line: Line = JSON.parse(text);
    const lines = sessions.get(line.session);
    if (lines === undefined) sessions.set(line.session, [line]);
    else lines.push(line);
  }
  return new Map(
    [...sessions.values()].map((lines) => [subjectOf(lines.map(({ text }) => text).join('\n')), lines]),
  );
}

/** Null where the message came in the right protection, and every line was read and is marked as it was protected. */
function whatIsWrong(
  { clientSide, serverSide, subject }: Trial,
  received: ReadonlyMap<string, boolean>,
  lines: readonly Line[],
): string | null {
  const serverSecured = serverSide === 'auto' ? clientSide !== 'plain' : serverSide !== 'plain';
  if (received.get(subject) !== serverSecured) return `arrived in TLS: ${received.get(subject)}`;
  const client = lines.filter(({ from, injected }) => from === 'client' && injected !== true);
  const server = lines.filter(({ from, injected }) => from === 'server' && injected !== true);
  if (!client.some(({ text }) => text.startsWith('MAIL FROM:<me@example.com>')))
    return 'no MAIL FROM was read';
  if (!server.some(({ text }) => text.startsWith('354'))) return 'no 354 was read';
  return (
    wrongMark('client', clientSide, client) ??
    wrongMark('server', serverProtection(serverSecured, serverSide), server)
  );
}

function serverProtection(isSecured: boolean, serverSide: ServerSide): Protection {
  if (!isSecured) return 'plain';
  return serverSide === 'tls' ? 'tls' : 'starttls';
}

/** Null where lines are marked as secured from the right one on. */
function wrongMark(side: string, protection: Protection, lines: readonly Line[]): string | null {
  const marks = lines.map(({ tls }) => (tls ? 'T' : '-')).join('');
  const right = { plain: /^-+$/, starttls: /^-+T+$/, tls: /^T+$/ }[protection];
  if (!right.test(marks)) return `the ${side}'s lines are marked ${marks.replace(/(.)\1{9,}/g, '$1…')}`;
  if (side !== 'client' || protection !== 'starttls') return null;
  const last = lines.findLast(({ tls }) => !tls)?.text;
  return last?.toUpperCase() === 'STARTTLS' ? null : `the last line in clear was ${last}`;
}
