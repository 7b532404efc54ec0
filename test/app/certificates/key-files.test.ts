import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LocalAuthority } from '../../../app/certificates/authority.ts';
import { readAuthorities, readKeyFiles } from '../../../app/certificates/key-files.ts';
import { ServerCertificates } from '../../../app/certificates/server-certificates.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function files(content: { certificate?: string; key?: string } = {}) {
  const folder = await temporaryFolder();
  const pair = await new ServerCertificates(new LocalAuthority(folder)).certificateFor('mail.example');
  const certificateFile = join(folder, 'own.crt');
  const keyFile = join(folder, 'own.key');
  await writeFile(certificateFile, content.certificate ?? pair.certificate);
  await writeFile(keyFile, content.key ?? pair.key);
  return { certificateFile, keyFile, pair };
}

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ANOTHER = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ENCRYPTED = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
  .toString();

describe('a certificate of one’s own', () => {
  test('is read with its chain and its key', async () => {
    const { pair, ...own } = await files();
    expect(await readKeyFiles(own)).toEqual(pair);
  });

  test('may stand in one file with its key', async () => {
    const { pair, keyFile } = await files();
    const both = `${pair.key}\n${pair.certificate}`;
    await writeFile(keyFile, both);
    expect(await readKeyFiles({ certificateFile: keyFile, keyFile })).toEqual({
      key: both,
      certificate: both,
    });
  });

  test.each([
    [{ certificate: 'nonsense' }, 'no-certificate', 'own.crt'],
    [{ certificate: '' }, 'no-certificate', 'own.crt'],
    [{ key: 'nonsense' }, 'no-key', 'own.key'],
    [{ key: ENCRYPTED }, 'encrypted-key', 'own.key'],
    [{ key: ANOTHER }, 'not-a-pair', 'own.key'],
  ])('cannot be used: %#', async (content, code, name) => {
    const { certificateFile, keyFile } = await files(content);
    await expect(readKeyFiles({ certificateFile, keyFile })).rejects.toMatchObject({
      code,
      file: expect.stringContaining(name),
    });
  });

  test('cannot be used once it has ended', async () => {
    const { certificateFile, keyFile } = await files();
    const later = new Date(Date.now() + 398 * 24 * 60 * 60 * 1_000);
    await expect(readKeyFiles({ certificateFile, keyFile }, later)).rejects.toMatchObject({
      code: 'certificate-ended',
    });
  });

  test('cannot be used where there is none', async () => {
    const missing = { certificateFile: '/nowhere/own.crt', keyFile: '/nowhere/own.key' };
    await expect(readKeyFiles(missing)).rejects.toMatchObject({
      code: 'unreadable',
      file: '/nowhere/own.crt',
    });
  });
});

describe('authorities to trust', () => {
  test('are read, one or several', async () => {
    const { certificateFile, pair } = await files();
    expect(await readAuthorities(certificateFile)).toBe(pair.certificate);
  });

  test('are none in a file without a certificate', async () => {
    const { keyFile } = await files();
    await expect(readAuthorities(keyFile)).rejects.toMatchObject({ code: 'no-certificate', file: keyFile });
  });
});
