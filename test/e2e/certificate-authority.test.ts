import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runSpy } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('smtp-spy ca', () => {
  test('shows what the authority is, where it lies, and how to trust it', async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await runSpy('ca', '--data', folder);
    const file = join(folder, 'certificates', 'smtp-spy-ca.pem');
    const { fingerprint256 } = new X509Certificate(await readFile(file));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^SMTP Spy CA \d{4}-\d\d-\d\d /);
    expect(stdout).toContain(`certificate   ${file}\n`);
    expect(stdout).toContain(fingerprint256);
    expect(stdout).toContain(`swaks --tls --tls-verify --tls-ca-path ${file}`);
    expect(stdout).not.toContain('PRIVATE KEY');
    expect((await runSpy('ca', 'show', '--data', folder)).stdout).toBe(stdout);
  });

  test('exports the certificate alone', async () => {
    const folder = await temporaryFolder();
    const { code, stdout } = await runSpy('ca', 'export', '--data', folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
    const out = join(folder, 'ca.crt');
    expect(await runSpy('ca', 'export', '--data', folder, '--out', out)).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(await readFile(out, 'utf8')).toBe(stdout);
  });

  test('renews it, and says what that means', async () => {
    const folder = await temporaryFolder();
    const before = (await runSpy('ca', 'export', '--data', folder)).stdout;
    const { code, stdout } = await runSpy('ca', 'renew', '--data', folder);
    const after = (await runSpy('ca', 'export', '--data', folder)).stdout;
    expect(code).toBe(0);
    expect(stdout).toContain(new X509Certificate(after).fingerprint256);
    expect(stdout).toContain('have to be told anew');
    expect(new X509Certificate(after).fingerprint256).not.toBe(new X509Certificate(before).fingerprint256);
  });

  test('says what is wrong with the folder', async () => {
    const { code, stderr } = await runSpy('ca', '--data', '/dev/null/folder');
    expect(code).toBe(1);
    expect(stderr).toContain('/dev/null');
  });
});
