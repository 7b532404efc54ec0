import { fork } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LocalAuthority } from '../../../app/certificates/authority.ts';
import { bundledProgram } from '../../support/bundled-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { programTest, runProgram } from '../../support/programs.ts';

const DAY = 24 * 60 * 60 * 1_000;

test('is made when it is first needed, for its owner alone', async () => {
  const folder = join(await temporaryFolder(), 'certificates');
  const authority = new LocalAuthority(folder);
  await expect(stat(folder)).rejects.toThrow(/ENOENT/);
  const { file } = await authority.facts();
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'authority-private.pem'))).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(
    /^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/,
  );
  expect((await readdir(folder)).toSorted()).toEqual(['authority-private.pem', 'smtp-spy-ca.pem']);
});

test('tells what it is', async () => {
  const folder = await temporaryFolder();
  const facts = await new LocalAuthority(folder, () => new Date('2026-03-04T05:06:07Z')).facts();
  const certificate = new X509Certificate(await readFile(facts.file));
  expect(facts).toEqual({
    name: expect.stringMatching(/^SMTP Spy CA 2026-03-04 \S+$/),
    fingerprint: certificate.fingerprint256,
    validFrom: '2026-03-03T05:06:07.000Z',
    validTo: '2036-03-01T05:06:07.000Z',
    file: join(folder, 'smtp-spy-ca.pem'),
  });
  expect(certificate.ca).toBe(true);
});

test('stays the same over restarts', async () => {
  const folder = await temporaryFolder();
  const first = await new LocalAuthority(folder).get();
  expect(await new LocalAuthority(folder).get()).toEqual(first);
});

test('is made once, however many ask at once', async () => {
  const folder = await temporaryFolder();
  const authorities = Array.from({ length: 8 }, () => new LocalAuthority(folder));
  const made = await Promise.all(authorities.map((authority) => authority.get()));
  expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test('is made once by processes that start at the same time', async () => {
  const folder = await temporaryFolder();
  const program = await bundledProgram(join(import.meta.dirname, 'authority-process.ts'));
  const fingerprints = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve, reject) => {
          const child = fork(program, [folder]);
          child.once('message', resolve);
          child.once('error', reject);
          child.once('exit', (code) => reject(new Error(`ended with ${code} without a word`)));
        }),
    ),
  );
  expect(new Set(fingerprints)).toEqual(new Set([(await new LocalAuthority(folder).get()).fingerprint]));
});

test('is another one once it is renewed, also for those who have the old one at hand', async () => {
  const folder = await temporaryFolder();
  const [one, other] = [new LocalAuthority(folder), new LocalAuthority(folder)];
  const old = await one.get();
  const renewed = await other.renew();
  expect(renewed.fingerprint).not.toBe(old.fingerprint);
  expect(await one.get()).toEqual(renewed);
  const { file, fingerprint } = await one.facts();
  expect(new X509Certificate(await readFile(file)).fingerprint256).toBe(fingerprint);
});

test('is another one in handshakes too, a moment after somebody else has renewed it', async () => {
  const folder = await temporaryFolder();
  const [one, other] = [new LocalAuthority(folder), new LocalAuthority(folder)];
  const old = await one.getForHandshake();
  expect(await one.getForHandshake()).toBe(old);
  const renewed = await other.renew();
  await expect.poll(() => one.getForHandshake()).toEqual(renewed);
  expect(await other.getForHandshake()).toEqual(renewed);
});

test('is never one that has ended, however short a time ago somebody looked', async () => {
  let now = Date.now() - 3_700 * DAY;
  const authority = new LocalAuthority(await temporaryFolder(), () => new Date(now));
  const old = await authority.getForHandshake();
  now = Date.now();
  expect((await authority.getForHandshake()).fingerprint).not.toBe(old.fingerprint);
});

test('is made anew when it has ended', async () => {
  const folder = await temporaryFolder();
  const old = await new LocalAuthority(folder, () => new Date(Date.now() - 3_700 * DAY)).get();
  let now = Date.now() - 60 * DAY;
  const authority = new LocalAuthority(folder, () => new Date(now));
  expect(await authority.get()).toEqual(old);
  now = Date.now();
  const made = await authority.get();
  expect(made.fingerprint).not.toBe(old.fingerprint);
  expect(await new LocalAuthority(folder).get()).toEqual(made);
});

test.each(['', 'nonsense', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
  'is set aside and made anew where its file holds %j',
  async (content) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'authority-private.pem'), content);
    const authority = await new LocalAuthority(folder).get();
    expect(authority.certificate).toContain('BEGIN CERTIFICATE');
    const aside = (await readdir(folder)).find((name) =>
      name.startsWith('authority-private.pem.unreadable-'),
    );
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(content);
  },
);

test('does not take the place of one that cannot be read', async () => {
  const folder = await temporaryFolder();
  const notADirectory = join(folder, 'file');
  await writeFile(notADirectory, '');
  await expect(new LocalAuthority(join(notADirectory, 'certificates')).get()).rejects.toThrow(
    /ENOTDIR|EEXIST/,
  );
});

programTest('openssl', 'is an authority in the eyes of OpenSSL', async () => {
  const { file } = await new LocalAuthority(await temporaryFolder()).facts();
  const { stdout } = await runProgram('openssl', ['x509', '-in', file, '-noout', '-text']);
  expect(stdout).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  expect(stdout).toMatch(/X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign/);
  expect(stdout).toMatch(/X509v3 Subject Key Identifier:/);
  expect(stdout).toMatch(/ASN1 OID: prime256v1/);
  const verified = await runProgram('openssl', ['verify', '-x509_strict', '-CAfile', file, file]);
  expect(verified).toMatchObject({ code: 0 });
});
