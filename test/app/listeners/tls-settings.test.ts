import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { openApplication } from '../../../app/application.ts';
import { DEFAULT_LISTENER, type ListenerSettings } from '../../../app/contract.ts';
import { testAuthority } from '../../support/certificates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openedApplication, portOfApplication } from '../opened-application.ts';

/** The certificate that a listener shows to a client that asks for this name. */
async function shown(port: number, servername = ''): Promise<tls.DetailedPeerCertificate> {
  const socket = tls.connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  return socket.getPeerCertificate(true);
}

async function ownFiles(): Promise<{ readonly certificateFile: string; readonly keyFile: string }> {
  const folder = await temporaryFolder();
  const files = { certificateFile: join(folder, 'own.crt'), keyFile: join(folder, 'own.key') };
  const own = await (await testAuthority()).issue(['own.example']);
  await writeFile(files.certificateFile, own.certificate);
  await writeFile(files.keyFile, own.key);
  return files;
}

test('clients are shown certificates of the local authority, for the name that they ask for', async () => {
  const application = await openedApplication({ security: 'tls' });
  const port = portOfApplication(application);
  const { fingerprint } = await application.authority.facts();
  for (const [asked, names] of [
    ['', 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1'],
    ['mail.example', 'DNS:mail.example'],
  ] as const) {
    const certificate = await shown(port, asked);
    expect(certificate.subjectaltname).toBe(names);
    expect(certificate.issuerCertificate.fingerprint256).toBe(fingerprint);
  }
});

test('clients are shown a certificate of the person’s own, whatever they ask for', async () => {
  const certificate = await ownFiles();
  const port = portOfApplication(await openedApplication({ security: 'tls', certificate }));
  const { fingerprint256 } = new X509Certificate(await readFile(certificate.certificateFile));
  expect((await shown(port, 'mail.example')).fingerprint256).toBe(fingerprint256);
});

test.each([
  ['certificate', 'own.key', 'not-a-pair', /belongs to another certificate/],
  ['upstreamCertificate', 'own.key', 'not-a-pair', /belongs to another certificate/],
  ['certificate', 'own.crt', 'unreadable', /cannot be read/],
] as const)(
  'a %s whose %s is wrong keeps a listener from starting, and says why',
  async (which, file, code, text) => {
    const files = await ownFiles();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const wrong = file === 'own.crt' ? { ...files, certificateFile: `${files.certificateFile}.gone` } : files;
    const { state } = await openedApplication({ [which]: wrong });
    const [{ status }] = state.listeners;
    expect(status).toMatchObject({ state: 'failed', error: { code, text: expect.stringMatching(text) } });
  },
);

test('an authority that cannot be kept is told before the first client comes', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'certificates'), 'a file where a folder is needed');
  const settings: ListenerSettings = {
    ...DEFAULT_LISTENER,
    host: '127.0.0.1',
    port: 0,
    security: 'starttls',
  };
  const application = await openApplication({
    capturesDirectory: join(folder, 'captures'),
    dataDirectory: folder,
    listeners: [settings],
    version: '1.2.3',
    host: 'web',
  });
  onTestFinished(() => application.close());
  expect(application.state.listeners[0].status).toMatchObject({
    state: 'failed',
    error: { text: expect.stringContaining(join(folder, 'certificates')) },
  });
});
