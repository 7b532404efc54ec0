import { Buffer } from 'node:buffer';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Captures } from '../../../app/capture/captures.ts';
import { importCapture, isCaptureFile } from '../../../app/exchange/import-capture.ts';
import { describeCaptureProblem, describeImport } from '../../../app/exchange/import-words.ts';
import { packetsOf, pcap, pcapng } from '../../support/packets-file.ts';
import { segmentsOf } from '../../support/packets-tcp.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { libraryOf, recordAll } from '../capture/recording.ts';
import { importBytes, importFile, importOne, IN_ORDER, ORDINARY, toldOf } from './imported.ts';

const HAKA = fileURLToPath(new URL('captures/haka-smtp.pcap', import.meta.url));

const PACKETS = packetsOf(segmentsOf(ORDINARY));
const FILE = pcap(PACKETS);
const TOLD = toldOf(ORDINARY, ...IN_ORDER);

describe('a capture of one conversation of HTTP and one of SMTP', () => {
  test('is that conversation of SMTP', async () => {
    const { conversations, otherFlows, problem } = await importFile(HAKA, await temporaryFolder());
    expect({ otherFlows, problem }).toEqual({ otherFlows: 1, problem: null });
    expect(conversations.map(({ told }) => told)).toEqual([
      [
        '# connected',
        's< 220 metasploitable.localdomain ESMTP Postfix (Ubuntu)',
        'c> HELO some_domain',
        's< 250 metasploitable.localdomain',
        'c> MAIL FROM: hacker@suspicious.org',
        's< 250 2.1.0 Ok',
        'c> RCPT TO: backup',
        's< 250 2.1.5 Ok',
        'c> DATA',
        's< 354 End data with <CR><LF>.<CR><LF>',
        'c> BLA BLA BLA ...',
        'c> MORE BLA BLA BLA ...',
        'c> .',
        's< 250 2.0.0 Ok: queued as 2E1B4C934',
        'c> QUIT',
        's< 221 2.0.0 Bye',
        '# ended by server',
        '# ended by client',
        '# closed by server: end',
      ].join('\n'),
    ]);
  });

  test('is known as any other: what it is about, and from where to where it went', async () => {
    const { conversations } = await importFile(HAKA, await temporaryFolder());
    expect(conversations[0]?.summary).toMatchObject({
      session: 1,
      listener: 'haka-smtp.pcap',
      client: { address: '192.168.10.10', port: 41_155 },
      server: { host: '192.168.20.1', address: '192.168.20.1', port: 25 },
      started: Date.UTC(2014, 5, 11, 12, 48, 34) * 1_000 + 794_657,
      outcome: 'completed',
      hello: 'some_domain',
      mailFrom: 'hacker@suspicious.org',
      rcptTo: ['backup'],
      accepted: 1,
      bytesFromClient: 118,
      bytesFromServer: 202,
    });
  });
});

describe('a compressed capture', () => {
  test.each([
    ['pcap', FILE],
    ['pcapng', pcapng(PACKETS)],
  ])('of %s is opened as it is, whatever its name', async (_, file) => {
    expect((await importOne(gzipSync(file))).told).toBe(TOLD);
  });

  test('may be made of several, one behind the other', async () => {
    const parts = [FILE.subarray(0, 700), FILE.subarray(700)].map((part) => gzipSync(part));
    expect((await importOne(Buffer.concat(parts))).told).toBe(TOLD);
  });

  test('may be padded', async () => {
    const { conversations, problem } = await importBytes(
      Buffer.concat([gzipSync(FILE), Buffer.alloc(100_000)]),
    );
    expect(conversations.map(({ told }) => told)).toEqual([TOLD]);
    expect(problem).toBeNull();
  });

  test('with something else behind it is whole up to there', async () => {
    for (const length of [20, 100_000]) {
      const file = Buffer.concat([gzipSync(FILE), Buffer.alloc(length, '!')]);
      const { conversations, problem } = await importBytes(file);
      expect(conversations.map(({ told }) => told)).toEqual([TOLD]);
      expect(problem).toMatchObject({ code: 'damaged', offset: FILE.length });
    }
  });

  test('may be far larger than what it is packed in', async () => {
    const zeros = { time: 0, bytes: Buffer.alloc(262_144) };
    const large = pcap([...Array.from({ length: 400 }, () => zeros), ...PACKETS]);
    expect((await importOne(gzipSync(large))).told).toBe(TOLD);
  });

  test('that ends too soon shows what it holds, and says so', async () => {
    const packed = gzipSync(FILE, { level: 0 });
    const { conversations, problem } = await importBytes(packed.subarray(0, packed.length - 300));
    expect(conversations[0]?.told.startsWith(toldOf(ORDINARY.slice(0, 6)))).toBe(true);
    expect(problem).toMatchObject({ code: 'truncated', unpacked: true });
    expect(problem?.offset).toBeGreaterThan(FILE.length - 500);
  });

  test('that lacks its last bytes only is whole inside, and said to be cut short', async () => {
    const { conversations, problem } = await importBytes(gzipSync(FILE).subarray(0, -6));
    expect(conversations[0]?.told).toBe(TOLD);
    expect(problem).toEqual({
      code: 'truncated',
      offset: FILE.length,
      expected: 'more of the gzip stream',
      unpacked: true,
    });
  });

  test('that is damaged shows what precedes that, and says so', async () => {
    const packed = gzipSync(
      pcap([...PACKETS, ...Array.from({ length: 90 }, () => ({ time: 0, bytes: Buffer.alloc(4_000, 'x') }))]),
      { level: 0 },
    );
    packed.fill(0xff, 200_000, 200_040);
    packed.writeUInt32LE(0, packed.length - 8);
    const { conversations, problem } = await importBytes(packed);
    expect(conversations[0]?.told).toBe(TOLD);
    expect(problem).toMatchObject({ code: 'damaged', unpacked: true });
  });

  test('of something else is no capture', async () => {
    const { conversations, problem } = await importBytes(gzipSync('Dear reader'));
    expect(conversations).toEqual([]);
    expect(problem).toEqual({
      code: 'not-a-capture',
      offset: 0,
      expected: 'the beginning of a pcap or pcapng file',
      unpacked: true,
    });
  });
});

describe('a capture that ends too soon', () => {
  test('shows what it holds, and says so', async () => {
    const end = FILE.length - 100;
    const { conversations, problem } = await importBytes(FILE.subarray(0, end));
    expect(conversations[0]?.told).toContain('s< 221 2.0.0 Bye\n');
    expect(problem).toMatchObject({ code: 'truncated', unpacked: false });
    expect(problem?.offset).toBeGreaterThan(end - 100);
  });
});

describe('which files are captures', () => {
  test('is told by how they begin', async () => {
    const folder = await temporaryFolder();
    const is = async (bytes: Uint8Array): Promise<boolean> => {
      await writeFile(join(folder, 'file'), bytes);
      return isCaptureFile(join(folder, 'file'));
    };
    expect(await is(FILE)).toBe(true);
    expect(await is(pcap([], { order: 'big', nanoseconds: true }))).toBe(true);
    expect(await is(pcapng([]))).toBe(true);
    expect(await is(gzipSync(FILE))).toBe(true);
    expect(await is(gzipSync('Dear reader'))).toBe(false);
    expect(await is(Buffer.from('SMTPSPY\n'))).toBe(false);
    expect(await is(Buffer.alloc(0))).toBe(false);
    expect(await isCaptureFile(join(folder, 'nowhere'))).toBe(false);
    expect(await isCaptureFile(folder)).toBe(false);
  });
});

describe('the folder', () => {
  test('is a new one that only its owner can look into, where none is named', async () => {
    const { directory, files } = await importCapture(HAKA, { version: '1.2.3' });
    onTestFinished(() => rm(directory, { recursive: true }));
    expect(files).toEqual([join(directory, '00000001.session')]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
  });

  test('may be one with sessions in it: those from elsewhere come behind them', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, [ORDINARY, ORDINARY]);
    await importFile(HAKA, folder);
    await importFile(HAKA, folder);
    const captures = await Captures.open(folder, '1.2.3');
    onTestFinished(() => captures.close());
    const sessions = await libraryOf(captures).list(0, 10);
    expect(sessions.map(({ session, listener }) => `${session} ${listener}`)).toEqual([
      '4 haka-smtp.pcap',
      '3 haka-smtp.pcap',
      '2 127.0.0.1:2525',
      '1 127.0.0.1:2525',
    ]);
  });

  test('holds one file for each conversation, each with its own bytes', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'many.pcap');
    const many = Array.from({ length: 300 }, (_, at) => {
      const script = [...ORDINARY.slice(0, 1), ['c', `EHLO client-${at}\r\n`] as const];
      return segmentsOf(script, { clientSequence: at * 1_000_000, time: at * 1_000_000 });
    });
    await writeFile(path, pcap(packetsOf(many.flat())));
    const { conversations } = await importFile(path, folder);
    expect(conversations.map(({ told }) => /EHLO (.*)/.exec(told)?.[1])).toEqual(
      many.map((_, at) => `client-${at}`),
    );
  });
});

describe('an import that cannot go on', () => {
  test('rejects as reading a file does, and leaves no folder behind', async () => {
    const folder = await temporaryFolder();
    await expect(importCapture(join(folder, 'nowhere'), { version: '1' })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(importCapture(folder, { version: '1' })).rejects.toMatchObject({ code: 'EISDIR' });
  });

  test('rejects where the folder is none', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    await writeFile(path, FILE);
    await expect(importCapture(path, { version: '1', directory: path })).rejects.toMatchObject({
      code: 'EEXIST',
    });
  });

  test('ends when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(importCapture(HAKA, { version: '1', signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('in words,', () => {
  const files = ['one.session', 'two.session'];
  const nothing = { files: [], otherFlows: 0, tlsFlows: 0, unknownPackets: 0 };

  test.each([
    [{ ...nothing, files: files.slice(1), otherFlows: 1 }, '1 conversation of SMTP; 1 other flow left out'],
    [{ ...nothing, files, otherFlows: 3 }, '2 conversations of SMTP; 3 other flows left out'],
    [{ ...nothing, files }, '2 conversations of SMTP'],
    [nothing, 'No conversation of SMTP'],
    [
      { ...nothing, tlsFlows: 2, unknownPackets: 1 },
      'No conversation of SMTP; 2 flows of TLS on port 465 left out: nobody can read it; 1 packet left out of a network that is not known here',
    ],
  ])('%j', (imported, words) => {
    expect(describeImport(imported)).toBe(words);
  });

  test('what is wrong with a file says where', () => {
    const problem = { offset: 24, expected: 'a packet of 74 bytes', unpacked: false } as const;
    expect(describeCaptureProblem('a.pcap', { ...problem, code: 'truncated' })).toBe(
      'a.pcap is cut short at byte 24: expected a packet of 74 bytes. All before it is shown.',
    );
    expect(describeCaptureProblem('a.pcap.gz', { ...problem, code: 'damaged', unpacked: true })).toBe(
      'a.pcap.gz is damaged at byte 24 of what it unpacks to: expected a packet of 74 bytes. All before it is shown.',
    );
    expect(describeCaptureProblem('a.txt', { ...problem, code: 'not-a-capture' })).toBe(
      'a.txt is no packet capture that can be read: expected a packet of 74 bytes at byte 24.',
    );
  });
});

test('the record is one that docs/capture-format.md describes, gaps included', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'gap.pcap');
  await writeFile(path, pcap(packetsOf(segmentsOf(ORDINARY).filter((_, at) => at !== 5))));
  const [file = ''] = (await importFile(path, folder)).files;
  const bytes = await readFile(file);
  expect(bytes.subarray(0, 16)).toEqual(Buffer.from('SMTPSPY\n\x01\x00\x10\x00\x00\x00\x00\x00', 'latin1'));
  const gap = bytes.indexOf('{"event":"gap","from":"client","size":21}');
  expect(bytes.subarray(gap - 16, gap - 14)).toEqual(Buffer.from([0xe5, 3]));
});
