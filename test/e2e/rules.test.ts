import { createTransport } from 'nodemailer';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build.ts';
import { testAuthority } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { startPostfix } from '../support/postfix.ts';
import { programTest, runProgram } from '../support/programs.ts';
import { startKeepingServer, startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the rules of these tests do, each to the mail of one sender. */
const RULES = [
  {
    name: 'rewrites',
    when: 'kind:content from:rewrite@example.com',
    do: [{ action: 'replace', in: 'content', pattern: 'world|X', with: 'moon' }],
  },
  {
    name: 'hides',
    when: 'kind:reply',
    do: [{ action: 'remove-capability', capability: '8BITMIME' }],
  },
  {
    name: 'copies',
    when: 'cmd:RCPT from:copy@example.com',
    do: [{ action: 'add-recipient', path: 'spy@example.org' }],
    first: 1,
    per: 'session',
  },
  {
    name: 'refuses',
    when: 'cmd:RCPT from:refuse@example.com',
    do: [{ action: 'reply', code: 550, enhanced: '5.1.1', text: 'Not here' }],
  },
  {
    name: 'marks',
    when: 'kind:content from:mark@example.com',
    do: [{ action: 'insert-header', name: 'X-Spied', value: 'yes' }],
  },
];

async function startRuled(rules: readonly object[], upstream: number, captures: string) {
  const path = join(await temporaryFolder(), 'rules.json');
  await writeFile(path, JSON.stringify({ rules }));
  const spy = await startListen([
    '--upstream',
    `127.0.0.1:${upstream}`,
    '--rules',
    path,
    '--captures',
    captures,
    '--filter',
    'is:masked',
  ]);
  return Object.assign(spy, { rules: path });
}

/** Sends a message from this sender to bob and carol, pipelined where the server lets it. */
async function send(port: number, sender: string, connections: number, messages: number): Promise<number> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: 1,
  });
  const results = await Promise.allSettled(
    Array.from({ length: messages }, (_, number) =>
      transport.sendMail({
        from: `${sender}@example.com`,
        to: ['bob@example.org', 'carol@example.org'],
        subject: `message ${number}`,
        text: 'Hello world\n.\nthat is all\n',
      }),
    ),
  );
  transport.close();
  return results.filter(({ status }) => status === 'fulfilled').length;
}

async function certificateFiles() {
  const { key, certificate } = await (await testAuthority()).issue(['mail.example.org']);
  const folder = await temporaryFolder();
  const files = { certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  await writeFile(files.certificateFile, certificate);
  await writeFile(files.keyFile, key);
  return files;
}

async function outcomesIn(captures: string): Promise<Record<string, number>> {
  const { stdout } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
  const counts: Record<string, number> = {};
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const outcome = /"outcome":"([^"]+)"/.exec(line)?.[1] ?? '';
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

describe('rules change what passes', () => {
  test('a rewritten body, a copy, a header, a refusal and a hidden capability, with nodemailer and smtp-server', async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const spy = await startRuled(RULES, server.port, await temporaryFolder());
    for (const sender of ['rewrite', 'copy', 'mark', 'plain'])
      expect(await send(spy.port, sender, 5, 5)).toBe(5);
    expect(await send(spy.port, 'refuse', 5, 5)).toBe(0);
    const of = (sender: string) => server.messages.filter(({ mailFrom }) => mailFrom.startsWith(sender));
    expect(of('rewrite').map(({ content }) => content.toString().includes('Hello moon'))).toEqual(
      Array(5).fill(true),
    );
    expect(of('plain').map(({ content }) => content.toString().includes('Hello world'))).toEqual(
      Array(5).fill(true),
    );
    expect(of('copy').map(({ rcptTo }) => rcptTo.join())).toEqual(
      Array(5).fill('bob@example.org,spy@example.org,carol@example.org'),
    );
    expect(of('mark').map(({ content }) => content.toString().startsWith('X-Spied: yes\r\n'))).toEqual(
      Array(5).fill(true),
    );
    expect(of('refuse')).toEqual([]);
  });

  programTest(
    ['smtp-sink', 'smtp-source'],
    'a thousand conversations each, and none stands still',
    async () => {
      const sink = await startSmtpSink();
      onTestFinished(() => sink.close());
      const captures = await temporaryFolder();
      const spy = await startRuled(RULES, sink.port, captures);
      for (const sender of ['rewrite', 'copy', 'mark', 'plain']) {
        const load = [
          '-s',
          '20',
          '-m',
          '1000',
          '-l',
          '500',
          '-f',
          `${sender}@example.com`,
          '-t',
          'bob@example.org',
        ];
        const { code, stderr } = await runProgram('smtp-source', [...load, `127.0.0.1:${spy.port}`], {
          timeLimitMs: 60_000,
        });
        expect({ sender, code, stderr }).toEqual({ sender, code: 0, stderr: '' });
      }
      expect(await send(spy.port, 'refuse', 20, 1_000)).toBe(0);
      const all = (outcomes: Readonly<Record<string, number>>) =>
        Object.values(outcomes).reduce((sum, n) => sum + n, 0);
      await eventually('all to be on the disk', async () => all(await outcomesIn(captures)) === 5_000);
      // nodemailer hangs up on a refusal.
      expect(await outcomesIn(captures)).toEqual({ completed: 4_000, 'aborted-by-client': 1_000 });
    },
    240_000,
  );

  programTest(
    ['swaks', 'postfix'],
    'a real mail server takes what they made of it',
    async () => {
      const postfix = await startPostfix(await temporaryFolder(), await certificateFiles());
      onTestFinished(() => postfix.close());
      const spy = await startRuled(RULES, postfix.ports.plain, await temporaryFolder());
      for (const sender of ['rewrite', 'copy', 'mark']) {
        const { code, stdout } = await sendWithSwaks(
          spy.port,
          '--from',
          `${sender}@example.com`,
          '--to',
          'bob@example.org',
          '--pipeline',
          '--body',
          'Hello world',
        );
        expect({ sender, code, stdout: code === 0 ? '' : stdout }).toEqual({ sender, code: 0, stdout: '' });
      }
      const refused = await sendWithSwaks(
        spy.port,
        '--from',
        'refuse@example.com',
        '--to',
        'bob@example.org',
        '--pipeline',
      );
      expect(refused.stdout).toContain('<** 550 5.1.1 Not here');
      expect(await send(spy.port, 'mark', 10, 50)).toBe(50);
    },
    120_000,
  );
});

test('rules are read again when their file changes, and wrong ones leave the last in force', async () => {
  const server = await startKeepingServer();
  onTestFinished(() => server.close());
  const spy = await startRuled([], server.port, await temporaryFolder());
  expect(await send(spy.port, 'refuse', 1, 1)).toBe(1);
  await writeFile(`${spy.rules}.new`, JSON.stringify({ rules: RULES }));
  await rename(`${spy.rules}.new`, spy.rules);
  await eventually('the new rules to be in force', async () => (await send(spy.port, 'refuse', 1, 1)) === 0);
  await writeFile(spy.rules, '{"rules": [');
  await spy.tells(/rules\.json, line 1, column 12: This is not JSON/);
  expect(await send(spy.port, 'refuse', 1, 1)).toBe(0);
});

programTest(
  ['smtp-sink'],
  'a conversation that is said again through the spy ends where a rule says so',
  async () => {
    const sink = await startSmtpSink();
    onTestFinished(() => sink.close());
    const banned = {
      name: 'Suspicious sender',
      when: 'cmd:MAIL from:*@suspicious.org',
      do: [{ action: 'alert', severity: 'error', text: 'Mail from suspicious.org' }, { action: 'close' }],
    };
    const captures = await temporaryFolder();
    const spy = await startRuled([banned], sink.port, captures);
    const haka = join(ROOT, 'test', 'app', 'exchange', 'captures', 'haka-smtp.pcap');
    // The capture's lines end in bare line feeds, which smtp-sink does not take.
    const { stdout } = await runSpy('replay', '--crlf', haka, '--to', `127.0.0.1:${spy.port}`);
    expect(stdout).toContain('+ s< 421 4.7.0 The conversation is closed by a rule');
    const shown = await eventually('the end', async () => {
      const text = await showCapture(captures, '--marks').catch(() => '');
      return text.includes('ended the conversation.') ? text : null;
    });
    expect(shown).toMatch(/c> MAIL FROM: hacker@suspicious\.org\n# .*: Mail from suspicious\.org\.\n/);
    expect(shown).not.toContain('BLA BLA');
  },
);
