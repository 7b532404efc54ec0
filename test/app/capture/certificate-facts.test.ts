import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateChain, readCertificate } from '../../../app/capture/certificate-facts.ts';
import { testAuthority } from '../../support/certificates.ts';

/** As Node tells of what a peer showed: each certificate with its issuer, and the last is its own. */
function shown(pem: string): object {
  const [own = '', issuer = ''] = pem.split(/(?<=-----END CERTIFICATE-----)\s+/);
  const root = { raw: new X509Certificate(issuer).raw, issuerCertificate: {} };
  root.issuerCertificate = root;
  return { raw: new X509Certificate(own).raw, issuerCertificate: root };
}

test('a chain is told from its first certificate to the one that issued itself, each time', async () => {
  const authority = await testAuthority('Chain CA');
  const { certificate } = await authority.issue(['mail.example', 'mx.example']);
  const first = certificateChain(shown(certificate));
  expect(first.map(({ subject }) => subject)).toEqual([
    'CN=mail.example',
    expect.stringContaining('Chain CA'),
  ]);
  expect(first[0]?.names).toEqual(['DNS:mail.example', 'DNS:mx.example']);
  expect(certificateChain(shown(certificate))).toEqual(first);
});

test('certificates for the same name are not taken for each other', async () => {
  const authority = await testAuthority();
  const pairs = [await authority.issue(['mail.example']), await authority.issue(['mail.example'])];
  const prints = pairs.map(({ certificate }) => certificateChain(shown(certificate))[0]?.fingerprint);
  expect(prints).toEqual(pairs.map(({ certificate }) => new X509Certificate(certificate).fingerprint256));
});

test('what is no certificate ends the chain', async () => {
  const { certificate } = await (await testAuthority()).issue(['mail.example']);
  const raw = new X509Certificate(certificate).raw;
  const nonsense = { raw: Buffer.from('nonsense') };
  expect(certificateChain({ raw, issuerCertificate: nonsense })).toEqual([readCertificate(raw)]);
  expect(certificateChain(nonsense)).toEqual([]);
  expect(certificateChain({})).toEqual([]);
  expect(certificateChain(null)).toEqual([]);
});
