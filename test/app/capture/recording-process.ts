import { setTimeout as wait } from 'node:timers/promises';
import { Captures } from '../../../app/capture/captures.ts';

/**
 * A program that records one session without end, for a test that kills it: a line of the client, then one of the
 * server, each with its number. Its only argument is the capture folder.
 */
async function recordForEver(folder: string): Promise<void> {
  const captures = await Captures.open(folder, '1.2.3');
  const recorder = captures.begin(
    {
      listener: '127.0.0.1:2525',
      client: { address: '127.0.0.1', port: 50_000 },
      server: { host: 'mx.example', port: 25, address: null },
    },
    () => {},
  );
  for (let round = 0; ; round += 1) {
    recorder.bytes(
      { from: 'client', tls: false, injected: false, withheld: false },
      Buffer.from(`NOOP ${round}\r\n`),
    );
    recorder.bytes(
      { from: 'server', tls: false, injected: false, withheld: false },
      Buffer.from(`250 ${round}\r\n`),
    );
    // No faster than another program can follow, on a machine that is busy: that one is to catch up.
    if (round % 100 === 0 || recorder.isFull) await wait(5);
  }
}

await recordForEver(process.argv[2] ?? '');
