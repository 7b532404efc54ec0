import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BUILT_IN, DEFAULT_LISTENER } from '../../../app/contract.ts';
import {
  addListenerOptions,
  listenersOf,
  type ListenerArguments,
} from '../../../main/cli/listener-options.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What a command line comes to; its words are separated by blanks. */
function read(line: string): ReturnType<typeof listenersOf> {
  const command = addListenerOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(
    line.split(' ').filter((word) => word !== ''),
    { from: 'user' },
  );
  return listenersOf(command.opts<ListenerArguments>());
}

const mail = { host: 'mail.example', port: 587 };

describe('a command line', () => {
  test('that says nothing of listeners leaves them as they were kept', () => {
    expect(read('')).toBeNull();
  });

  test.each([
    ['--port 0', { port: 0 }],
    ['--host 0.0.0.0', { host: '0.0.0.0' }],
    ['--upstream mail.example:587', { upstream: mail }],
    ['--security pass', { security: 'pass' }],
    [
      '--upstream mail.example:587 --upstream-security starttls',
      { upstream: mail, upstreamSecurity: 'starttls' },
    ],
    ['--upstream-insecure', { upstreamInsecure: true }],
    ['--strip-starttls', { stripStarttls: true }],
    ['--show-plus', { hidePlus: false }],
    ['--tls-min 1.0', { tlsMin: '1.0' }],
    ['--cert a.pem --key b.pem', { certificate: { certificateFile: 'a.pem', keyFile: 'b.pem' } }],
    [
      '--upstream-cert a.pem --upstream-key b.pem',
      { upstreamCertificate: { certificateFile: 'a.pem', keyFile: 'b.pem' } },
    ],
    ['--ask-client-cert', { asksClientCertificate: true }],
    ['--upstream-ca ca.pem', { upstreamAuthorities: 'ca.pem' }],
    ['--block 10.0.0.0/8 --block ::1', { block: ['10.0.0.0/8', '::1'] }],
    [
      '--block 10.0.0.1-10.0.0.9 --block-answer silent',
      { block: ['10.0.0.1-10.0.0.9'], blockAnswer: 'silent' },
    ],
    ['--rate-limit 30', { rateLimit: 30 }],
    ['--rate-limit 30/min --rate-limit-answer 554', { rateLimit: 30, rateLimitAnswer: '554' }],
  ])('%s', (line, difference) => {
    expect(read(line)).toEqual([{ ...DEFAULT_LISTENER, ...difference }]);
  });

  test.each([
    ['--security ssl', /Allowed choices are auto, pass, plain, starttls, tls/],
    ['--upstream-security pass', /Allowed choices are auto, plain, starttls, tls/],
    ['--tls-min 1.4', /Allowed choices are 1.0, 1.1, 1.2, 1.3/],
    ['--cert a.pem', /^--cert needs --key/],
    ['--key a.pem', /^--key needs --cert/],
    ['--upstream-cert a.pem', /^--upstream-cert needs --upstream-key/],
    ['--security starttls --strip-starttls', /STARTTLS cannot be hidden/],
    ['--security pass --upstream mail.example --upstream-security tls', /passed on untouched/],
    ['--block 10.0.0.0/33', /behind the slash stands a number up to 32/],
    ['--block localhost', /is no address, network or range/],
    ['--block ::1 --block-answer 550', /Allowed choices are 554, 421, silent/],
    ['--rate-limit 0', /a number from 1 to 100000/],
    ['--rate-limit 5/hour', /a number from 1 to 100000/],
    ['--upstream-security tls', /built-in server .* without TLS/],
    ['--port 25 --listen 2525', /cannot be used with option '--listen/],
    ['--host ::1 --listen 2525', /cannot be used with option '--listen/],
  ])('%s is refused, with what to do', (line, words) => {
    expect(() => read(line)).toThrow(words);
  });
});

describe('--listen', () => {
  test('names several, and what they have in common stands beside it', () => {
    expect(
      read('--upstream mail.example:587 --listen 2525 --listen [::1]:2465,security=tls,upstream=built-in'),
    ).toEqual([
      { ...DEFAULT_LISTENER, port: 2525, upstream: mail },
      { ...DEFAULT_LISTENER, port: 2465, host: '::1', security: 'tls' },
    ]);
  });

  test.each([
    ['0', { port: 0 }],
    ['0.0.0.0:25', { host: '0.0.0.0', port: 25 }],
    ['localhost:2525', { host: 'localhost' }],
    ['2525,name=Staging', { name: 'Staging' }],
    ['2525,name=a\\,b', { name: 'a,b' }],
    ['2525,upstream=[2001:db8::1]:587', { upstream: { host: '2001:db8::1', port: 587 } }],
    [
      '2525,strip-starttls,upstream-insecure,show-plus',
      { stripStarttls: true, upstreamInsecure: true, hidePlus: false },
    ],
    ['2525,cert=a=b.pem,key=c.pem', { certificate: { certificateFile: 'a=b.pem', keyFile: 'c.pem' } }],
    ['2525,tls-min=1.3,upstream-ca=ca.pem', { tlsMin: '1.3', upstreamAuthorities: 'ca.pem' }],
    [
      '2525,block=10.0.0.0/8,block=::1,block-answer=421',
      { block: ['10.0.0.0/8', '::1'], blockAnswer: '421' },
    ],
    ['2525,rate-limit=5,rate-limit-answer=silent', { rateLimit: 5, rateLimitAnswer: 'silent' }],
  ])('%s', (spec, difference) => {
    expect(read(`--listen ${spec}`)).toEqual([{ ...DEFAULT_LISTENER, ...difference }]);
  });

  test('gives a listener a built-in server of its own kind', async () => {
    const file = join(await temporaryFolder(), 'lmtp.json');
    await writeFile(file, '{"lmtp": true, "keep": {"folder": "mails"}}');
    const [settings] = read(`--listen 2525,built-in=${file}`) ?? [];
    const keep = { folder: join(dirname(file), 'mails'), form: 'eml' };
    expect(settings?.builtIn).toEqual({ ...DEFAULT_BUILT_IN, lmtp: true, keep });
  });

  test.each([
    ['mail.example', /begins with a port.*“mail.example”/],
    ['::1:2525', /begins with a port/],
    ['70000', /from 0 to 65535/],
    ['2525,', /There is no “”/],
    ['2525,upsteam=a', /There is no “upsteam”\. There are: name, upstream, security/],
    ['2525,toString', /There is no “toString”/],
    ['2525,security=ssl', /security is one of auto, pass/],
    ['2525,security', /security is one of/],
    ['2525,upstream', /as in upstream=/],
    ['2525,upstream=a:b', /Name the server as/],
    ['2525,strip-starttls=no', /stands alone/],
    ['2525,block', /as in block=192/],
    ['2525,built-in=/no/such/file.json', /no such file or folder/],
    ['2525,built-in=package.json', /package\.json: productName: /],
    ['2525,rate-limit=often', /a number from 1 to/],
    ['2525,block-answer=550', /block-answer is one of 554, 421, silent/],
    ['2525,cert=a.pem', /--cert needs --key/],
  ])('%s is refused, with what to do', (spec, words) => {
    expect(() => read(`--listen ${spec}`)).toThrow(words);
  });

  test('two on one port are refused, but for ports that the system chooses, or on other addresses', () => {
    expect(() => read('--listen 2525 --listen 2525,security=tls')).toThrow('Two listeners want port 2525.');
    expect(read('--listen 0 --listen 0')).toHaveLength(2);
    expect(read('--listen 127.0.0.1:2525 --listen [::1]:2525')).toHaveLength(2);
  });
});
