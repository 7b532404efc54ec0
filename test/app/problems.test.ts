import { describe, expect, test } from 'vitest';
import { KeyFileError } from '../../app/certificates/key-files.ts';
import {
  describeError,
  describeKeyFileError,
  describeListenError,
  describeRecordingFailure,
} from '../../app/problems.ts';
import { ListenError } from '../../app/relay/listener.ts';

function listenError(code: string, port: number): ListenError {
  return new ListenError(code, '127.0.0.1', port, {});
}

describe('a port that cannot be opened', () => {
  test.each([
    ['linux', "ss -ltnp 'sport = :2525'"],
    ['darwin', 'lsof -nP -iTCP:2525 -sTCP:LISTEN'],
    ['win32', 'netstat -ano | findstr :2525'],
  ] as const)('is taken: on %s the owner is found with %s', (platform, command) => {
    const { code, text, remedy } = describeListenError(listenError('EADDRINUSE', 2525), platform);
    expect(code).toBe('address-in-use');
    expect(text).toContain('Port 2525 is taken');
    expect(remedy).toContain(command);
  });

  test.each([
    ['linux', 25, 'sudo sysctl net.ipv4.ip_unprivileged_port_start=25'],
    ['darwin', 25, 'administrator'],
    ['linux', 3_000, 'reserved by the system'],
  ] as const)('is privileged: on %s port %d', (platform, port, words) => {
    const { code, remedy } = describeListenError(listenError('EACCES', port), platform);
    expect(code).toBe('not-allowed');
    expect(remedy).toContain(words);
    expect(remedy).toContain('2525');
  });

  test.each([
    ['EADDRNOTAVAIL', 'no-such-address'],
    ['ENOTFOUND', 'no-such-host'],
    ['EAI_AGAIN', 'no-such-host'],
    ['EWHATEVER', 'listen-failed'],
  ])('%s is called %s, and something can be done', (code, word) => {
    const problem = describeListenError(listenError(code, 2525), 'linux');
    expect(problem.code).toBe(word);
    expect(problem.remedy).not.toBe('');
  });
});

describe('recording that failed', () => {
  test.each([
    ['ENOSPC', 'the disk is full', 'Make room'],
    ['EDQUOT', 'the disk is full', 'Make room'],
    ['EACCES', 'cannot be written to', '--captures'],
    ['EROFS', 'cannot be written to', '--captures'],
    ['EMFILE', 'too many files are open', 'ulimit'],
    ['EIO', 'i/o error', 'Check the disk'],
  ])('with %s says where, why, and what to do', (code, why, remedy) => {
    const problem = describeRecordingFailure(
      { code, text: 'i/o error', session: 7, unrecorded: 1 },
      '/captures',
    );
    expect(problem.text).toContain('in session 7');
    expect(problem.text).toContain(why);
    expect(problem.text).toContain('Mail still passes');
    expect(problem.remedy).toContain(remedy);
  });

  test('before a session had a file names none', () => {
    const failure = { code: 'ENOSPC', text: '', session: 0, unrecorded: 1 };
    expect(describeRecordingFailure(failure, '/captures').text).toMatch(/^Recording stopped: /);
  });
});

test('whatever was thrown has words', () => {
  expect(describeError(new Error('no'), 'Cannot do it').text).toBe('Cannot do it: no');
  expect(describeError('no', 'Cannot do it').text).toBe('Cannot do it: no');
});

test.each([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you are not allowed to read it'],
])('a key file that cannot be read says so in plain words: %s', (code, words) => {
  const cause = Object.assign(new Error(`${code}: system call`), { code });
  const { text } = describeKeyFileError(new KeyFileError('unreadable', 'own.pem', { cause }));
  expect(text).toBe(`own.pem cannot be read: ${words}.`);
});
