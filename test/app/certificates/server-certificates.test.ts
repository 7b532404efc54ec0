import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tls from 'node:tls';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LocalAuthority } from '../../../app/certificates/authority.ts';
import type { KeyAndCertificate } from '../../../app/certificates/key-and-certificate.ts';
import { ServerCertificates } from '../../../app/certificates/server-certificates.ts';
import { serverNames } from '../../../app/certificates/server-names.ts';
import { programTest, runProgram } from '../../support/programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const DAY = 24 * 60 * 60 * 1_000;
const LOCAL = ['localhost', '127.0.0.1', '::1'];

function certificateIn({ certificate }: KeyAndCertificate): X509Certificate {
  return new X509Certificate(certificate);
}

describe('the names that a certificate holds', () => {
  test.each([
    ['', LOCAL],
    ['localhost', LOCAL],
    ['LOCALHOST.', LOCAL],
    ['127.0.0.1', LOCAL],
    ['::ffff:127.0.0.1', LOCAL],
    ['::1', LOCAL],
    ['Mail.Example.COM', ['mail.example.com']],
    ['bücher.example', ['xn--bcher-kva.example']],
    ['smtp_1.test', ['smtp_1.test']],
    ['192.0.2.7', ['192.0.2.7']],
    ['2001:DB8::1', ['2001:db8::1']],
    ['a b', LOCAL],
    ['../../etc/passwd', LOCAL],
    ['*.example.com', LOCAL],
    ['a..b', LOCAL],
    [`${'a'.repeat(64)}.example`, LOCAL],
    [`${'a.'.repeat(127)}example`, LOCAL],
    ['\0', LOCAL],
  ])('for %j are %j', (name, names) => {
    expect(serverNames(name)).toEqual(names);
  });

  test('are shared by all names of the spy', () => {
    const own = ['192.0.2.7', 'Spy.Example', 'not a name', '127.0.0.1'];
    const shared = [...LOCAL, '192.0.2.7', 'spy.example'];
    for (const name of ['', '192.0.2.7', 'spy.example', '::1']) {
      expect(serverNames(name, own)).toEqual(shared);
    }
    expect(serverNames('mail.example', own)).toEqual(['mail.example']);
  });

  test('can be put into a certificate, whatever a client asks for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.domain(), fc.ipV6()), (name) => {
        for (const each of serverNames(name)) expect(each).toMatch(/^[a-z0-9_.:-]{1,253}$/);
      }),
    );
  });
});

describe('a certificate for a server', () => {
  test('is for the name, with its chain, and from the local authority', async () => {
    const authority = new LocalAuthority(await temporaryFolder());
    const { certificate } = await new ServerCertificates(authority).certificateFor('mail.example');
    const [leaf, issuer] = certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
    const { subjectAltName, subject, ca, validFrom, validTo } = new X509Certificate(leaf ?? '');
    expect({ subjectAltName, subject, ca }).toEqual({
      subjectAltName: 'DNS:mail.example',
      subject: 'CN=mail.example',
      ca: false,
    });
    expect(issuer).toBe(`${(await authority.get()).certificate.trim()}\n`);
    const days = (new Date(validTo).getTime() - new Date(validFrom).getTime()) / DAY;
    expect(days).toBe(397);
  });

  test('is issued once, also where many ask at once, and outlasts the program', async () => {
    const folder = await temporaryFolder();
    const certificates = new ServerCertificates(new LocalAuthority(folder));
    const names = ['localhost', '', '::1', 'localhost'];
    const [first, ...others] = await Promise.all(names.map((name) => certificates.certificateFor(name)));
    for (const other of others) expect(other).toEqual(first);
    const later = new ServerCertificates(new LocalAuthority(folder));
    expect(await later.certificateFor('localhost')).toEqual(first);
    const [file] = await readdir(join(folder, 'issued'));
    expect((await stat(join(folder, 'issued', file ?? ''))).mode & 0o777).toBe(0o600);
  });

  test('is issued anew a month before it ends', async () => {
    let now = Date.now();
    const clock = () => new Date(now);
    const folder = await temporaryFolder();
    const certificates = new ServerCertificates(new LocalAuthority(folder, clock), clock);
    const first = await certificates.certificateFor('mail.example');
    now += 365 * DAY;
    expect(await certificates.certificateFor('mail.example')).toEqual(first);
    now += 2 * DAY;
    const second = await certificates.certificateFor('mail.example');
    expect(certificateIn(second).fingerprint256).not.toBe(certificateIn(first).fingerprint256);
    const afterRestart = new ServerCertificates(new LocalAuthority(folder, clock), clock);
    expect(await afterRestart.certificateFor('mail.example')).toEqual(second);
  });

  test('ends with its authority, and is from the new one after that', async () => {
    let now = Date.now();
    const clock = () => new Date(now);
    const authority = new LocalAuthority(await temporaryFolder(), clock);
    const certificates = new ServerCertificates(authority, clock);
    const ends = new Date((await authority.facts()).validTo).getTime();
    now = ends - 10 * DAY;
    const last = certificateIn(await certificates.certificateFor('mail.example'));
    expect(new Date(last.validTo).getTime()).toBe(Math.floor(ends / 1_000) * 1_000);
    now = ends + DAY;
    const next = certificateIn(await certificates.certificateFor('mail.example'));
    expect(next.verify(new X509Certificate((await authority.get()).certificate).publicKey)).toBe(true);
  });

  test('is from the new authority once that is renewed', async () => {
    const authority = new LocalAuthority(await temporaryFolder());
    const certificates = new ServerCertificates(authority);
    await certificates.certificateFor('mail.example');
    const { certificate } = await authority.renew();
    const next = certificateIn(await certificates.certificateFor('mail.example'));
    expect(next.verify(new X509Certificate(certificate).publicKey)).toBe(true);
  });

  test('is issued anew where its file is damaged', async () => {
    const folder = await temporaryFolder();
    await new ServerCertificates(new LocalAuthority(folder)).certificateFor('mail.example');
    const [file] = await readdir(join(folder, 'issued'));
    await writeFile(join(folder, 'issued', file ?? ''), 'nonsense');
    const pair = await new ServerCertificates(new LocalAuthority(folder)).certificateFor('mail.example');
    expect(certificateIn(pair).subjectAltName).toBe('DNS:mail.example');
    expect(await readFile(join(folder, 'issued', file ?? ''), 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  test('takes no more of the disk than for 200 names', async () => {
    const issued = join(await temporaryFolder(), 'issued');
    await mkdir(issued);
    for (let number = 1; number <= 199; number += 1) await writeFile(join(issued, `${number}.pem`), '');
    const certificates = new ServerCertificates(new LocalAuthority(dirname(issued)));
    const names = ['a.example', 'b.example', 'c.example'];
    const pairs = [];
    for (const name of names) pairs.push(await certificates.certificateFor(name));
    expect(pairs.map((pair) => certificateIn(pair).subject)).toEqual(names.map((name) => `CN=${name}`));
    expect(await readdir(issued)).toHaveLength(200);
  });

  test.each(['mail.example', 'localhost', '127.0.0.1'])('convinces Node that it is %s', async (name) => {
    const authority = new LocalAuthority(await temporaryFolder());
    const { key, certificate } = await new ServerCertificates(authority).certificateFor(name);
    const server = tls.createServer({ key, cert: certificate }, (socket) => socket.end());
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { certificate: ca } = await authority.get();
    const authorized = await new Promise<boolean>((resolve, reject) => {
      const host = name === 'mail.example' ? { servername: name } : {};
      const client = tls.connect({ host: '127.0.0.1', port: address.port, ca, ...host }, () => {
        resolve(client.authorized);
        client.destroy();
      });
      client.on('error', reject);
    });
    expect(authorized).toBe(true);
  });

  programTest('openssl', 'has all that OpenSSL, Apple and Chrome ask for', async () => {
    const folder = await temporaryFolder();
    const authority = new LocalAuthority(folder);
    const { certificate } = await new ServerCertificates(authority).certificateFor('', ['192.0.2.7']);
    const leaf = join(folder, 'leaf.pem');
    await writeFile(leaf, certificate);
    const { file } = await authority.facts();
    const strict = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_ip',
      '::1',
      '-CAfile',
      file,
      leaf,
    ];
    expect(await runProgram('openssl', strict)).toMatchObject({ code: 0 });
    const { stdout } = await runProgram('openssl', ['x509', '-in', leaf, '-noout', '-text']);
    expect(stdout).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
    expect(stdout).toMatch(/X509v3 Key Usage: critical\s+Digital Signature\s/);
    expect(stdout).toMatch(/X509v3 Extended Key Usage:\s+TLS Web Server Authentication\s/);
    expect(stdout).toMatch(/X509v3 Authority Key Identifier:/);
    expect(stdout).toMatch(/X509v3 Subject Key Identifier:/);
    expect(stdout).toMatch(
      /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, IP Address:192\.0\.2\.7/,
    );
  });
});
