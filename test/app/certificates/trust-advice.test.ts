import { expect, test } from 'vitest';
import { trustAdvice } from '../../../app/certificates/trust-advice.ts';

const ADVICE = trustAdvice('/data/smtp-spy-ca.pem');

test('there is advice for the clients that people test with', () => {
  const clients = ADVICE.map(({ client }) => client).join('\n');
  for (const client of [
    'swaks',
    'curl',
    'msmtp',
    'openssl',
    'nodemailer',
    'Thunderbird',
    'Outlook',
    'Apple Mail',
    'Java',
    'Python',
    'PHP',
    '.NET',
  ]) {
    expect(clients).toContain(client);
  }
});

test.each(ADVICE.map((advice) => [advice.client, advice] as const))('%s: whole sentences', (_, advice) => {
  for (const sentence of [advice.trust, advice.skip]) expect(sentence).toMatch(/^$|^[A-Z].*[.:]$/s);
  expect([advice.skip.endsWith(':'), advice.skipCode]).not.toEqual([true, '']);
});

test('a path with blanks is one word in a shell, and a string in code', () => {
  const [swaks] = trustAdvice('/Library/Application Support/ca.pem');
  expect(swaks?.trustCode).toContain(' "/Library/Application Support/ca.pem" ');
  const node = trustAdvice('C:\\Users\\me\\ca.pem').find(({ client }) => client.startsWith('Node'));
  expect(node?.trustCode).toContain('fs.readFileSync("C:\\\\Users\\\\me\\\\ca.pem")');
});
