import nodemailer from 'nodemailer';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServerSecurity } from '../../../app/relay/security.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import { startKeepingServer } from '../../support/smtp-peers.ts';
import { rowsAtEnd, startRelaying, summaryAtEnd, type Relaying } from './relaying.ts';
import { authority, inShort, serverCertificate, tlsSettings } from './tls-relaying.ts';

/** What the mail server can do: it says so for itself in any case. */
type Server = 'plain' | 'starttls' | 'tls';
type Client = 'plain' | 'starttls' | 'tls';

const CLIENTS: readonly Client[] = ['plain', 'starttls', 'tls'];

/** How the server's side is set, what the server can do, and whether that side comes to be secured for each client. */
const SERVERS: readonly (readonly [ServerSecurity, Server, Readonly<Record<Client, boolean>>])[] = [
  ['plain', 'starttls', { plain: false, starttls: false, tls: false }],
  ['plain', 'plain', { plain: false, starttls: false, tls: false }],
  ['starttls', 'starttls', { plain: true, starttls: true, tls: true }],
  ['tls', 'tls', { plain: true, starttls: true, tls: true }],
  ['auto', 'starttls', { plain: false, starttls: true, tls: true }],
  ['auto', 'plain', { plain: false, starttls: false, tls: false }],
];

const COMBINATIONS = CLIENTS.flatMap((client) =>
  SERVERS.map(([security, server, secured]) => ({ client, security, server, secured: secured[client] })),
);

async function startServer(can: Server) {
  const { key, certificate } = serverCertificate;
  const server = await startKeepingServer({
    key,
    cert: certificate,
    secure: can === 'tls',
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username }),
    ...(can === 'starttls' ? { disabledCommands: [] } : {}),
  });
  onTestFinished(() => server.close());
  return server;
}

/** Sends a message with a login, as a client that is set up like this does. */
async function send({ port }: Relaying, client: Client): Promise<void> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    secure: client === 'tls',
    ignoreTLS: client === 'plain',
    requireTLS: client === 'starttls',
    tls: { ca: authority.certificate, servername: 'spy.test' },
    auth: { user: 'a', pass: 'b' },
  });
  await transport.sendMail({ from: 'a@test', to: 'b@test', subject: 'x', text: 'words\n.\n' });
  transport.close();
}

describe('every combination', () => {
  test.each(COMBINATIONS)(
    'client $client, server set to $security, which can do $server: secured is $secured',
    async ({ client, security, server: can, secured }) => {
      const server = await startServer(can);
      const relaying = await startRelaying(server.port, {
        name: 'mx.test',
        tls: tlsSettings({ client, server: security }),
      });
      await send(relaying, client);
      expect(server.messages).toHaveLength(1);
      const { login } = await summaryAtEnd(relaying);
      expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'completed', accepted: 1 });
      expect(login).toMatchObject({ user: 'a', outcome: 'accepted' });
      const rows = await rowsAtEnd(relaying);
      const lines = rows.filter((row): row is TranscriptLine => row.type === 'line');
      const mail = lines.find(({ verb, injected }) => verb === 'MAIL' && !injected);
      expect(mail?.tls).toBe(client !== 'plain');
      const reply = lines.find(({ answers }) => answers === mail?.n);
      expect(reply).toMatchObject({ code: 250, tls: secured });
      expect(inShort(rows).filter((row) => row.startsWith('# tls'))).toHaveLength(
        (client === 'plain' ? 0 : 1) + (secured ? 1 : 0),
      );
      const codes = lines.flatMap(({ findings = [] }) => findings.map(({ code }) => code));
      const inTheClear = client === 'plain' || !secured;
      expect(codes.includes('credentials-without-tls')).toBe(inTheClear);
      expect(
        codes.filter((code) => !['credentials-without-tls', 'starttls-not-used'].includes(code)),
      ).toEqual([]);
    },
  );
});

describe('where the client’s side is left to the server', () => {
  test.each([
    ['starttls', 'starttls', 'starttls'],
    ['starttls', 'plain', 'starttls'],
    ['plain', 'tls', 'tls'],
    ['tls', 'tls', 'tls'],
    ['tls', 'auto', 'tls'],
    ['tls', 'starttls', 'starttls'],
  ] as const)('a client with %s, server set to %s, which can do %s', async (client, security, can) => {
    const server = await startServer(can);
    const tls = tlsSettings({ client: 'auto', server: security });
    const relaying = await startRelaying(server.port, { name: 'mx.test', tls });
    await send(relaying, client);
    expect(server.messages).toHaveLength(1);
    const lines = (await rowsAtEnd(relaying)).filter((row): row is TranscriptLine => row.type === 'line');
    const mail = lines.find(({ verb }) => verb === 'MAIL');
    expect(mail?.tls).toBe(client !== 'plain');
    expect(lines.find(({ answers }) => answers === mail?.n)?.tls).toBe(security !== 'plain');
  });
});

describe('what the spy says and changes of its own', () => {
  test('it secures the server’s side before a plain client hears anything', async () => {
    const server = await startServer('starttls');
    const tls = tlsSettings({ client: 'plain', server: 'starttls' });
    const relaying = await startRelaying(server.port, { name: 'mx.test', tls });
    await send(relaying, 'plain');
    const rows = inShort(await rowsAtEnd(relaying));
    const until = rows.findIndex((row) => row.startsWith('c> EHLO'));
    expect(rows.slice(0, until)).toEqual([
      '# connected',
      '# upstream-connected',
      expect.stringMatching(/^s< 220 /),
      '# injected',
      '[injected] c> EHLO [127.0.0.1]',
      expect.stringMatching(/^\[withheld\] s< 250-/),
      ...rows.slice(6, until).filter((row) => row.startsWith('[withheld] s< 250')),
      '# injected',
      '[injected] c> STARTTLS',
      expect.stringMatching(/^\[withheld\] s< 220 /),
      '# tls server',
    ]);
  });

  test('it adds STARTTLS for the client, and answers it', async () => {
    const server = await startServer('plain');
    const tls = tlsSettings({ client: 'starttls', server: 'plain' });
    const relaying = await startRelaying(server.port, { name: 'mx.test', tls });
    await send(relaying, 'starttls');
    const rows = inShort(await rowsAtEnd(relaying));
    expect(rows).toContain('[injected] s< 250-STARTTLS');
    const at = rows.indexOf('[withheld] c> STARTTLS');
    expect(rows.slice(at, at + 4)).toEqual([
      '[withheld] c> STARTTLS',
      '# injected',
      '[injected] s< 220 2.0.0 Ready to start TLS',
      '# tls client',
    ]);
  });

  test('it hides STARTTLS where that is asked for, and refuses it', async () => {
    const server = await startServer('starttls');
    const tls = tlsSettings({ client: 'auto', server: 'starttls', stripStarttls: true });
    const relaying = await startRelaying(server.port, { name: 'mx.test', tls });
    await send(relaying, 'plain');
    await expect(send(relaying, 'starttls')).rejects.toThrow(/STARTTLS/);
    const rows = inShort(await rowsAtEnd(relaying));
    expect(rows.filter((row) => row.includes('STARTTLS'))).toEqual([
      '[withheld] s< 250 STARTTLS',
      '[injected] c> STARTTLS',
    ]);
  });
});
