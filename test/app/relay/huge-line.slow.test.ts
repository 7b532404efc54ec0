import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Peer } from '../../support/sockets.ts';
import { startConversation, summaryAtEnd } from './relaying.ts';

const MEGABYTE = Buffer.alloc(1_000_000);
for (let at = 0; at < MEGABYTE.length; at += 1) MEGABYTE[at] = at % 251 === 10 ? 0 : at % 251;
const MEGABYTES = 100;

/** Milliseconds on a machine that is busy. */
const LONG = 120_000;

/** How much the process, both ends of the conversation in it, may grow while 200 MB pass, in bytes. */
const MOST_GROWTH = 96 * 1_000_000;

/** Says one line of 100 MB, of all bytes but a line feed. Resolves to its hash. */
async function sayLine({ socket }: Peer): Promise<string> {
  const hash = createHash('sha256');
  for (let part = 0; part < MEGABYTES; part += 1) {
    hash.update(MEGABYTE);
    if (!socket.write(MEGABYTE)) await once(socket, 'drain');
  }
  socket.end();
  return hash.digest('hex');
}

/** Resolves to the hash of all that is heard from now on. */
async function hashHeard({ socket }: Peer): Promise<string> {
  const hash = createHash('sha256');
  socket.removeAllListeners('data');
  socket.on('data', (bytes: Buffer) => hash.update(bytes));
  await once(socket, 'end');
  return hash.digest('hex');
}

test(
  'a line of 100 MB passes both ways at once, whole, and memory stays flat',
  async () => {
    const conversation = await startConversation();
    const { client, server } = conversation;
    const before = process.memoryUsage.rss();
    let highest = 0;
    const timer = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 5);
    const [heardByClient, heardByServer, saidByClient, saidByServer] = await Promise.all([
      hashHeard(client),
      hashHeard(server),
      sayLine(client),
      sayLine(server),
    ]);
    clearInterval(timer);
    expect(heardByServer).toBe(saidByClient);
    expect(heardByClient).toBe(saidByServer);
    expect(highest - before).toBeLessThan(MOST_GROWTH);
    expect(await summaryAtEnd(conversation)).toMatchObject({
      bytesFromClient: MEGABYTES * MEGABYTE.length,
      bytesFromServer: MEGABYTES * MEGABYTE.length + '220 a\r\n'.length,
      lines: 1 + 2 * Math.ceil((MEGABYTES * MEGABYTE.length) / 65_536),
    });
  },
  LONG,
);
