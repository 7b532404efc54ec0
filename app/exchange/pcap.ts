import type { Buffer } from 'node:buffer';
import { uint16, uint32, type ByteOrder } from './byte-order.ts';
import type { ByteWindow } from './byte-window.ts';
import { LONGEST_PACKET, soundTime, type PacketListener } from './captured-packet.ts';
import type { ReadingStep } from './reading-step.ts';

/** The classic form of capture files, as https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html has it. */

const FILE_HEADER_LENGTH = 24;
const PACKET_HEADER_LENGTH = 16;
const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const VERSION = 2;

/** How a file's numbers are to be read. */
interface PcapForm {
  readonly order: ByteOrder;
  readonly fractionsPerMicrosecond: 1 | 1_000;
}

/** How the file is to be read that begins with these four bytes; null where it is no pcap. */
export function pcapForm(start: Buffer): PcapForm | null {
  for (const order of ['little', 'big'] as const) {
    const magic = uint32(start, 0, order);
    if (magic === MAGIC_MICROSECONDS) return { order, fractionsPerMicrosecond: 1 };
    if (magic === MAGIC_NANOSECONDS) return { order, fractionsPerMicrosecond: 1_000 };
  }
  return null;
}

/** Reads the packets of a pcap file. */
export class PcapReader {
  readonly #form: PcapForm;
  readonly #listener: PacketListener;
  #linkType: number | null = null;

  constructor(form: PcapForm, listener: PacketListener) {
    this.#form = form;
    this.#listener = listener;
  }

  /** Reads the header, or the next packet. */
  read(window: ByteWindow): ReadingStep {
    return this.#linkType === null ? this.#readHeader(window) : this.#readPacket(window, this.#linkType);
  }

  #readHeader(window: ByteWindow): ReadingStep {
    const header = window.peek(FILE_HEADER_LENGTH);
    const at = window.offset;
    if (header === null) return { step: 'wait', at, expected: 'the header of a pcap file' };
    if (uint16(header, 4, this.#form.order) !== VERSION) {
      return { step: 'stop', code: 'not-a-capture', at: at + 4, expected: 'version 2 of pcap' };
    }
    // The upper half tells of frame check sequences behind the packets. The length that IP gives leaves them out.
    this.#linkType = uint32(header, 20, this.#form.order) & 0xffff;
    window.skip(FILE_HEADER_LENGTH);
    return { step: 'go' };
  }

  #readPacket(window: ByteWindow, linkType: number): ReadingStep {
    const header = window.peek(PACKET_HEADER_LENGTH);
    const at = window.offset;
    if (header === null)
      return window.length === 0
        ? { step: 'pause' }
        : { step: 'wait', at, expected: 'the header of a packet' };
    const { order, fractionsPerMicrosecond } = this.#form;
    const captured = uint32(header, 8, order);
    const original = uint32(header, 12, order);
    if (captured > LONGEST_PACKET) {
      const expected = `a packet of at most ${LONGEST_PACKET} bytes, and not of ${captured}`;
      return { step: 'stop', code: 'damaged', at, expected };
    }
    const seconds = uint32(header, 0, order);
    const fraction = uint32(header, 4, order) / fractionsPerMicrosecond;
    const packet = window.take(PACKET_HEADER_LENGTH + captured);
    if (packet === null) return { step: 'wait', at, expected: `a packet of ${captured} bytes` };
    this.#listener({
      time: soundTime(seconds * 1_000_000 + fraction),
      linkType,
      bytes: packet.subarray(PACKET_HEADER_LENGTH),
      isCut: captured < original,
    });
    return { step: 'go' };
  }
}
