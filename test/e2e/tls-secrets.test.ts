import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testAuthority } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { MAIL_CLIENTS } from '../support/mail-clients.ts';
import { programTest, runProgram } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { captureLoopback } from '../support/tshark.ts';

const nodemailer = MAIL_CLIENTS.find(({ name }) => name === 'nodemailer');

/** A message sent through TLS on both sides, its secrets written down. */
async function sendThroughTls(
  folder: string,
  whileSending: (ports: number[]) => Promise<() => Promise<void>>,
) {
  const authority = await testAuthority();
  const { key, certificate: cert } = await authority.issue(['127.0.0.1']);
  const server = await startKeepingServer({ secure: true, key, cert });
  onTestFinished(() => server.close());
  const serversAuthority = join(folder, 'server-ca.pem');
  await writeFile(serversAuthority, authority.certificate);
  const paths = {
    data: join(folder, 'data'),
    captures: join(folder, 'captures'),
    keyLog: join(folder, 'keys.log'),
    saved: join(folder, 'saved.txt'),
  };
  const client = ['--security', 'tls'];
  const upstream = ['--upstream', `127.0.0.1:${server.port}`, '--upstream-security', 'tls'];
  const trust = ['--upstream-ca', serversAuthority];
  const folders = ['--data', paths.data, '--captures', paths.captures];
  const output = ['--keylog', paths.keyLog, '--save', paths.saved, '--reveal', '--marks'];
  const spy = await startListen([...client, ...upstream, ...trust, ...folders, ...output]);
  const stop = await whileSending([spy.port, server.port]);
  const authorityFile = join(paths.data, 'certificates', 'smtp-spy-ca.pem');
  const complaint = await nodemailer?.send({
    port: spy.port,
    protection: 'tls',
    authorityFile,
    from: 'me@example.com',
    to: 'you@example.org',
    message: 'Subject: Secret enough\n\nRead me\n',
  });
  expect(complaint).toBe('');
  await stop();
  spy.kill('SIGTERM');
  const { stdout, stderr } = await spy.ended;
  return { ...paths, printed: stdout + stderr };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('what must not be told', () => {
  test('stands in no recording, output or export: neither the authority’s key nor the secrets of TLS', async () => {
    const folder = await temporaryFolder();
    const sent = await sendThroughTls(folder, async () => async () => {});
    const exports = join(folder, 'exports');
    for (const format of ['text', 'jsonl', 'eml', 'pcapng', 'html']) {
      const out = `${exports}.${format}`;
      const { code } = await runSpy('export', sent.captures, '--format', format, '--reveal', '--out', out);
      expect([format, code]).toEqual([format, 0]);
    }
    const told = [
      ...(await filesIn(sent.captures)),
      sent.saved,
      ...(await filesIn(folder)).filter((path) => path.startsWith(exports)),
    ];
    expect(told.length).toBeGreaterThan(6);
    const contents = [Buffer.from(sent.printed), Buffer.from(await showCapture(sent.captures, '--reveal'))];
    for (const path of told) contents.push(await readFile(path));
    expect(contents.filter((content) => content.includes('Secret enough')).length).toBeGreaterThan(5);

    const secrets = await secretsIn(sent.data, sent.keyLog);
    expect(secrets.length).toBeGreaterThan(10);
    const all = Buffer.concat(contents);
    for (const secret of secrets) expect(all.includes(secret)).toBe(false);
    expect(all.includes('PRIVATE KEY')).toBe(false);
  });

  test('is for its owner’s eyes only where it stands', async () => {
    const sent = await sendThroughTls(await temporaryFolder(), async () => async () => {});
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    for (const path of [sent.keyLog, ...(await filesIn(join(sent.data, 'certificates')))]) {
      expect([path, await modeOf(path)]).toEqual([path, 0o600]);
    }
    expect(await modeOf(join(sent.data, 'certificates'))).toBe(0o700);
  });
});

/** The authority's key, and TLS's secrets: as text, and as the bytes that they are. */
async function secretsIn(data: string, keyLog: string): Promise<readonly Buffer[]> {
  const pem = await readFile(join(data, 'certificates', 'authority-private.pem'), 'utf8');
  const [, key = ''] = /BEGIN PRIVATE KEY-----\s+([^-]+)/.exec(pem) ?? [];
  const der = Buffer.from(key, 'base64');
  // The private number of an EC P-256 key stands behind its version and curve (RFC 5915).
  const texts = [
    key.replaceAll(/\s/g, '').slice(48, 88),
    der.subarray(36, 68).toString('base64').slice(0, 40),
  ];
  const bytes = [der.subarray(36, 68)];
  for (const line of (await readFile(keyLog, 'utf8')).trim().split('\n')) {
    const [, , secret = ''] = line.split(' ');
    texts.push(secret);
    bytes.push(Buffer.from(secret, 'hex'));
  }
  return [...texts.map((text) => Buffer.from(text)), ...bytes];
}

describe('the key log', () => {
  programTest('tshark', 'lets tshark read both sides of what was encrypted', async (context) => {
    const folder = await temporaryFolder();
    const capture = join(folder, 'traffic.pcapng');
    const captured = { ports: [0], isAllowed: true };
    const { keyLog } = await sendThroughTls(folder, async (ports) => {
      const live = await captureLoopback(capture, ...ports);
      captured.ports = ports;
      captured.isAllowed = live !== null;
      // What was captured last reaches the file a moment later.
      const hasAll = async () =>
        (await Promise.all(ports.map((port) => decrypted(capture, join(folder, 'keys.log'), port)))).every(
          (text) => text.includes('Secret enough'),
        );
      return async () => {
        if (live !== null) await eventually('tshark to read both sides', hasAll);
        await live?.stop();
      };
    });
    if (!captured.isAllowed) return context.skip('not allowed to capture');
    for (const port of captured.ports) {
      expect(await decrypted(capture, keyLog, port)).toContain('Secret enough');
      expect(await decrypted(capture, '/dev/null', port)).not.toContain('Secret enough');
    }
    return undefined;
  });

  test('has five secrets of each side, as Wireshark knows them', async () => {
    const { keyLog } = await sendThroughTls(await temporaryFolder(), async () => async () => {});
    const lines = (await readFile(keyLog, 'utf8')).trim().split('\n');
    const connections = new Map<string, string[]>();
    for (const line of lines) {
      const [, label = '', random = ''] = /^([A-Z_0-9]+) ([0-9a-f]{64}) [0-9a-f]{64,96}$/.exec(line) ?? [];
      connections.set(random, [...(connections.get(random) ?? []), label]);
    }
    expect(connections.size).toBe(2);
    for (const labels of connections.values()) {
      expect(labels.toSorted()).toEqual([
        'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
        'CLIENT_TRAFFIC_SECRET_0',
        'EXPORTER_SECRET',
        'SERVER_HANDSHAKE_TRAFFIC_SECRET',
        'SERVER_TRAFFIC_SECRET_0',
      ]);
    }
  });

  test('that cannot be opened keeps the program from starting', async () => {
    const folder = await temporaryFolder();
    const options = ['--port', '0', '--data', folder, '--captures', folder, '--keylog', folder];
    const { code, stderr } = await runSpy('listen', ...options);
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder}: this is a folder, and a file is needed here.`);
  });
});

/** What tshark reads of a port's traffic with these secrets. */
async function decrypted(capture: string, keyLog: string, port: number): Promise<string> {
  const layers = ['-d', `tcp.port==${port},tls`, '-d', `tls.port==${port},smtp`];
  const secrets = ['-o', `tls.keylog_file:${keyLog}`];
  const filter = ['-Y', `tcp.port==${port} and smtp`];
  const { stdout } = await runProgram('tshark', ['-n', '-r', capture, ...secrets, ...layers, ...filter]);
  return stdout;
}
