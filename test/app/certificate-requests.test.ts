import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { connectViewer, openedApplication } from './opened-application.ts';

test('a viewer is shown the authority, saves its certificate, and renews it', async () => {
  const { connection, saved } = connectViewer(await openedApplication());
  const shown = await connection.request('authority.show', {});
  expect(shown).toMatchObject({
    ok: true,
    value: {
      facts: {
        name: expect.stringMatching(/^SMTP Spy CA /),
        file: expect.stringMatching(/smtp-spy-ca\.pem$/),
      },
      advice: expect.arrayContaining([expect.objectContaining({ client: 'swaks' })]),
    },
  });
  expect(await connection.request('authority.save', {})).toMatchObject({
    ok: true,
    value: { result: 'saved', path: 'smtp-spy-ca.crt' },
  });
  const certificate = new X509Certificate(saved.get('smtp-spy-ca.crt') ?? '');
  expect(shown).toMatchObject({ value: { facts: { fingerprint: certificate.fingerprint256 } } });
  const renewed = await connection.request('authority.renew', {});
  expect(renewed).not.toEqual(shown);
  expect(await connection.request('authority.show', {})).toEqual(renewed);
});

test('nothing that a viewer gets holds a key', async () => {
  const application = await openedApplication();
  const { connection, saved } = connectViewer(application);
  const answers = JSON.stringify([
    await connection.request('authority.show', {}),
    await connection.request('authority.save', {}),
    await connection.request('authority.renew', {}),
    await connection.request('state', {}),
    ...saved,
  ]);
  const { key } = await application.authority.get();
  const secret = key.split('\n').slice(1, -1).join('');
  expect(answers).not.toContain('PRIVATE KEY');
  expect(answers).not.toContain(secret.slice(40, 80));
  expect(await readFile((await application.authority.facts()).file, 'utf8')).not.toContain('PRIVATE');
});
