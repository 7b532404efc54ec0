import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBuiltInServer, type BuiltInServer } from '../../../app/upstream/built-in-server.ts';
import { programTest, runProgram } from '../../support/programs.ts';

let server: BuiltInServer;
beforeEach(async () => {
  server = await startBuiltInServer();
});
afterEach(() => server.close());

const ACCEPTED = /250 2\.0\.0 OK: [\d,]+ bytes received/;

programTest('swaks', 'swaks delivers a message', async () => {
  const { code, stdout } = await swaks();
  expect(stdout).toMatch(ACCEPTED);
  expect(stdout).toContain('<-  221 2.0.0');
  expect(code).toBe(0);
});

programTest('swaks', 'swaks pipelines', async () => {
  const { code, stdout } = await swaks('--pipeline', '--to', 'ben@example.net,carla@example.net');
  expect(stdout).toMatch(ACCEPTED);
  expect(code).toBe(0);
});

programTest('swaks', 'swaks is refused what it should be', async () => {
  const { code, stdout } = await swaks('--to', 'nobody');
  expect(stdout).toContain('<** 501 5.1.3');
  expect(code).toBe(24);
});

programTest('msmtp', 'msmtp delivers a message', async () => {
  const envelope = ['--from=anna@example.org', 'ben@example.net'];
  const where = [`--host=${server.host}`, `--port=${server.port}`, '--file=/dev/null'];
  const input = 'Subject: a test\n\n.a line with a dot\n';
  const { code, stderr } = await runProgram('msmtp', ['--debug', ...where, ...envelope], { input });
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

programTest('curl', 'curl delivers a message with an address beyond ASCII', async () => {
  const envelope = ['--mail-from', 'anna@example.org', '--mail-rcpt', 'bén@example.net'];
  const url = `smtp://${server.host}:${server.port}/client.example`;
  const parameters = ['--silent', '--verbose', '--url', url, ...envelope, '--upload-file', '-'];
  const { code, stderr } = await runProgram('curl', parameters, {
    input: 'Subject: a test\r\n\r\nHello\r\n',
  });
  expect(stderr).toMatch(ACCEPTED);
  expect(code).toBe(0);
});

programTest('smtp-source', 'smtp-source delivers 500 messages over 50 connections at once', async () => {
  const load = ['-s', '50', '-m', '500', '-l', '5000'];
  const { code, stderr } = await runProgram('smtp-source', [...load, `${server.host}:${server.port}`]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('nodemailer delivers a message over one connection after another', async () => {
  const { host, port } = server;
  const transport = createTransport({ host, port, pool: true, maxConnections: 1, ignoreTLS: true });
  for (let sent = 0; sent < 3; sent += 1) {
    const text = '.\r\n..\r\n'.repeat(1_000);
    const { response } = await transport.sendMail({ from: 'anna@example.org', to: 'ben@example.net', text });
    expect(response).toMatch(ACCEPTED);
  }
  transport.close();
});

test('a client that closes its side after pipelining everything gets all replies', async () => {
  const socket = client();
  socket.end('HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<postmaster>\r\nDATA\r\nHello\r\n.\r\n');
  expect(codesOf(await everythingFrom(socket))).toEqual([220, 250, 250, 250, 354, 250]);
});

test('QUIT closes in order, whatever is sent behind it', async () => {
  const socket = client();
  socket.write(`QUIT\r\n${'x'.repeat(1_000_000)}`);
  expect(codesOf(await everythingFrom(socket))).toEqual([220, 221]);
});

test('a client that fetches no replies is not read from for ever', async () => {
  const socket = client();
  await once(socket, 'connect');
  socket.pause();
  const help = Buffer.from('HELP\r\n'.repeat(100_000));
  let written = 0;
  // What the two sockets hold between them is a few megabytes, at most; the replies would be 60 times as long.
  while (socket.writableLength === 0 && written < 100) {
    socket.write(help);
    written += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(written).toBeLessThan(100);
  socket.destroy();
});

test('closing says goodbye to everybody', async () => {
  const sockets = [client(), client(), client()];
  await Promise.all(sockets.map((socket) => once(socket, 'readable')));
  const [heard] = await Promise.all([Promise.all(sockets.map(everythingFrom)), server.close()]);
  expect(heard.map(codesOf)).toEqual([
    [220, 421],
    [220, 421],
    [220, 421],
  ]);
  await expect(once(client(), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a connection that breaks harms nobody else', async () => {
  const broken = client();
  broken.write('HELO a\r\n');
  await once(broken, 'readable');
  broken.resetAndDestroy();
  const socket = client();
  socket.end('QUIT\r\n');
  expect(codesOf(await everythingFrom(socket))).toEqual([220, 221]);
});

function client(): Socket {
  return connect({ host: server.host, port: server.port, allowHalfOpen: true });
}

async function everythingFrom(socket: Socket): Promise<string> {
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

function codesOf(replies: string): number[] {
  return replies
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => Number(line.slice(0, 3)));
}

function swaks(...more: readonly string[]) {
  const envelope = ['--from', 'anna@example.org', '--to', 'ben@example.net', '--helo', 'client.example'];
  return runProgram('swaks', ['--server', server.host, '--port', String(server.port), ...envelope, ...more]);
}
