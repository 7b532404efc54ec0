import type { Buffer } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { listSessionFiles, makeFolder } from '../capture/folder.ts';
import { NumberLedger } from '../capture/number-ledger.ts';
import type { Endpoint } from '../transcript/session-event.ts';
import type { CaptureProblem } from './capture-problem.ts';
import type { CapturedPacket } from './captured-packet.ts';
import { firstBytes, readBytes, type BytesEnd, type ReadingWatch } from './file-bytes.ts';
import type { FlowKeeper } from './flow-conversation.ts';
import { FlowTable } from './flow-table.ts';
import { Fragments } from './fragments.ts';
import { parseIpPacket } from './ip-packet.ts';
import { isKnownLinkType, unwrapLinkLayer } from './link-layer.ts';
import { beginsCapture, MAGIC_LENGTH, PacketFile, type CaptureFault } from './packet-file.ts';
import { SessionFiles, type SessionFile } from './session-file.ts';
import { parseTcpSegment } from './tcp-segment.ts';

/** How a capture is brought in. */
export interface ImportOptions extends ReadingWatch {
  /** The capture folder that its sessions go to, behind those that are there; else a new temporary one. */
  readonly directory?: string;
  /** The program's version, as the record keeps it. */
  readonly version: string;
}

/** What a capture held. */
export interface ImportedCapture {
  /** The folder of its sessions. Who did not name one has to delete it. */
  readonly directory: string;
  /** The sessions' files, one for each, in the order in which they began to speak. */
  readonly files: readonly string[];
  /** Flows of TCP that do not speak SMTP. */
  readonly otherFlows: number;
  /** Flows on port 465 that are TLS from the first byte: what is spoken inside cannot be told. */
  readonly tlsFlows: number;
  /** Packets whose link layer cannot be read. */
  readonly unknownPackets: number;
  /** Why reading stopped; null where it came to the file's end in order. What precedes it has been brought in. */
  readonly problem: CaptureProblem | null;
}

/** Whether a file is a capture from elsewhere, by its first bytes. False for one that cannot be read at all. */
export async function isCaptureFile(path: string): Promise<boolean> {
  try {
    return beginsCapture(await firstBytes(path, MAGIC_LENGTH));
  } catch {
    return false;
  }
}

/**
 * Brings in a capture file, pcap or pcapng, gzip-compressed or not, of any size: each TCP flow that speaks SMTP becomes a
 * session that is read as any recorded one. Rejects as reading and writing files does, and where the signal is raised.
 */
export async function importCapture(path: string, options: ImportOptions): Promise<ImportedCapture> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'smtp-spy-')));
  try {
    await makeFolder(directory);
    const taken = (await listSessionFiles(directory)).reduce(
      (highest, { last }) => Math.max(highest, last),
      0,
    );
    const numbers = new NumberLedger(directory, taken);
    try {
      const sessions = new SessionFiles(directory, numbers);
      return { directory, ...(await new CaptureImport(path, options, sessions).run()) };
    } finally {
      await numbers.close();
    }
  } catch (error) {
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** One import under way. */
class CaptureImport implements FlowKeeper {
  readonly #path: string;
  readonly #options: ImportOptions;
  readonly #sessions: SessionFiles;
  readonly #flows: FlowTable = new FlowTable(this);
  readonly #fragments = new Fragments();
  readonly #leftOut = { tls: 0, other: 0 };
  #unknownPackets = 0;

  constructor(path: string, options: ImportOptions, sessions: SessionFiles) {
    this.#path = path;
    this.#options = options;
    this.#sessions = sessions;
  }

  async run(): Promise<Omit<ImportedCapture, 'directory'>> {
    const problem = await this.#read();
    this.#flows.finish();
    await this.#sessions.write();
    return {
      files: this.#sessions.files,
      otherFlows: this.#leftOut.other,
      tlsFlows: this.#leftOut.tls,
      unknownPackets: this.#unknownPackets,
      problem,
    };
  }

  /** {@link FlowKeeper} */
  begin(client: Endpoint, server: Endpoint, started: number): SessionFile {
    return this.#sessions.begin({
      started,
      listener: basename(this.#path),
      client,
      server: { host: server.address, ...server },
      writer: { process: process.pid, version: this.#options.version },
    });
  }

  /** {@link FlowKeeper} */
  leaveOut(spoken: 'tls' | 'other'): void {
    this.#leftOut[spoken] += 1;
  }

  async #read(): Promise<CaptureProblem | null> {
    const file = new PacketFile((packet) => this.#take(packet));
    let offset = 0;
    const take = async (bytes: Buffer): Promise<boolean> => {
      offset += bytes.length;
      const goOn = file.push(bytes);
      await this.#sessions.write();
      return goOn;
    };
    const { compressed, end } = await readBytes(this.#path, take, this.#options);
    const fault = faultOf(file.finish(), end, offset);
    return fault === null ? null : { ...fault, unpacked: compressed };
  }

  #take({ time, linkType, bytes, isCut }: CapturedPacket): void {
    if (!isKnownLinkType(linkType)) {
      this.#unknownPackets += 1;
      return;
    }
    const inside = unwrapLinkLayer(linkType, bytes);
    const packet = inside === null ? null : parseIpPacket(inside, isCut);
    const whole = packet === null ? null : this.#fragments.take(packet, time);
    const segment = whole === null ? null : parseTcpSegment(whole, time);
    if (segment !== null) this.#flows.take(segment);
  }
}

/** What is wrong with the packets, or, where they only ceased, with what they are packed in; `offset`: how far that went. */
function faultOf(fault: CaptureFault | null, end: BytesEnd['end'], offset: number): CaptureFault | null {
  if (end === 'whole' || (fault !== null && fault.code !== 'truncated')) return fault;
  if (end === 'truncated' && fault !== null) return fault;
  return { code: end, offset, expected: 'more of the gzip stream' };
}
