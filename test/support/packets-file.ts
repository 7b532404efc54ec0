import { Buffer } from 'node:buffer';
import { ethernet, ipv4, type Packet, type Wrap } from './packets-ip.ts';
import type { Segment } from './packets-tcp.ts';

/** In which order a file has the bytes of its numbers. */
export type Order = 'little' | 'big';

/** The link type of Ethernet. */
export const ETHERNET = 1;

/** How a classic pcap file differs from the usual one. */
export interface PcapForm {
  readonly order?: Order;
  readonly nanoseconds?: boolean;
  /** The whole field: link type, and what is said of frame check sequences. */
  readonly linkType?: number;
}

/** A classic pcap file. */
export function pcap(packets: readonly Packet[], form: PcapForm = {}): Buffer {
  const { order = 'little', nanoseconds = false, linkType = ETHERNET } = form;
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = numbers(order, [magic, 4], [2, 2], [4, 2], [0, 4], [0, 4], [262_144, 4], [linkType, 4]);
  const records = packets.flatMap(({ time, bytes, length = bytes.length }) => {
    const seconds = Math.floor(time / 1_000_000);
    const fraction = (time % 1_000_000) * (nanoseconds ? 1_000 : 1);
    return [numbers(order, [seconds, 4], [fraction, 4], [bytes.length, 4], [length, 4]), bytes];
  });
  return Buffer.concat([header, ...records]);
}

/** Writes the blocks of a pcapng section. */
export class Section {
  readonly #order: Order;

  constructor(order: Order = 'little') {
    this.#order = order;
  }

  /** A block of any type. */
  block(type: number, body: Buffer): Buffer {
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
    const length = this.numbers([12 + body.length + padding.length, 4]);
    return Buffer.concat([this.numbers([type, 4]), length, body, padding, length]);
  }

  /** The header that begins a section. */
  header(options: Buffer = Buffer.alloc(0)): Buffer {
    const body = Buffer.concat([
      this.numbers([0x1a2b3c4d, 4], [1, 2], [0, 2], [0xffffffff, 4], [0xffffffff, 4]),
      options,
    ]);
    return this.block(0x0a0d0d0a, body);
  }

  /** The description of an interface. */
  interface(linkType: number = ETHERNET, options: Buffer = Buffer.alloc(0), snapLength = 0): Buffer {
    return this.block(1, Buffer.concat([this.numbers([linkType, 2], [0, 2], [snapLength, 4]), options]));
  }

  /** An option, as it stands in blocks of all types. */
  option(code: number, value: Buffer): Buffer {
    const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
    return Buffer.concat([this.numbers([code, 2], [value.length, 2]), value, padding]);
  }

  /** An Enhanced Packet Block; `ticks`: its timestamp in the interface's own units. */
  enhanced(bytes: Buffer, ticks: bigint, from = 0, length: number = bytes.length): Buffer {
    const words = [from, Number(ticks >> 32n), Number(ticks & 0xffffffffn), bytes.length, length];
    const header = this.numbers(...words.map((word): [number, 4] => [word, 4]));
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    return this.block(6, Buffer.concat([header, bytes, padding, this.option(2, Buffer.alloc(4))]));
  }

  /** A Simple Packet Block, which has neither time nor interface. */
  simple(bytes: Buffer, length: number = bytes.length): Buffer {
    return this.block(3, Buffer.concat([this.numbers([length, 4]), bytes]));
  }

  /** The Packet Block that the enhanced one replaced. */
  obsolete(bytes: Buffer, ticks: bigint, from = 0): Buffer {
    const words = [Number(ticks >> 32n), Number(ticks & 0xffffffffn), bytes.length, bytes.length];
    const header = this.numbers([from, 2], [0xffff, 2], ...words.map((word): [number, 4] => [word, 4]));
    return this.block(2, Buffer.concat([header, bytes]));
  }

  /** Numbers of 2 and 4 bytes in this section's order. */
  numbers(...values: readonly (readonly [value: number, size: 2 | 4])[]): Buffer {
    return numbers(this.#order, ...values);
  }
}

/** A pcapng file with one interface, whose times are microseconds. */
export function pcapng(packets: readonly Packet[], linkType: number = ETHERNET): Buffer {
  const section = new Section();
  const blocks = packets.map(({ time, bytes, length }) => section.enhanced(bytes, BigInt(time), 0, length));
  return Buffer.concat([section.header(), section.interface(linkType), ...blocks]);
}

/** Segments as packets of IPv4 on Ethernet. */
export function packetsOf(segments: readonly Segment[], wrap: Wrap = ethernet()): readonly Packet[] {
  return segments.flatMap((segment) =>
    ipv4(segment).map((bytes) => ({ time: segment.time, bytes: wrap(bytes) })),
  );
}

function numbers(order: Order, ...values: readonly (readonly [value: number, size: 2 | 4])[]): Buffer {
  return Buffer.concat(
    values.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      if (order === 'little') bytes.writeUIntLE(value, 0, size);
      else bytes.writeUIntBE(value, 0, size);
      return bytes;
    }),
  );
}
