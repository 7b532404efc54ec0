import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { testAuthority } from '../support/certificates.ts';
import { MAIL_CLIENTS, type Sending } from '../support/mail-clients.ts';
import { programTest } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describePage } from '../support/viewer-test.ts';

const UNTRUSTED =
  'The client does not trust the spy’s certificate: it ended the handshake. Add SMTP Spy’s certificate authority to what the client trusts (smtp-spy ca), or switch off its checking of certificates.';

/** Some clients go away without an alert, which is as good as saying it. */
const CLOSED = /^The client closed the connection .* does not trust the spy’s certificate: add .*$/;

const MESSAGE: Omit<Sending, 'port' | 'authorityFile'> = {
  protection: 'starttls',
  from: 'me@example.com',
  to: 'you@example.org',
  message: 'Subject: Trust\n\nHello\n',
};

/** A spy that offers STARTTLS, for one conversation, and the file of its authority. */
async function startSpyWithTls(...more: readonly string[]) {
  const folder = await temporaryFolder();
  const captures = join(folder, 'captures');
  const data = ['--data', join(folder, 'data')];
  const spy = await startListen([
    '--host',
    'localhost',
    '--security',
    'starttls',
    '--once',
    ...data,
    '--captures',
    captures,
    ...more,
  ]);
  const authorityFile = join(folder, 'ca.pem');
  await runSpy('ca', 'export', ...data, '--out', authorityFile);
  const failures = async () => {
    await spy.ended;
    const lines = (await showCapture(captures, '--format', 'jsonl')).split('\n');
    return lines.flatMap((line) => /"event":"tls-failed".*"text":"([^"]*)"/.exec(line)?.[1] ?? []);
  };
  return { port: spy.port, authorityFile, captures, failures };
}

describe('a client that checks certificates', () => {
  for (const client of MAIL_CLIENTS) {
    programTest(client.program ?? [], `is content once it trusts the authority: ${client.name}`, async () => {
      const { port, authorityFile, failures } = await startSpyWithTls();
      expect(await client.send({ ...MESSAGE, port, authorityFile })).toBe('');
      expect(await failures()).toEqual([]);
    });

    programTest(
      client.program ?? [],
      `fails until then, and the record says why: ${client.name}`,
      async () => {
        const { port, failures } = await startSpyWithTls();
        expect(await client.send({ ...MESSAGE, port, authorityFile: null })).not.toBe('');
        const [failure = '', ...others] = await failures();
        expect(others).toEqual([]);
        expect(failure.replace(CLOSED, UNTRUSTED)).toBe(UNTRUSTED);
      },
    );
  }
});

describePage('a client that does not trust the spy', useBrowser(), (viewerTest) => {
  viewerTest(
    'is explained in the viewer, with what to do',
    async (viewer) => {
      const port = await viewer.port();
      const [swaks] = MAIL_CLIENTS;
      expect(await swaks?.send({ ...MESSAGE, port, authorityFile: null })).not.toBe('');
      await viewer.transcript.getByText(UNTRUSTED).first().waitFor();
    },
    { programs: ['swaks'], settings: async () => ({ security: 'starttls' }) },
  );
});

describe('a server whose certificate does not verify', () => {
  async function startUnknownServer(): Promise<string> {
    const { key, certificate: cert } = await (await testAuthority()).issue(['localhost', '127.0.0.1']);
    const server = await startKeepingServer({ disabledCommands: [], key, cert });
    onTestFinished(() => server.close());
    return `127.0.0.1:${server.port}`;
  }
  const nodemailer = MAIL_CLIENTS.find(({ name }) => name === 'nodemailer');

  test('ends the conversation with the reason', async () => {
    const upstream = await startUnknownServer();
    const { port, authorityFile, failures } = await startSpyWithTls(
      '--upstream',
      upstream,
      '--upstream-security',
      'starttls',
    );
    expect(await nodemailer?.send({ ...MESSAGE, port, authorityFile })).toMatch(
      /unknown authority|self-signed/,
    );
    expect(await failures()).toEqual([
      expect.stringMatching(/^The certificate of 127\.0\.0\.1:\d+ is .*authority/),
    ]);
  });

  test('is gone on with where the person says so, with a finding', async () => {
    const upstream = await startUnknownServer();
    const options = ['--upstream', upstream, '--upstream-security', 'starttls', '--upstream-insecure'];
    const { port, authorityFile, captures, failures } = await startSpyWithTls(...options);
    expect(await nodemailer?.send({ ...MESSAGE, port, authorityFile })).toBe('');
    expect(await failures()).toEqual([]);
    expect(await showCapture(captures, '--format', 'jsonl')).toContain('"code":"certificate-not-verified"');
  });

  test('is trusted once its authority is given', async () => {
    const authority = await testAuthority();
    const { key, certificate: cert } = await authority.issue(['127.0.0.1']);
    const server = await startKeepingServer({ disabledCommands: [], key, cert });
    onTestFinished(() => server.close());
    const file = join(await temporaryFolder(), 'server-ca.pem');
    await writeFile(file, authority.certificate);
    const options = [
      '--upstream',
      `127.0.0.1:${server.port}`,
      '--upstream-security',
      'starttls',
      '--upstream-ca',
      file,
    ];
    const { port, authorityFile, captures, failures } = await startSpyWithTls(...options);
    expect(await nodemailer?.send({ ...MESSAGE, port, authorityFile })).toBe('');
    expect(await failures()).toEqual([]);
    expect(await showCapture(captures, '--format', 'jsonl')).not.toContain('certificate-not-verified');
  });
});
