import { createTransport } from 'nodemailer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { programTest, runProgram } from '../support/programs.ts';
import { freePort, startKeepingServer, startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen, type SpyProcess } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A spy that leads mail for other.example to another server. */
async function startDiverting(upstream: number, other: number) {
  const folder = await temporaryFolder();
  const [rules, captures] = [join(folder, 'rules.json'), join(folder, 'captures')];
  const divert = { action: 'divert', to: `127.0.0.1:${other}` };
  await writeFile(
    rules,
    JSON.stringify({ rules: [{ name: 'others', when: 'cmd:RCPT to:*@other.example', do: [divert] }] }),
  );
  const server = `127.0.0.1:${upstream}`;
  const spy = await startListen(['--upstream', server, '--rules', rules, '--captures', captures]);
  return Object.assign(spy, { captures });
}

async function stop(spy: SpyProcess): Promise<void> {
  spy.kill('SIGTERM');
  expect((await spy.ended).code).toBe(0);
}

/** What is listed of the sessions when so many are over: the port of their server, and how they ended. */
async function sessionsIn(captures: string, count: number): Promise<Record<string, number>> {
  return eventually('the end of all conversations', async () => {
    const { stdout } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
    const ended = stdout.match(/^.*"outcome":"(?!open).*$/gm) ?? [];
    if (ended.length < count) return null;
    const counts: Record<string, number> = {};
    for (const line of ended) {
      const port = /"server":\{[^}]*"port":(\d+)/.exec(line)?.[1] ?? '';
      const outcome = /"outcome":"([^"]+)"/.exec(line)?.[1] ?? '';
      counts[`${port} ${outcome}`] = (counts[`${port} ${outcome}`] ?? 0) + 1;
    }
    return counts;
  });
}

test('mail goes to the server that a rule names for its recipient, with all of its recipients', async () => {
  const [first, other] = [await startKeepingServer({ size: 10_000 }), await startKeepingServer()];
  onTestFinished(() => Promise.all([first.close(), other.close()]).then(() => undefined));
  const spy = await startDiverting(first.port, other.port);
  const transport = createTransport({ host: '127.0.0.1', port: spy.port, pool: true, maxConnections: 5 });
  onTestFinished(() => transport.close());
  const send = (to: string[]) =>
    transport.sendMail({ from: 'ann@example.org', to, subject: 'Hello', text: 'Hello\n.\nworld\n' });
  const there = ['bob@example.org', 'carol@other.example'];
  await Promise.all(Array.from({ length: 20 }, () => send(there)));
  expect(first.messages).toHaveLength(0);
  expect(other.messages.map(({ rcptTo }) => rcptTo.join())).toEqual(Array(20).fill(there.join()));
  expect(new Set(other.messages.map(({ mailFrom }) => mailFrom))).toEqual(new Set(['ann@example.org']));
  transport.close();
  await stop(spy);
});

test('the record tells of both servers, and reads as two conversations of one client', async () => {
  const [first, other] = [await startKeepingServer({ size: 10_000 }), await startKeepingServer()];
  onTestFinished(() => Promise.all([first.close(), other.close()]).then(() => undefined));
  const spy = await startDiverting(first.port, other.port);
  const transport = createTransport({ host: '127.0.0.1', port: spy.port, name: 'client.example' });
  await transport.sendMail({ from: 'ann@example.org', to: 'bob@other.example', text: 'Hello' });
  transport.close();
  expect(await sessionsIn(spy.captures, 1)).toEqual({ [`${other.port} completed`]: 1 });
  await stop(spy);
  const shown = await showCapture(spy.captures, '--marks');
  const [ours, theirs] = [`127.0.0.1:${first.port}`, `127.0.0.1:${other.port}`];
  expect(shown).toContain(`The conversation goes on with ${theirs} instead of ${ours}.`);
  const recipient = shown
    .split('\n')
    .filter((line) => /[cs][<>] /.test(line))
    .findIndex((line) => line.includes('RCPT TO'));
  expect(shown).toContain(`Rule “others”, line ${recipient + 1}: led the conversation to ${theirs}.`);
  // Neither a greeting in the middle nor a second EHLO is remarkable where another server is spoken to; nodemailer just closes.
  const file = join(await temporaryFolder(), 'session.jsonl');
  expect((await runSpy('export', '--format', 'jsonl', '--out', file, spy.captures)).code).toBe(0);
  const exported = await readFile(file, 'utf8');
  expect(exported).toContain('"event":"diverted"');
  expect([...exported.matchAll(/"type":"finding".*"code":"([^"]+)"/g)].map(([, code]) => code)).toEqual([
    'closed-without-quit',
  ]);
});

test('a client is told 421 4.4.1 where the other server cannot be reached', async () => {
  const first = await startKeepingServer();
  onTestFinished(() => first.close());
  const spy = await startDiverting(first.port, await freePort());
  const transport = createTransport({ host: '127.0.0.1', port: spy.port });
  const sent = transport.sendMail({ from: 'ann@example.org', to: 'bob@other.example', text: 'Hello' });
  await expect(sent).rejects.toThrow(
    /421 4\.4\.1 SMTP Spy: cannot reach 127\.0\.0\.1:\d+: connection refused/,
  );
  await stop(spy);
});

programTest('smtp-source', 'with Postfix’s smtp-source and two smtp-sinks, none stalled', async () => {
  const [first, other] = [await startSmtpSink(), await startSmtpSink()];
  onTestFinished(() => Promise.all([first.close(), other.close()]).then(() => undefined));
  const spy = await startDiverting(first.port, other.port);
  const to = (recipient: string) =>
    runProgram('smtp-source', [
      '-s',
      '20',
      '-m',
      '200',
      '-l',
      '2000',
      '-t',
      recipient,
      `127.0.0.1:${spy.port}`,
    ]);
  const results = [await to('bob@other.example'), await to('bob@example.org')];
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(await sessionsIn(spy.captures, 400)).toEqual({
    [`${other.port} completed`]: 200,
    [`${first.port} completed`]: 200,
  });
  await stop(spy);
});
