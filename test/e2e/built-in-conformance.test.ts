import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { EXTENSIONS } from '../../app/contract.ts';
import { eventually } from '../support/eventually.ts';
import { programTest, runProgram } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { showCapture, startSpy } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LOGINS = { users: { ann: 'open sesame' } };
const MESSAGE = 'From: a@example.com\nTo: b@example.com\nSubject: x\n\n.\n..and more\n';

/** A spy that listens three times: in front of SMTP in the clear, of SMTP behind STARTTLS, and of LMTP. */
async function startThree() {
  const folder = await temporaryFolder();
  const kind = async (name: string, settings: object): Promise<string> => {
    await writeFile(
      join(folder, name),
      JSON.stringify({ name: 'mx.example', capabilities: EXTENSIONS, ...settings }),
    );
    return join(folder, name);
  };
  const smtp = await kind('smtp.json', { auth: LOGINS });
  const lmtp = await kind('lmtp.json', { lmtp: true });
  const captures = join(folder, 'captures');
  const listen = [
    `127.0.0.1:0,built-in=${smtp}`,
    `127.0.0.1:0,built-in=${smtp},security=starttls`,
    `127.0.0.1:0,built-in=${lmtp}`,
  ].flatMap((spec) => ['--listen', spec]);
  const spy = startSpy(['listen', '--data', folder, '--captures', captures, ...listen]);
  await spy.tells(/(?:listening on [^]*){3}\n/);
  const ports = [...spy.stderr().matchAll(/listening on 127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
    Number(port),
  );
  const [plain = 0, secured = 0, local = 0] = ports;
  /** What it recorded, when all conversations are over. */
  const recorded = (): Promise<Recorded> =>
    eventually('the end of all conversations', async () => {
      const record = readRecord(await showCapture(captures, '--format', 'jsonl'));
      return record.outcomes['open'] === undefined && record;
    });
  return { plain, secured, local, recorded };
}

/** What is to be read in a record: how many conversations ended in which way, what was accepted, and what was found. */
interface Recorded {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly findings: readonly string[];
}

/** Of the program's JSON lines, what is looked at here. */
const recordLine = v.variant('type', [
  v.object({ type: v.literal('session'), outcome: v.string() }),
  v.object({ type: v.literal('message'), accepted: v.boolean() }),
  v.object({ type: v.literal('finding'), code: v.string(), text: v.string() }),
  v.object({ type: v.picklist(['line', 'event', 'exchange']) }),
]);

function readRecord(jsonl: string): Recorded {
  const outcomes: Record<string, number> = {};
  const findings: string[] = [];
  let accepted = 0;
  for (const text of jsonl.trim().split('\n')) {
    const line = v.parse(recordLine, JSON.parse(text));
    if (line.type === 'session') outcomes[line.outcome] = (outcomes[line.outcome] ?? 0) + 1;
    if (line.type === 'message' && line.accepted) accepted += 1;
    if (line.type === 'finding') findings.push(`${line.code}: ${line.text}`);
  }
  return { outcomes, accepted, findings };
}

const LEFT_WITHOUT_QUIT = 'closed-without-quit: The client closed the connection without saying QUIT.';

/** Five conversations, one of which the client left without a word when its login was refused: that is to be found. */
const GONE_AFTER_REFUSAL: Recorded = {
  outcomes: { completed: 4, 'aborted-by-client': 1 },
  accepted: 4,
  findings: [LEFT_WITHOUT_QUIT],
};

describe('the built-in server does as real clients expect, and nothing is found with it', () => {
  programTest('swaks', 'swaks', async () => {
    const { plain, secured, local, recorded } = await startThree();
    const login = (mechanism: string, password: string) => {
      return ['--auth', mechanism, '--auth-user', 'ann', '--auth-password', password];
    };
    const lmtp = ['--protocol', 'LMTP', '--to', 'b@example.com,c@example.com'];
    const runs: readonly (readonly [code: number, port: number, ...more: string[]])[] = [
      [0, plain],
      [0, plain, '--pipeline', '--to', 'b@example.com,c@example.com'],
      [0, plain, ...login('CRAM-MD5', 'open sesame')],
      [28, plain, ...login('CRAM-MD5', 'wrong')],
      // 24: no recipient was accepted.
      [24, plain, '--to', 'nobody'],
      [0, secured, '--tls'],
      [0, secured, '--tls', ...login('PLAIN', 'open sesame')],
      [0, secured, '--tls', ...login('LOGIN', 'open sesame')],
      [0, local, ...lmtp],
      [0, local, ...lmtp, '--pipeline'],
    ];
    for (const [code, port, ...more] of runs) {
      expect({ more, code: (await sendWithSwaks(port, ...more)).code }).toEqual({ more, code });
    }
    expect(await recorded()).toEqual({
      outcomes: { completed: runs.length },
      accepted: 8,
      // Of `nobody`, which was said to be refused.
      findings: ['malformed-path: The path of RCPT has no domain behind an @. Strict servers refuse that.'],
    });
  });

  programTest('curl', 'curl', async () => {
    const { plain, secured, recorded } = await startThree();
    const send = (port: number, ...more: readonly string[]) => {
      const mail = [
        '--mail-from',
        'a@example.com',
        '--mail-rcpt',
        'b@example.com',
        '--upload-file',
        '-',
        '--crlf',
      ];
      const url = `smtp://127.0.0.1:${port}/client.example`;
      return runProgram('curl', ['--silent', '--insecure', ...mail, ...more, url], { input: MESSAGE });
    };
    expect(await send(plain)).toMatchObject({ code: 0 });
    expect(await send(plain, '--user', 'ann:open sesame')).toMatchObject({ code: 0 });
    // 67: curl's own code for a login that was refused.
    expect(await send(plain, '--user', 'ann:wrong')).toMatchObject({ code: 67 });
    expect(await send(secured, '--ssl-reqd')).toMatchObject({ code: 0 });
    expect(await send(secured, '--ssl-reqd', '--user', 'ann:open sesame')).toMatchObject({ code: 0 });
    expect(await recorded()).toEqual(GONE_AFTER_REFUSAL);
  });

  programTest('msmtp', 'msmtp', async () => {
    const { plain, secured, local, recorded } = await startThree();
    const send = (port: number, ...more: readonly string[]) => {
      const where = ['--host=127.0.0.1', `--port=${port}`, '--domain=client.example', '--from=a@example.com'];
      return runProgram('msmtp', [...where, ...more, 'b@example.com', 'c@example.com'], { input: MESSAGE });
    };
    const login = (password: string) => ['--auth=cram-md5', '--user=ann', `--passwordeval=echo ${password}`];
    const tls = ['--tls=on', '--tls-starttls=on', '--tls-certcheck=off'];
    const none = '--auth=off';
    expect(await send(plain, '--tls=off', none)).toMatchObject({ code: 0, stderr: '' });
    expect(await send(plain, '--tls=off', ...login('open sesame'))).toMatchObject({ code: 0, stderr: '' });
    // 77: sysexits.h's EX_NOPERM.
    expect(await send(plain, '--tls=off', ...login('wrong'))).toMatchObject({ code: 77 });
    expect(await send(secured, ...tls, none)).toMatchObject({ code: 0, stderr: '' });
    expect(await send(local, '--protocol=lmtp', '--tls=off', none)).toMatchObject({ code: 0, stderr: '' });
    expect(await recorded()).toEqual(GONE_AFTER_REFUSAL);
  });

  test('nodemailer, over connections that it keeps', async () => {
    const { plain, secured, local, recorded } = await startThree();
    const envelope = { from: 'a@example.com', to: ['b@example.com', 'c@example.com'] };
    for (const [port, more] of [
      [plain, { ignoreTLS: true }],
      [plain, { ignoreTLS: true, authMethod: 'CRAM-MD5', auth: { user: 'ann', pass: 'open sesame' } }],
      [secured, { requireTLS: true, tls: { rejectUnauthorized: false } }],
      [local, { ignoreTLS: true, lmtp: true }],
    ] as const) {
      const transport = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 2, ...more });
      const sent = await Promise.all(
        Array.from({ length: 10 }, () => transport.sendMail({ envelope, raw: MESSAGE })),
      );
      expect(sent.map(({ rejected }) => rejected)).toEqual(Array.from({ length: 10 }, () => []));
      transport.close();
    }
    const { outcomes, accepted, findings } = await recorded();
    expect(Object.keys(outcomes)).toEqual(['completed']);
    expect(accepted).toBe(40);
    // It never says QUIT when its pool is closed.
    expect([...new Set(findings)]).toEqual([LEFT_WITHOUT_QUIT]);
  });

  programTest('smtp-source', 'smtp-source, 50 sessions at once, in SMTP and in LMTP', async () => {
    const { plain, local, recorded } = await startThree();
    const load = ['-s', '50', '-m', '500', '-r', '2', '-f', 'a@example.com', '-t', 'b@example.com'];
    for (const run of [
      [...load, `127.0.0.1:${plain}`],
      [...load, '-d', `127.0.0.1:${plain}`],
      [...load, '-L', `127.0.0.1:${local}`],
    ]) {
      const { code, stderr } = await runProgram('smtp-source', run);
      expect({ run, code, stderr }).toEqual({ run, code: 0, stderr: '' });
    }
    const { outcomes, accepted, findings } = await recorded();
    expect(Object.keys(outcomes)).toEqual(['completed']);
    expect(accepted).toBe(1_500);
    expect(findings).toEqual([]);
  });

  test('a client that sends chunks, and all of it at once', async () => {
    const { plain, local, recorded } = await startThree();
    const binary = 'Subject: x\r\n\r\n.\r\n\0\xff';
    for (const [port, hello, last] of [
      [plain, 'EHLO', 1],
      [local, 'LHLO', 2],
    ] as const) {
      const client = connectRawClient(port);
      expect(await client.hear()).toMatch(/^220 /);
      expect(await client.ask(`${hello} client.example`)).toContain('250-CHUNKING\r\n');
      const envelope =
        'MAIL FROM:<a@example.com> BODY=BINARYMIME\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\n';
      client.say(`${envelope}BDAT ${binary.length}\r\n${binary}BDAT 2 LAST\r\n\r\nQUIT\r\n`);
      const codes = [];
      for (let reply = 0; reply < 5 + last; reply += 1) codes.push((await client.hear()).slice(0, 3));
      expect(codes).toEqual([...Array(4 + last).fill('250'), '221']);
      await client.closed;
    }
    expect(await recorded()).toEqual({ outcomes: { completed: 2 }, accepted: 2, findings: [] });
  });
});
