import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build.ts';
import { packetsOf, pcap } from '../support/packets-file.ts';
import { segmentsOf } from '../support/packets-tcp.ts';
import { programTest } from '../support/programs.ts';
import { startKeepingServer, startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, startListen } from '../support/spy-process.ts';
import { DOTTED_BODY, sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HAKA = join(ROOT, 'test', 'app', 'exchange', 'captures', 'haka-smtp.pcap');

/** Conversations that swaks had with a server through the spy, one for each sender: their capture, and the server. */
async function recorded(...senders: readonly string[]) {
  const server = await startKeepingServer();
  onTestFinished(() => server.close());
  const captures = join(await temporaryFolder(), 'captures');
  const to = ['--upstream', `127.0.0.1:${server.port}`, '--captures', captures];
  for (const sender of senders) {
    const spy = await startListen(['--once', ...to]);
    const message = ['--body', DOTTED_BODY, '--header', 'Date: Wed, 25 Nov 2026 12:00:00 +0000'];
    await sendWithSwaks(spy.port, '--from', sender, ...message, '--header', 'Message-Id: <a@b>');
    expect(await spy.ended).toMatchObject({ code: 0 });
  }
  return { captures, server, to: `127.0.0.1:${server.port}` };
}

describe('replay', () => {
  programTest('swaks', 'gives the same server the same message again', async () => {
    const { captures, server, to } = await recorded('a@example.com');
    const { code, stdout, stderr } = await runSpy('replay', captures, '--to', to);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'No difference in 7 steps.\n' });
    expect(stdout).toContain('  c> MAIL FROM:<a@example.com>\n  s< 250 Accepted\n');
    expect(server.messages).toHaveLength(2);
    expect(server.messages[1]?.content).toEqual(server.messages[0]?.content);
  });

  programTest('smtp-sink', 'says a packet capture to a server that refuses, and fails for that', async () => {
    const sink = await startSmtpSink(['-r', 'rcpt']);
    onTestFinished(() => sink.close());
    // The client of this capture ends its lines with LF alone, which smtp-sink does not take for an end.
    const to = ['--to', `127.0.0.1:${sink.port}`];
    const { code, stdout } = await runSpy('replay', '--crlf', ...to, HAKA);
    expect(code).toBe(1);
    expect(stdout).toContain('  c> RCPT TO: backup\n- s< 250 2.1.5 Ok\n+ s< 450 ');
    const silent = await runSpy('replay', '--timeout', '1', ...to, HAKA);
    expect(silent).toMatchObject({ code: 1 });
    expect(silent.stderr).toContain('The server said nothing for 1 second after HELO some_domain.\n');
  });

  programTest('swaks', 'through the spy is a conversation as any other', async () => {
    const { captures, to } = await recorded('a@example.com');
    const spy = await startListen(['--once', '--upstream', to]);
    expect(await runSpy('replay', captures, '--to', `127.0.0.1:${spy.port}`)).toMatchObject({ code: 0 });
    const { stdout } = await spy.ended;
    expect(stdout).toContain('c> MAIL FROM:<a@example.com>\ns< 250 Accepted\n');
  });

  programTest(['swaks', 'tshark'], 'takes up TLS for what was recorded out of TLS', async () => {
    const server = await startKeepingServer({ disabledCommands: ['AUTH'] });
    onTestFinished(() => server.close());
    const captures = join(await temporaryFolder(), 'captures');
    const to = `127.0.0.1:${server.port}`;
    const tls = ['--upstream', to, '--upstream-insecure', '--captures', captures];
    const spy = await startListen(['--once', ...tls, '--data', await temporaryFolder()]);
    expect(await sendWithSwaks(spy.port, '--tls', '--body', DOTTED_BODY)).toMatchObject({ code: 0 });
    expect(await spy.ended).toMatchObject({ code: 0 });

    const { code, stdout } = await runSpy('replay', captures, '--to', to, '--insecure');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('  c> STARTTLS\n') });
    expect(server.messages).toHaveLength(2);
    expect(server.messages[1]?.content).toEqual(server.messages[0]?.content);
    const distrusted = await runSpy('replay', captures, '--to', to);
    expect(distrusted).toMatchObject({ code: 1, stderr: expect.stringContaining('TLS did not come about') });

    const packets = join(await temporaryFolder(), 'packets.pcapng');
    await runSpy('export', '--format', 'pcapng', '--out', packets, captures);
    expect((await runSpy('show', '--filter', 'cmd:MAIL', packets)).stdout).toBe(
      'c> MAIL FROM:<me@example.com>\n',
    );
  });

  test('says what it needs', async () => {
    expect(await runSpy('replay', HAKA)).toMatchObject({ code: 2 });
    expect(await runSpy('replay', HAKA, '--to', '127.0.0.1:1', '--session', '7')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no session 7.'),
    });
    const unreachable = await runSpy('replay', HAKA, '--to', '127.0.0.1:1');
    expect(unreachable.code).toBe(1);
    expect(unreachable.stderr).toContain('No connection to 127.0.0.1, port 1: nothing listens there.\n');
    expect(await runSpy('replay', join(ROOT, 'package.json'), '--to', '127.0.0.1:1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'is not a session that SMTP Spy recorded, and no packet capture, transcript or mail that it knows.',
      ),
    });
  });
});

describe('diff', () => {
  programTest('swaks', 'shows what differs in two sessions, step beside step', async () => {
    const { captures } = await recorded('a@example.com', 'b@example.com');
    expect(await runSpy('diff', captures, captures)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There are several sessions.'),
    });
    const { code, stdout, stderr } = await runSpy('diff', '--sessions', '1,2', captures, captures);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '- c> MAIL FROM:<a@example.com>\n+ c> MAIL FROM:<b@example.com>\n  s< 250 Accepted\n',
    );
    expect(stderr).toBe('2 of 7 steps differ: 2 in what the client said.\n');
    expect(await runSpy('diff', '--sessions', '1,1', captures, captures)).toMatchObject({
      code: 0,
      stderr: 'No difference in 7 steps.\n',
    });
  });

  test('compares recordings with packet captures, and words only where that is asked for', async () => {
    const file = async (queue: string): Promise<string> => {
      const path = join(await temporaryFolder(), 'some.pcap');
      const script = [
        ['s', '220 mx.example ESMTP\r\n'],
        ['c', 'EHLO a\r\n'],
        ['s', `250 mx.example ${queue}\r\n`],
        ['c', 'AUTH PLAIN AHVzZXIAc2VjcmV0\r\n'],
        ['s', '535 5.7.8 no\r\n'],
      ] as const;
      await writeFile(path, pcap(packetsOf(segmentsOf(script))));
      return path;
    };
    const paths = [await file('one'), await file('two')] as const;
    const { code, stdout } = await runSpy('diff', ...paths);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        '  s< 220 mx.example ESMTP',
        '  c> EHLO a',
        '- s< 250 mx.example one',
        '+ s< 250 mx.example two',
        '  c> AUTH PLAIN ****',
        '  s< 535 5.7.8 no',
        '',
      ].join('\n'),
    });
    expect(await runSpy('diff', '--exact', ...paths)).toMatchObject({ code: 1 });
    expect((await runSpy('diff', '--reveal', ...paths)).stdout).toContain('AHVzZXIAc2VjcmV0');
  });
});
