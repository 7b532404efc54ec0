import { createTransport } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { SessionFacts } from '../../../app/capture/session-facts.ts';
import type { ListenerSettings } from '../../../app/contract.ts';
import type { Message } from '../../../app/smtp/message.ts';
import { eventually } from '../../support/eventually.ts';
import { programTest, runProgram } from '../../support/programs.ts';
import { startKeepingServer, startSmtpSink, type TestServer } from '../../support/smtp-peers.ts';
import { DOTTED_BODY, sendWithSwaks } from '../../support/swaks.ts';
import { openedApplication, portOfApplication } from '../opened-application.ts';
import { inShort } from '../capture/recorded.ts';
import { libraryOf } from '../capture/recording.ts';

/** What a real program's conversations consist of, once they are over. */
interface Watched {
  readonly port: number;
  /** Waits until so many conversations are over. */
  readonly facts: (
    sessions: number,
  ) => Promise<{ findings: string[]; exchanges: string[]; messages: Message[] }>;
}

/** A spy in front of a server; both are gone when the test is over. */
async function watch(server: TestServer, security: ListenerSettings['security'] = 'auto'): Promise<Watched> {
  onTestFinished(() => server.close());
  const application = await openedApplication({
    upstream: { host: server.host, port: server.port },
    security,
  });
  const facts = async (sessions: number) => {
    await eventually('the end of all conversations', async () => {
      const list = await libraryOf(application.captures).list(0, 1_000);
      return list.filter(({ outcome }) => outcome !== 'open').length === sessions;
    });
    const known = { findings: [] as string[], exchanges: [] as string[], messages: [] as Message[] };
    for (let session = 1; session <= sessions; session += 1) {
      const source = await libraryOf(application.captures).find(session);
      if (source === null) throw new Error(`no session ${session}`);
      await source.catchUp();
      for await (const items of new SessionFacts(source, false).readOn()) {
        for (const item of items) {
          if (item.type === 'finding') known.findings.push(`${item.finding.code}: ${item.finding.text}`);
          if (item.type === 'exchange') known.exchanges.push(inShort(item.exchange));
          if (item.type === 'message') known.messages.push(item.message);
        }
      }
    }
    return known;
  };
  return { port: portOfApplication(application), facts };
}

programTest(['swaks', 'smtp-sink'], 'swaks, with lines that begin with dots', async () => {
  const { port, facts } = await watch(await startSmtpSink());
  const { code } = await sendWithSwaks(port, '--body', DOTTED_BODY, '--header', 'Subject: dots');
  expect(code).toBe(0);
  const { findings, messages } = await facts(1);
  expect(findings).toEqual([]);
  expect(messages).toMatchObject([{ accepted: true, subject: 'dots', mailFrom: 'me@example.com' }]);
});

programTest(['swaks', 'smtp-sink'], 'swaks that pipelines', async () => {
  const { port, facts } = await watch(await startSmtpSink());
  const { code } = await sendWithSwaks(port, '--pipeline', '--to', 'a@example.com,b@example.com');
  expect(code).toBe(0);
  const { findings, messages } = await facts(1);
  expect(findings).toEqual([]);
  expect(messages[0]?.rcptTo.map(({ code }) => code)).toEqual([250, 250]);
});

programTest(['swaks', 'smtp-sink'], 'swaks that speaks LMTP', async () => {
  const { port, facts } = await watch(await startSmtpSink(['-L']));
  const more = ['--protocol', 'LMTP', '--to', 'a@example.com,b@example.com'];
  const { code } = await sendWithSwaks(port, ...more);
  expect(code).toBe(0);
  const { findings, messages, exchanges } = await facts(1);
  expect(findings).toEqual([]);
  expect(exchanges[0]).toMatch(/^LHLO .* → 250$/);
  expect(messages).toHaveLength(1);
});

programTest(['swaks'], 'swaks that authenticates in the clear, and is refused', async () => {
  const server = await startKeepingServer({
    onAuth: (auth, _session, callback) =>
      auth.password === 'right' ? callback(null, { user: 'me' }) : callback(new Error('no')),
  });
  const { port, facts } = await watch(server);
  const credentials = ['--auth-user', 'me', '--auth-password'];
  await sendWithSwaks(port, ...credentials, 'right', '--auth', 'PLAIN');
  await sendWithSwaks(port, ...credentials, 'wrong', '--auth', 'LOGIN');
  const { findings } = await facts(2);
  expect(findings).toEqual([
    expect.stringContaining('credentials-without-tls: With PLAIN'),
    expect.stringContaining('credentials-without-tls: With LOGIN'),
  ]);
});

programTest(
  ['swaks'],
  'swaks with TLS that passes through, and without TLS where it was offered',
  async () => {
    const { port, facts } = await watch(await startKeepingServer({ disabledCommands: ['AUTH'] }), 'pass');
    expect((await sendWithSwaks(port, '--tls')).code).toBe(0);
    expect((await sendWithSwaks(port)).code).toBe(0);
    const { findings } = await facts(2);
    expect(findings).toEqual([expect.stringContaining('starttls-not-used')]);
  },
);

programTest(['smtp-source', 'smtp-sink'], 'smtp-source: many messages over some connections', async () => {
  const { port, facts } = await watch(await startSmtpSink());
  const load = ['-s', '5', '-m', '50', '-l', '3000', '-d'];
  const { code } = await runProgram('smtp-source', [...load, `127.0.0.1:${port}`]);
  expect(code).toBe(0);
  const { findings, messages } = await facts(5);
  expect(findings).toEqual([]);
  expect(messages).toHaveLength(50);
});

programTest(['msmtp', 'smtp-sink'], 'msmtp', async () => {
  const { port, facts } = await watch(await startSmtpSink());
  const where = ['--host=127.0.0.1', `--port=${port}`, '--file=/dev/null', '--from=anna@example.org'];
  const input = 'Subject: a test\n\n.a line with a dot\n';
  expect((await runProgram('msmtp', [...where, 'ben@example.net'], { input })).code).toBe(0);
  const { findings, messages } = await facts(1);
  expect(findings).toEqual([]);
  expect(messages).toMatchObject([{ subject: 'a test', accepted: true }]);
});

programTest(['curl', 'smtp-sink'], 'curl', async () => {
  const { port, facts } = await watch(await startSmtpSink());
  const url = `smtp://127.0.0.1:${port}/client.example`;
  const envelope = ['--mail-from', 'anna@example.org', '--mail-rcpt', 'ben@example.net'];
  const input = 'Subject: a test\r\n\r\n.Hello\r\n';
  const { code } = await runProgram('curl', ['--silent', '--url', url, ...envelope, '-T', '-'], { input });
  expect(code).toBe(0);
  const { findings, messages } = await facts(1);
  expect(findings).toEqual([]);
  expect(messages).toMatchObject([{ size: input.length, accepted: true }]);
});

test('nodemailer, several messages over one connection', async () => {
  const server = await startKeepingServer();
  const { port, facts } = await watch(server);
  const transport = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 1 });
  for (const subject of ['Grüße', 'second']) {
    await transport.sendMail({
      from: 'Jürgen <j@example.org>',
      to: 'k@example.org',
      subject,
      text: '.a line\n'.repeat(30),
    });
  }
  transport.close();
  const { findings, messages } = await facts(1);
  // Its pool closes connections without a word.
  expect(findings).toEqual([expect.stringContaining('closed-without-quit')]);
  expect(messages.map(({ subject }) => subject)).toEqual(['Grüße', 'second']);
  expect(messages.map(({ size }) => size)).toEqual(server.messages.map(({ content }) => content.length));
});
