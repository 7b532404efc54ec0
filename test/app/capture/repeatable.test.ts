import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readRepeatable } from '../../../app/capture/repeatable.ts';
import {
  curlCommand,
  opensslCommand,
  shellWord,
  swaksCommand,
  type Repeatable,
} from '../../../app/transcript/repeat-command.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { programTest } from '../../support/programs.ts';
import { startKeepingServer } from '../../support/smtp-peers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, openCaptures, recordAll } from './recording.ts';

/** Content in which shells, swaks and curl see meanings of their own. */
const TRICKY = [
  'From: "O\'Neil" <me@example.com>',
  'Subject: $HOME `id` %TO_ADDRESS% \\n "quoted"',
  '',
  '..a dot, stuffed',
  '  END',
  'END',
  "it's the end",
];

/** A conversation with a login and a message; each character of the content is a byte. */
function conversation(content: readonly string[], sender = 'me@example.com'): ConversationScript {
  return [
    ['s', '220 a\r\n'],
    ['c', 'EHLO client.example\r\n'],
    ['s', '250-a\r\n250 AUTH PLAIN LOGIN\r\n'],
    ['c', 'AUTH LOGIN\r\n'],
    ['s', '334 VXNlcm5hbWU6\r\n'],
    ['c', 'YmlsbGluZw==\r\n'],
    ['s', '334 UGFzc3dvcmQ6\r\n'],
    ['c', `${btoa("it's $ecret")}\r\n`],
    ['s', '235 ok\r\n'],
    ['c', `MAIL FROM:<${sender}> SIZE=100\r\n`],
    ['s', '250 ok\r\n'],
    ['c', 'RCPT TO:<you@example.com>\r\nRCPT TO:<"o\'neil"@example.com>\r\n'],
    ['s', '250 ok\r\n250 ok\r\n'],
    ['c', 'DATA\r\n'],
    ['s', '354 go\r\n'],
    ['c', `${[...content, '.'].join('\r\n')}\r\n`],
    ['s', '250 kept\r\n'],
    ['c', 'MAIL FROM:<another@example.com>\r\n'],
    ['s', '250 ok\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 bye\r\n'],
  ];
}

async function repeatable(
  script: ConversationScript,
  { line = 15, reveal = true } = {},
): Promise<Omit<Repeatable, 'host' | 'port'>> {
  const folder = await temporaryFolder();
  await recordAll(folder, [script]);
  return readRepeatable(await foundSession(await openCaptures(folder), 1), line, reveal);
}

/** Runs a command in a shell as somebody would who has pasted it. */
async function runInShell(command: string): Promise<void> {
  const shell = spawn('sh', ['-c', command], { stdio: 'ignore' });
  onTestFinished(() => void shell.kill());
  await once(shell, 'exit');
}

/** A server that takes the login of these tests. */
async function keepingServer() {
  const logins: string[] = [];
  const server = await startKeepingServer({
    allowInsecureAuth: true,
    onAuth({ username = '', password = '' }, _session, callback) {
      logins.push(`${username} ${password}`);
      callback(null, { user: username });
    },
  });
  onTestFinished(() => server.close());
  return { ...server, messages: server.messages, logins };
}

const unstuffed = TRICKY.map((line) => line.replace(/^\./, '')).join('\r\n');

describe('what can be said again', () => {
  test('is the message around a line, with the login that came before it', async () => {
    expect(await repeatable(conversation(TRICKY))).toEqual({
      hello: 'client.example',
      tls: null,
      login: { mechanism: 'LOGIN', user: 'billing', password: "it's $ecret" },
      mailFrom: 'me@example.com',
      rcptTo: ['you@example.com', '"o\'neil"@example.com'],
      envelope: [
        'MAIL FROM:<me@example.com> SIZE=100',
        'RCPT TO:<you@example.com>',
        'RCPT TO:<"o\'neil"@example.com>',
      ],
      content: TRICKY,
      isCut: false,
      isText: true,
    });
  });

  test('has no password unless it is revealed', async () => {
    const words = await repeatable(conversation(TRICKY), { reveal: false });
    expect(words.login).toEqual({ mechanism: 'LOGIN', user: 'billing', password: null });
    const command = swaksCommand({ ...words, host: '127.0.0.1', port: 25 });
    expect(command).toContain("--auth-password '****'");
    expect(command).not.toContain('ecret');
  });

  test('is the message that follows, where the line stands in that', async () => {
    expect(await repeatable(conversation(TRICKY), { line: 30 })).toMatchObject({
      mailFrom: 'another@example.com',
      rcptTo: [],
      content: null,
    });
  });

  test('is cut where the content is longer than goes into a command', async () => {
    const words = await repeatable(conversation(Array.from({ length: 6_000 }, () => 'x'.repeat(70))));
    expect(words.isCut).toBe(true);
    expect(words.content?.length).toBe(Math.floor((256 * 1024) / 72));
  });
});

describe('a command for a shell', () => {
  test.each([
    ['a@b.example', 'a@b.example'],
    ['<>', "'<>'"],
    ["it's", String.raw`'it'\''s'`],
    ['$HOME `id`', "'$HOME `id`'"],
    ['', "''"],
  ])('has %j as the word %s', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });

  programTest('swaks', 'for swaks sends the same message in the same way', async () => {
    const server = await keepingServer();
    const words = await repeatable(conversation(TRICKY));
    await runInShell(swaksCommand({ ...words, ...server }));
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatchObject({
      mailFrom: 'me@example.com',
      rcptTo: ['you@example.com', '"o\'neil"@example.com'],
    });
    expect(server.messages[0]?.content.toString()).toBe(`${unstuffed}\r\n`);
    expect(server.logins).toEqual(["billing it's $ecret"]);
  });

  programTest('swaks', 'for swaks gives back bytes that are no text', async () => {
    const server = await keepingServer();
    const bytes = ['Subject: \xff\xfe', '', 'a\0b \u001b[2J \xc3\xa4', 'bare\rcr'];
    const words = await repeatable(conversation(bytes, ''));
    expect(words.isText).toBe(false);
    await runInShell(swaksCommand({ ...words, ...server }));
    expect(server.messages[0]?.content.toString('latin1')).toBe(`${bytes.join('\r\n')}\r\n`);
    expect(server.messages[0]?.mailFrom).toBe('');
  });

  programTest('curl', 'for curl sends the same message', async () => {
    const server = await keepingServer();
    const { login: _, ...words } = await repeatable(conversation(TRICKY));
    await runInShell(curlCommand({ ...words, login: null, ...server }));
    expect(server.messages[0]?.content.toString()).toBe(`${unstuffed}\r\n`);
    expect(server.messages[0]?.rcptTo).toEqual(['you@example.com', '"o\'neil"@example.com']);
  });

  programTest(
    'openssl',
    'for openssl says the same lines inside TLS',
    async () => {
      const server = await startKeepingServer({ disabledCommands: [] });
      onTestFinished(() => server.close());
      const words = await repeatable(conversation(TRICKY));
      await runInShell(opensslCommand({ ...words, login: null, tls: 'starttls', ...server }));
      expect(server.messages[0]?.mailFrom).toBe('me@example.com');
      expect(server.messages[0]?.content.toString()).toBe(`${unstuffed}\r\n`);
    },
    60_000,
  );
});
