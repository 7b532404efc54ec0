import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { freePort, startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

programTest('swaks', 'a client on the block list is told so, and `listen --once` exits with 1', async () => {
  const captures = join(await temporaryFolder(), 'captures');
  // A server that is not there would show, if it was asked.
  const upstream = `127.0.0.1:${await freePort()}`;
  const gate = ['--block', '10.0.0.0/8', '--block', '127.0.0.0/8', '--block-answer', '554'];
  const spy = await startListen(['--once', '--upstream', upstream, '--captures', captures, ...gate]);
  const { code, stdout } = await sendWithSwaks(spy.port);
  expect(stdout).toContain('<** 554 5.7.1 SMTP Spy: 127.0.0.1 is on the block list');
  // 21: swaks' own code for a greeting that was no welcome.
  expect(code).toBe(21);
  const end = await spy.ended;
  expect(end.code).toBe(1);
  expect(end.stdout).toMatch(/^s< 554 5\.7\.1 /);
  expect(await showCapture(captures, '--marks')).toContain(
    'is on the block list, by 127.0.0.0/8. It was turned away with 554',
  );
  const { stdout: listed } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
  expect(JSON.parse(listed)).toMatchObject({ outcome: 'blocked' });
});

test('a limit of connections a minute stands in front of a real server, for each listener its own', async () => {
  const server = await startKeepingServer();
  const upstream = `127.0.0.1:${server.port}`;
  const captures = join(await temporaryFolder(), 'captures');
  const spy = await startListen(['--upstream', upstream, '--captures', captures, '--rate-limit', '2/min']);
  const replies: string[] = [];
  for (let connection = 0; connection < 4; connection += 1) {
    const client = connectRawClient(spy.port);
    replies.push((await client.hear()).slice(0, 9));
    client.socket.end('QUIT\r\n');
    await client.closed;
  }
  expect(replies).toEqual([
    expect.stringMatching(/^220 /),
    expect.stringMatching(/^220 /),
    '421 4.7.0',
    '421 4.7.0',
  ]);
  spy.kill('SIGTERM');
  await spy.ended;
  const { stdout } = await runSpy('sessions', '--captures', captures);
  expect(stdout.match(/ {2}rate-limited  /g)).toHaveLength(2);
});
