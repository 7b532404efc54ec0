import { writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { programTest, runProgram } from '../support/programs.ts';
import { startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen, type SpyProcess } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROXY_1 = /^PROXY TCP4 192\.0\.2\.1 192\.0\.2\.2 5000 25\r\n/;
const PROXY_2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c', 'latin1');

/** How swaks says a load balancer's header, in both versions. */
const PLACES = ['--proxy-source', '192.0.2.1', '--proxy-source-port', '5000', '--proxy-dest', '192.0.2.2'];
const PROXY_OPTIONS = [
  ['--proxy-version', '1', '--proxy-family', 'TCP4', ...PLACES, '--proxy-dest-port', '25'],
  ['--proxy-version', '2', '--proxy-family', 'AF_INET', ...PLACES, '--proxy-dest-port', '25'],
];

/** A terminal with rules that hold for no more than so many milliseconds. */
async function startHolding(
  upstream: number,
  atMost: number,
): Promise<SpyProcess & { port: number; captures: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, 'rules.json');
  const captures = join(folder, 'captures');
  const rules = ['cmd:RCPT', 'kind:content', 'kind:reply code:354 or kind:reply cmd:MAIL'].map((when) => ({
    name: `hold ${when}`,
    when,
    do: [{ action: 'hold', atMost }],
  }));
  await writeFile(path, JSON.stringify({ rules }));
  const server = ['--upstream', `127.0.0.1:${upstream}`];
  const spy = await startListen([
    ...server,
    '--rules',
    path,
    '--captures',
    captures,
    '--filter',
    'is:masked',
  ]);
  return Object.assign(spy, { captures });
}

/** A server behind a load balancer: it greets when it has read the header, and is another server from then on. */
async function behindBalancer(server: number, header: (bytes: Buffer) => number): Promise<number> {
  const balanced = createServer((client) => {
    let read = Buffer.alloc(0);
    client.on('error', () => {});
    const take = (bytes: Buffer): void => {
      read = Buffer.concat([read, bytes]);
      const length = header(read);
      if (length === 0) return;
      client.off('data', take);
      const behind = connect(server, '127.0.0.1');
      behind.on('error', () => client.destroy());
      behind.write(read.subarray(length));
      client.pipe(behind).pipe(client);
    };
    client.on('data', take);
  });
  await new Promise<void>((resolve) => balanced.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void balanced.close());
  return (balanced.address() as AddressInfo).port;
}

describe('what is held where nobody is there to decide', () => {
  programTest(['swaks', 'smtp-sink'], 'goes on after its time, and the record says so', async () => {
    const sink = await startSmtpSink();
    onTestFinished(() => sink.close());
    const spy = await startHolding(sink.port, 100);
    const { code } = await sendWithSwaks(spy.port, '--pipeline', '--body', 'Hello');
    expect(code).toBe(0);
    const shown = await showCapture(spy.captures, '--marks');
    expect(shown).toMatch(
      /# .*The client’s command in line \d+ waits for a person to decide, as the rule “hold cmd:RCPT” wants\.\n# .*Nobody decided in the time that the rule gives: it went on, after \d+ ms\.\n.*c> RCPT TO:<you@example\.com>/,
    );
    expect(shown).toMatch(/# .*The message in line \d+ waits/);
    expect(shown).toMatch(/s< 250 /);
  });

  programTest(
    ['smtp-source', 'smtp-sink'],
    'keeps nobody waiting for ever: 500 conversations, fifty at a time, each held again and again',
    async () => {
      const sink = await startSmtpSink();
      onTestFinished(() => sink.close());
      const spy = await startHolding(sink.port, 5);
      const load = ['-s', '50', '-m', '500', '-l', '500', `127.0.0.1:${spy.port}`];
      const { code, stderr } = await runProgram('smtp-source', load, { timeLimitMs: 60_000 });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { stdout } = await runSpy('sessions', '--captures', spy.captures, '--format', 'jsonl');
      const outcomes = stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(outcomes).toHaveLength(500);
      expect(outcomes).toEqual(Array(500).fill(expect.objectContaining({ outcome: 'completed' })));
    },
    90_000,
  );
});

describe('a conversation in step that begins with a load balancer’s header', () => {
  for (const [at, options] of PROXY_OPTIONS.entries()) {
    programTest(['swaks', 'smtp-sink'], `of version ${at + 1} does not stand still`, async () => {
      const sink = await startSmtpSink();
      onTestFinished(() => sink.close());
      const port = await behindBalancer(sink.port, (bytes) => {
        if (at === 0) return PROXY_1.exec(bytes.toString('latin1'))?.[0].length ?? 0;
        return bytes.subarray(0, PROXY_2.length).equals(PROXY_2) && bytes.length >= 28 ? 28 : 0;
      });
      const spy = await startHolding(port, 5);
      const { code, stdout } = await sendWithSwaks(spy.port, ...options);
      expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
      const shown = await showCapture(spy.captures);
      expect(shown).toContain('c> EHLO client.example\n');
      expect(shown).toContain(at === 0 ? 'c> PROXY TCP4 192.0.2.1 192.0.2.2 5000 25\ns< 220' : '\ns< 220');
    });
  }
});
