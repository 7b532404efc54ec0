import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, type TestContext } from 'vitest';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { eventually } from '../../support/eventually.ts';
import { packetsOf, pcap, pcapng, Section } from '../../support/packets-file.ts';
import {
  cooked,
  cooked2,
  ethernet,
  EXTENSIONS,
  family,
  ipv4,
  ipv6,
  mpls,
  nflog,
  ppp,
  pppoe,
  type Packet,
} from '../../support/packets-ip.ts';
import { segmentsOf, type Segment } from '../../support/packets-tcp.ts';
import { programTest, runProgram } from '../../support/programs.ts';
import { connectRawClient } from '../../support/raw-client.ts';
import { startSmtpSink } from '../../support/smtp-peers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  captureLoopback,
  readWithTshark,
  withoutRepeatedReplies,
  type FlowByTshark,
} from '../../support/tshark.ts';
import { importFile, ORDINARY, type ImportedConversation } from './imported.ts';

/** A conversation with more content than fits into a few packets. */
const LONG: ConversationScript = [
  ...ORDINARY.slice(0, -4),
  ['c', `${Array.from({ length: 60 }, (_, at) => `line ${at} of the message\r\n`).join('')}.\r\n`],
  ...ORDINARY.slice(-3),
];

/** The same as tshark tells of a flow, from our lines. */
function asTsharkTells({ rows }: ImportedConversation): FlowByTshark {
  const course: string[] = [];
  const parameters: string[] = [];
  const replyTexts: string[] = [];
  for (const row of rows) {
    if (row.type !== 'line') continue;
    if (row.kind === 'command') {
      course.push(`> ${row.verb ?? ''}`);
      parameters.push(row.text.slice((row.verb ?? '').length).trim());
    }
    if (row.kind === 'reply') {
      course.push(`< ${row.code ?? ''}`);
      replyTexts.push(row.text.slice(4));
    }
  }
  const isSaid = (text: string): boolean => text !== '';
  return {
    course: withoutRepeatedReplies(course),
    parameters: parameters.filter(isSaid),
    replyTexts: replyTexts.filter(isSaid),
  };
}

/** Reads a capture with both, and expects the same of them. */
async function expectAgreement(path: string, flows: number, port?: number): Promise<void> {
  const { conversations, problem } = await importFile(path, await temporaryFolder());
  const byTshark = await readWithTshark(path, port);
  expect(problem).toBeNull();
  expect(conversations).toHaveLength(flows);
  expect(conversations.map(asTsharkTells)).toEqual(byTshark);
}

describe('tshark and this program read the same', () => {
  programTest('tshark', 'in a capture from elsewhere', async () => {
    await expectAgreement(fileURLToPath(new URL('captures/haka-smtp.pcap', import.meta.url)), 1);
  });

  const segments = segmentsOf(ORDINARY);
  const small = segmentsOf(ORDINARY, { segmentSize: 1, clientSequence: 2 ** 32 - 20 });
  const on4 = (of: readonly Segment[], size?: number): Packet[] =>
    of.flatMap((segment, at) =>
      ipv4(segment, undefined, at + 1, size).map((bytes) => ({ time: segment.time, bytes })),
    );
  const on6 = (of: readonly Segment[], size?: number): Packet[] =>
    of.flatMap((segment, at) =>
      ipv6(segment, Object.values(EXTENSIONS), undefined, at + 1, size).map((bytes) => ({
        time: segment.time,
        bytes,
      })),
    );
  const wrapped = (packets: readonly Packet[], wrap: (bytes: Buffer) => Buffer): Packet[] =>
    packets.map((packet) => ({ ...packet, bytes: wrap(packet.bytes) }));
  const content = segmentsOf(LONG, { segmentSize: 100 });
  const neighboursSwapped = content.map((segment, at) => {
    const other = content[at ^ 1];
    return other !== undefined && segment.bytes.length === 100 && other.bytes.length === 100
      ? other
      : segment;
  });

  const made: Readonly<Record<string, Buffer>> = {
    'pcap, little-endian, microseconds': pcap(packetsOf(segments)),
    'pcap, little-endian, nanoseconds': pcap(packetsOf(segments), { nanoseconds: true }),
    'pcap, big-endian, microseconds': pcap(packetsOf(segments), { order: 'big' }),
    'pcap, big-endian, nanoseconds': pcap(packetsOf(segments), { order: 'big', nanoseconds: true }),
    pcapng: pcapng(packetsOf(segments)),
    'pcapng with packets of all kinds': inAllBlocks(packetsOf(segments)),
    compressed: gzipSync(pcap(packetsOf(segments))),
    VLANs: pcap(packetsOf(segments, ethernet([0x88a8, 3], [0x8100, 12]))),
    'Linux cooked capture': pcap(packetsOf(segments, cooked), { linkType: 113 }),
    'Linux cooked capture, version 2': pcap(packetsOf(segments, cooked2()), { linkType: 276 }),
    'loopback, IPv4': pcap(packetsOf(segments, family(2, 'little')), { linkType: 0 }),
    'loopback, IPv6 of Darwin': pcap(wrapped(on6(segments), family(30, 'big')), { linkType: 108 }),
    'PPP over Ethernet': pcap(packetsOf(segments, pppoe)),
    'MPLS over Ethernet': pcap(packetsOf(segments, mpls)),
    PPP: pcap(packetsOf(segments, ppp), { linkType: 9 }),
    NFLOG: pcap(packetsOf(segments, nflog('little')), { linkType: 239 }),
    'raw IPv4': pcap(on4(segments), { linkType: 101 }),
    'raw IPv6 with extension headers': pcap(on6(segments), { linkType: 229 }),
    'IPv4 in fragments': pcap(on4(segments, 16), { linkType: 228 }),
    'IPv6 in fragments': pcap(on6(segments, 48), { linkType: 101 }),
    'small segments': pcap(packetsOf(small)),
    'segments in another order': pcap(packetsOf(neighboursSwapped)),
    'segments that come twice': pcap(packetsOf(small.flatMap((segment) => [segment, segment]))),
    'without the handshake': pcap(packetsOf(segments.slice(3))),
  };

  for (const [name, file] of Object.entries(made)) {
    programTest('tshark', `in a capture that was made: ${name}`, async () => {
      const path = join(await temporaryFolder(), 'made.pcap');
      await writeFile(path, file);
      await expectAgreement(path, 1);
    });
  }
});

describe('tshark and this program read the same in what real programs say:', () => {
  programTest(
    ['tshark', 'swaks', 'smtp-sink'],
    'swaks, line by line and pipelined, with a password and with refusals',
    async (context) => {
      await withLiveCapture(context, ['-r', 'rcpt'], 4, async (port) => {
        const server = ['--server', '127.0.0.1', '--port', String(port), '--helo', 'client.example'];
        const mail = [...server, '--from', 'a@example.com', '--to', 'b@example.com'];
        await runProgram('swaks', mail);
        await runProgram('swaks', [...mail, '--pipeline', '--to', 'b@example.com,c@example.com']);
        for (const mechanism of ['PLAIN', 'LOGIN']) {
          await runProgram('swaks', [
            ...mail,
            '--auth',
            mechanism,
            '--auth-user',
            'a',
            '--auth-password',
            'b',
          ]);
        }
      });
    },
    60_000,
  );

  programTest(
    ['tshark', 'smtp-source', 'smtp-sink'],
    'smtp-source, several at once',
    async (context) => {
      await withLiveCapture(context, [], 8, async (port) => {
        await runProgram('smtp-source', ['-s', '4', '-m', '8', '-l', '20000', `127.0.0.1:${port}`]);
      });
    },
    60_000,
  );

  programTest(
    ['tshark', 'smtp-sink'],
    'a client that writes byte by byte',
    async (context) => {
      await withLiveCapture(context, [], 1, async (port) => {
        const client = connectRawClient(port);
        await client.hear();
        for (const command of [
          'EHLO a',
          'MAIL FROM:<a@b.example>',
          'RCPT TO:<c@d.example>',
          'DATA',
          'x\r\n.',
          'QUIT',
        ]) {
          for (const byte of `${command}\r\n`) {
            client.say(byte);
            await wait(1);
          }
          await client.hear();
        }
        client.socket.end();
        await client.closed;
      });
    },
    60_000,
  );
});

/** Lets programs speak to a server while it is captured, and reads that with both. */
async function withLiveCapture(
  context: TestContext,
  sinkOptions: readonly string[],
  conversations: number,
  speak: (port: number) => Promise<void>,
): Promise<void> {
  const folder = await temporaryFolder();
  const path = join(folder, 'live.pcapng');
  const sink = await startSmtpSink(sinkOptions);
  onTestFinished(() => sink.close());
  const capture = await captureLoopback(path, sink.port);
  if (capture === null) return context.skip('this user may not capture packets');
  await speak(sink.port);
  await eventually('the end of all conversations in the capture', async () => {
    const { conversations: captured } = await importFile(path, join(folder, 'captures'));
    return captured.filter(({ told }) => /# closed by (?:client|server)/.test(told)).length === conversations;
  });
  await capture.stop();
  await expectAgreement(path, conversations, sink.port);
}

function inAllBlocks(packets: readonly Packet[]): Buffer {
  const section = new Section('big');
  const blocks = packets.map(({ time, bytes }, at) => {
    if (at % 3 === 0) return section.enhanced(bytes, BigInt(time));
    return at % 3 === 1 ? section.simple(bytes) : section.obsolete(bytes, BigInt(time));
  });
  return Buffer.concat([
    section.header(),
    section.interface(),
    section.block(5, Buffer.alloc(12)),
    ...blocks,
  ]);
}
