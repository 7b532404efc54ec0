import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { describe, expect, test } from 'vitest';
import { programTest, runProgram } from '../support/programs.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVER = {
  name: 'mx.example',
  personality: 'postfix',
  auth: { users: { ann: 'open sesame' }, required: true },
};

/** A spy in front of a built-in server of this kind. */
async function startWith(server: unknown, ...more: readonly string[]) {
  const folder = await temporaryFolder();
  const file = join(folder, 'server.json');
  await writeFile(file, JSON.stringify(server));
  const captures = join(folder, 'captures');
  const spy = await startListen(['--host', '127.0.0.1', '--built-in', file, '--captures', captures, ...more]);
  const transcript = async () => {
    spy.kill('SIGTERM');
    await spy.ended;
    return showCapture(captures);
  };
  return { port: spy.port, file, transcript };
}

describe('the built-in server takes the logins of real clients', () => {
  programTest('swaks', 'swaks', async () => {
    const { port, transcript } = await startWith(SERVER);
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
      const login = ['--auth', mechanism, '--auth-user', 'ann', '--auth-password'];
      expect(await sendWithSwaks(port, ...login, 'open sesame')).toMatchObject({ code: 0 });
      // 28: swaks' own code for a login that was refused.
      expect(await sendWithSwaks(port, ...login, 'wrong')).toMatchObject({ code: 28 });
    }
    const shown = await transcript();
    expect(shown).toContain('s< 220 mx.example ESMTP Postfix\n');
    expect(shown.match(/^.*s< 235 2\.7\.0 Authentication successful$/gm)).toHaveLength(3);
    expect(shown.match(/^.*s< 535 5\.7\.8 Error: authentication failed/gm)).toHaveLength(3);
  });

  programTest('curl', 'curl', async () => {
    const { port } = await startWith(SERVER);
    const mail = [
      '--silent',
      '--mail-from',
      'a@example.com',
      '--mail-rcpt',
      'b@example.com',
      '--upload-file',
      '-',
    ];
    const send = (user: string) =>
      runProgram('curl', [...mail, '--user', user, `smtp://127.0.0.1:${port}`], {
        input: 'Subject: x\n\ny\n',
      });
    expect(await send('ann:open sesame')).toMatchObject({ code: 0 });
    // 67: curl's own code for a login that was refused.
    expect(await send('ann:wrong')).toMatchObject({ code: 67 });
  });

  programTest('msmtp', 'msmtp', async () => {
    const { port } = await startWith(SERVER);
    const where = ['--host=127.0.0.1', `--port=${port}`, '--tls=off', '--from=a@example.com'];
    const login = (password: string) => ['--auth=cram-md5', '--user=ann', `--passwordeval=echo ${password}`];
    const input = 'Subject: x\n\ny\n';
    const right = await runProgram('msmtp', [...where, ...login('open sesame'), 'b@example.com'], { input });
    expect(right).toMatchObject({ code: 0, stderr: '' });
    const wrong = await runProgram('msmtp', [...where, ...login('wrong'), 'b@example.com'], { input });
    expect(wrong.stderr).toContain('authentication failed');
  });

  test('nodemailer', async () => {
    const { port } = await startWith(SERVER);
    const send = (auth: object) => {
      const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, auth });
      const envelope = { from: 'a@example.com', to: 'b@example.com' };
      return transport.sendMail({ envelope, raw: 'Subject: x\n\ny\n' }).finally(() => transport.close());
    };
    expect((await send({ user: 'ann', pass: 'open sesame' })).response).toMatch(
      /^250 2\.0\.0 Ok: queued as /,
    );
    const oauth = { type: 'OAuth2', user: 'ann' };
    expect((await send({ ...oauth, accessToken: 'open sesame' })).response).toMatch(/^250 /);
    await expect(send({ user: 'ann', pass: 'wrong' })).rejects.toThrow(/535 5\.7\.8/);
    await expect(send({ ...oauth, accessToken: 'old' })).rejects.toThrow(/535/);
  });
});

programTest('swaks', 'mail is kept as it came, from whichever client', async () => {
  const mails = join(await temporaryFolder(), 'Maildir');
  const { port } = await startWith({ keep: { folder: mails, form: 'maildir' } });
  const message = 'From: me@example.com\r\nSubject: x\r\n\r\n.\r\n..and more\r\n';
  await writeFile(`${mails}.eml`, message);
  expect(await sendWithSwaks(port, '--data', `@${mails}.eml`)).toMatchObject({ code: 0 });
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: 'me@example.com', to: 'you@example.com' }, raw: message });
  transport.close();
  const names = await readdir(join(mails, 'new'));
  const kept = await Promise.all(names.map((name) => readFile(join(mails, 'new', name), 'utf8')));
  const envelope = 'Return-Path: <me@example.com>\r\nDelivered-To: you@example.com\r\n';
  expect(kept.map((file) => file.slice(0, envelope.length))).toEqual([envelope, envelope]);
  // swaks puts an empty line behind what it is given.
  expect(kept.map((file) => file.slice(envelope.length).replace(/\r\n\r\n$/, '\r\n'))).toEqual([
    message,
    message,
  ]);
});

programTest('smtp-source', 'all mail of 50 clients at once is kept', async () => {
  const mails = join(await temporaryFolder(), 'mails');
  const { port } = await startWith({ lmtp: true, keep: { folder: mails } });
  const load = ['-L', '-s', '50', '-m', '500', '-l', '3000', '-f', 'a@example.com', '-t', 'b@example.com'];
  const { code, stderr } = await runProgram('smtp-source', [...load, `127.0.0.1:${port}`]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect((await readdir(mails)).filter((name) => name.endsWith('.eml'))).toHaveLength(500);
});

test('a file that is wrong keeps the program from starting, and says which key', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'server.json');
  await writeFile(file, JSON.stringify({ SMTP_Response_Codes: { okay: 'x' } }));
  const { code, stderr } = await runSpy('listen', '--port', '0', '--data', folder, '--built-in', file);
  expect(code).toBe(1);
  expect(stderr).toContain(`${file}: SMTP_Response_Codes.okay: `);
});
