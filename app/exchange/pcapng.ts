import type { Buffer } from 'node:buffer';
import { uint16, uint32, type ByteOrder } from './byte-order.ts';
import type { ByteWindow } from './byte-window.ts';
import { LONGEST_PACKET, type PacketListener } from './captured-packet.ts';
import type { ReadingStep } from './reading-step.ts';
import { readInterface, type CaptureInterface } from './pcapng-interface.ts';

/** The newer form of capture files: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html. */

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION = 1;

/** Type and length in front of a block's body, and behind it the length again. */
const BLOCK_START = 8;
const BLOCK_END = 4;
/** Byte order, version, length of the section. */
const SECTION_BODY = 16;

/** Bytes in front of the packet in the body of an Enhanced Packet Block, and of the Packet Block before its time. */
const PACKET_START = 20;

/** The longest block whose content matters: a packet, and more options than anybody has seen. */
const LONGEST_BLOCK = LONGEST_PACKET + 65_536;

/** Interfaces of one section: far more than machines have, and an end to a file that is nothing but interfaces. */
const MOST_INTERFACES = 65_536;

/** Whether a file that begins with these four bytes may be pcapng. */
export function beginsPcapng(start: Buffer): boolean {
  return uint32(start, 0, 'big') === SECTION_HEADER;
}

/** What was found wrong with a block's body: what was expected there. */
type BlockFault = string | null;

/** Reads the packets of a pcapng file, and passes over every block that holds none. */
export class PcapngReader {
  readonly #listener: PacketListener;
  #order: ByteOrder = 'little';
  #interfaces: CaptureInterface[] = [];
  #lastTime = 0;
  /** A block whose body is being passed over. */
  #passing: { readonly at: number; readonly length: number } | null = null;

  constructor(listener: PacketListener) {
    this.#listener = listener;
  }

  /** Reads the next block. */
  read(window: ByteWindow): ReadingStep {
    if (this.#passing !== null) return this.#readEnd(window, this.#passing);
    if (window.length === 0) return { step: 'pause' };
    const start = window.peek(BLOCK_START);
    if (start === null) return { step: 'wait', at: window.offset, expected: 'the beginning of a block' };
    if (uint32(start, 0, 'big') === SECTION_HEADER) return this.#readSection(window);
    const type = uint32(start, 0, this.#order);
    const length = uint32(start, 4, this.#order);
    if (!isBlockLength(length)) return damaged(window.offset + 4, `the length of a block, and not ${length}`);
    const matters = isPacket(type) || type === INTERFACE_DESCRIPTION;
    return matters && length <= LONGEST_BLOCK
      ? this.#readBlock(window, type, length)
      : this.#passOver(window, length);
  }

  #readSection(window: ByteWindow): ReadingStep {
    const start = window.peek(BLOCK_START + SECTION_BODY);
    if (start === null)
      return { step: 'wait', at: window.offset, expected: 'the header of a pcapng section' };
    const order = byteOrder(start);
    if (order === null)
      return damaged(window.offset + BLOCK_START, 'the byte-order magic of a pcapng section');
    const length = uint32(start, 4, order);
    if (!isBlockLength(length) || length < BLOCK_START + SECTION_BODY + BLOCK_END) {
      return damaged(window.offset + 4, `the length of a section header, and not ${length}`);
    }
    if (uint16(start, 12, order) !== VERSION) {
      return { step: 'stop', code: 'not-a-capture', at: window.offset + 12, expected: 'version 1 of pcapng' };
    }
    this.#order = order;
    this.#interfaces = [];
    return this.#passOver(window, length);
  }

  #passOver(window: ByteWindow, length: number): ReadingStep {
    this.#passing = { at: window.offset, length };
    window.skip(length - BLOCK_END);
    return { step: 'go' };
  }

  #readEnd(
    window: ByteWindow,
    { at, length }: { readonly at: number; readonly length: number },
  ): ReadingStep {
    const end = window.toSkip > 0 ? null : window.peek(BLOCK_END);
    if (end === null) return { step: 'wait', at, expected: `a block of ${length} bytes` };
    if (uint32(end, 0, this.#order) !== length)
      return damaged(window.offset, `the block’s length, ${length}, again`);
    window.skip(BLOCK_END);
    this.#passing = null;
    return { step: 'go' };
  }

  #readBlock(window: ByteWindow, type: number, length: number): ReadingStep {
    const at = window.offset;
    const block = window.peek(length);
    if (block === null) return { step: 'wait', at, expected: `a block of ${length} bytes` };
    if (uint32(block, length - BLOCK_END, this.#order) !== length) {
      return damaged(at + length - BLOCK_END, `the block’s length, ${length}, again`);
    }
    const fault = this.#readBody(type, block.subarray(BLOCK_START, length - BLOCK_END));
    if (fault !== null) return damaged(at, fault);
    window.skip(length);
    return { step: 'go' };
  }

  #readBody(type: number, body: Buffer): BlockFault {
    switch (type) {
      case INTERFACE_DESCRIPTION:
        return this.#readInterface(body);
      case SIMPLE_PACKET:
        return this.#readSimplePacket(body);
      case ENHANCED_PACKET:
        return body.length < PACKET_START
          ? 'a whole packet block'
          : this.#readPacket(body, uint32(body, 0, this.#order));
      default:
        // The Packet Block that the enhanced one replaced has 16 bits for the interface, and then a count of drops.
        return body.length < PACKET_START
          ? 'a whole packet block'
          : this.#readPacket(body, uint16(body, 0, this.#order));
    }
  }

  #readInterface(body: Buffer): BlockFault {
    const described = readInterface(body, this.#order);
    if (described === null) return 'a whole description of an interface';
    if (this.#interfaces.length === MOST_INTERFACES) return `at most ${MOST_INTERFACES} interfaces`;
    this.#interfaces.push(described);
    return null;
  }

  #readPacket(body: Buffer, number: number): BlockFault {
    const from = this.#interfaces[number];
    if (from === undefined) return `a packet of an interface that was described, and not of number ${number}`;
    const captured = uint32(body, 12, this.#order);
    const original = uint32(body, 16, this.#order);
    if (captured > body.length - PACKET_START)
      return `a packet that fits into its block, and not ${captured} bytes`;
    this.#lastTime = from.microseconds(uint32(body, 4, this.#order), uint32(body, 8, this.#order));
    this.#tell(from, body.subarray(PACKET_START, PACKET_START + captured), original);
    return null;
  }

  #readSimplePacket(body: Buffer): BlockFault {
    const [from] = this.#interfaces;
    if (from === undefined) return 'the description of an interface before its packets';
    if (body.length < 4) return 'a whole packet block';
    const original = uint32(body, 0, this.#order);
    const most = Math.min(original, from.snapLength === 0 ? original : from.snapLength);
    this.#tell(from, body.subarray(4, 4 + most), original);
    return null;
  }

  /** Simple packets have no time of their own: they count as captured with the one before. */
  #tell({ linkType }: CaptureInterface, bytes: Buffer, original: number): void {
    this.#listener({ time: this.#lastTime, linkType, bytes, isCut: bytes.length < original });
  }
}

function isPacket(type: number): boolean {
  return type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OBSOLETE_PACKET;
}

function isBlockLength(length: number): boolean {
  return length >= BLOCK_START + BLOCK_END && length % 4 === 0;
}

function byteOrder(section: Buffer): ByteOrder | null {
  if (uint32(section, BLOCK_START, 'little') === BYTE_ORDER_MAGIC) return 'little';
  return uint32(section, BLOCK_START, 'big') === BYTE_ORDER_MAGIC ? 'big' : null;
}

function damaged(at: number, expected: string): ReadingStep {
  return { step: 'stop', code: 'damaged', at, expected };
}
