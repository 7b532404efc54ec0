import { Buffer } from 'node:buffer';

/**
 * Writes capture files in the newer form, https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html: one section,
 * one interface of Ethernet, times in microseconds.
 */

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINK_ETHERNET = 1;

const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_APPLICATION = 4;

const TWO_TO_32 = 4_294_967_296;

/** What the file begins with. `application`: the program that writes it; `comment`: for people. */
export function pcapngStart(application: string, comment: string): Buffer {
  const section = Buffer.alloc(16);
  section.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  section.writeUInt16LE(1, 4);
  // The section's length is not known beforehand.
  section.writeBigInt64LE(-1n, 8);
  const link = Buffer.alloc(8);
  link.writeUInt16LE(LINK_ETHERNET, 0);
  return Buffer.concat([
    block(SECTION_HEADER, [section, options([OPTION_APPLICATION, application], [OPTION_COMMENT, comment])]),
    block(INTERFACE_DESCRIPTION, [link]),
  ]);
}

/** A packet. `time`: microseconds since 1970; `comment`: for people, empty for none. */
export function pcapngPacket(time: number, packet: Buffer, comment: string): Buffer {
  const start = Buffer.alloc(20);
  const whole = Math.max(0, Math.floor(time));
  start.writeUInt32LE(Math.floor(whole / TWO_TO_32), 4);
  start.writeUInt32LE(whole % TWO_TO_32, 8);
  start.writeUInt32LE(packet.length, 12);
  start.writeUInt32LE(packet.length, 16);
  const behind = comment === '' ? [] : [options([OPTION_COMMENT, comment])];
  return block(ENHANCED_PACKET, [start, packet, padding(packet.length), ...behind]);
}

function block(type: number, body: readonly Buffer[]): Buffer {
  const length = body.reduce((sum, part) => sum + part.length, 12);
  const start = Buffer.alloc(8);
  start.writeUInt32LE(type, 0);
  start.writeUInt32LE(length, 4);
  return Buffer.concat([start, ...body, start.subarray(4)], length);
}

function options(...several: readonly (readonly [code: number, text: string])[]): Buffer {
  const parts = several.flatMap(([code, text]) => {
    const value = Buffer.from(text);
    return [optionStart(code, value.length), value, padding(value.length)];
  });
  return Buffer.concat([...parts, optionStart(OPTION_END, 0)]);
}

function optionStart(code: number, length: number): Buffer {
  const start = Buffer.alloc(4);
  start.writeUInt16LE(code, 0);
  start.writeUInt16LE(length, 2);
  return start;
}

/** Everything in the file stands at a multiple of four bytes. */
function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}
