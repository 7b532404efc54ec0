import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { programTest } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const USER = 'someone';
const PASSWORD = 'correct horse battery';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Each form in which the secret crosses the wire. */
const SECRETS = {
  'AUTH PLAIN': [base64(`\0${USER}\0${PASSWORD}`)],
  'AUTH LOGIN': [base64(PASSWORD)],
} as const;

/** A conversation in which the client logs in, recorded and printed in every way that `listen` has. */
async function loginThroughSpy(mechanism: 'PLAIN' | 'LOGIN', reveal: readonly string[]) {
  const passwords: unknown[] = [];
  const server = await startKeepingServer({
    authOptional: false,
    authMethods: [mechanism],
    onAuth({ password }, _session, callback) {
      passwords.push(password);
      callback(null, { user: USER });
    },
  });
  onTestFinished(() => server.close());
  const folder = await temporaryFolder();
  const [captures, saved] = [join(folder, 'captures'), join(folder, 'saved.txt')];
  const options = ['--upstream', `127.0.0.1:${server.port}`, '--captures', captures, ...reveal];
  const spy = await startListen(['--once', '--save', saved, ...options]);
  const login = ['--auth', mechanism, '--auth-user', USER, '--auth-password', PASSWORD];
  const swaks = await sendWithSwaks(spy.port, ...login);
  expect(swaks).toMatchObject({ code: 0 });
  expect(passwords).toEqual([PASSWORD]);
  const { code, stdout, stderr } = await spy.ended;
  expect(code).toBe(0);
  return { captures, stdout, stderr, saved: await readFile(saved, 'utf8') };
}

/** All that the program prints of what it recorded. */
async function everythingPrinted(captures: string): Promise<string> {
  const texts = [
    await showCapture(captures),
    await showCapture(captures, '--marks'),
    await showCapture(captures, '--format', 'jsonl'),
    await showCapture(captures, '--filter', 'phase:authentication'),
    (await runSpy('sessions', '--captures', captures)).stdout,
    (await runSpy('sessions', '--captures', captures, '--format', 'jsonl')).stdout,
  ];
  for (const text of texts) expect(text).not.toBe('');
  return texts.join('');
}

describe.each(['PLAIN', 'LOGIN'] as const)('a password in AUTH %s', (mechanism) => {
  const secrets = [...SECRETS[`AUTH ${mechanism}`], PASSWORD, base64(PASSWORD)];

  programTest('swaks', 'is masked in all that is printed, unless --reveal asks for it', async () => {
    const { captures, stdout, stderr, saved } = await loginThroughSpy(mechanism, []);
    const printed = stdout + stderr + saved + (await everythingPrinted(captures));
    expect(stdout).toMatch(mechanism === 'PLAIN' ? /^c> AUTH PLAIN \*{4}$/m : /^c> \*{4}\ns< 235 /m);
    for (const secret of secrets) expect(printed).not.toContain(secret);
    for (const format of ['text', 'jsonl']) {
      const revealed = await showCapture(captures, '--reveal', '--format', format);
      for (const secret of SECRETS[`AUTH ${mechanism}`]) expect(revealed).toContain(secret);
    }
  });

  programTest('swaks', 'is printed live with --reveal', async () => {
    const { stdout, saved } = await loginThroughSpy(mechanism, ['--reveal']);
    for (const secret of SECRETS[`AUTH ${mechanism}`]) expect(stdout).toContain(secret);
    expect(saved).toBe(stdout);
  });
});
