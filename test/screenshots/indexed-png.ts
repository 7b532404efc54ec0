import { Buffer } from 'node:buffer';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** The most colours that an indexed PNG can have. */
const MOST_COLOURS = 256;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture in memory: three bytes a pixel, row by row. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The same picture with at most 256 colours, a third as large: those seen most often, each standing for what is near it.
 * Takes PNG as Chromium writes it, with 8 bits a channel and not interlaced; throws for any other.
 */
export function indexedPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const palette = choosePalette(countColours(pixels));
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const colour = colourAt(pixels, at);
      const known = nearest.get(colour) ?? nearestOf(palette, colour);
      nearest.set(colour, known);
      rows[y * (width + 1) + 1 + x] = known;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const colours = Buffer.from(
    palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]),
  );
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function decode(png: Buffer): Picture {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const channels = kind === 2 ? 3 : kind === 6 ? 4 : 0;
  if (depth !== 8 || channels === 0 || interlaced !== 0)
    throw new Error('This is no PNG as Chromium writes it.');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = unfilter(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    pixels.set(raw.subarray(from, from + 3), to);
  }
  return { width, height, pixels };
}

/** Takes the filters of the rows away (PNG specification, section 9). `stride`: bytes in a row. */
function unfilter(filtered: Buffer, stride: number, channels: number): Buffer {
  const rows = filtered.length / (stride + 1);
  const raw = Buffer.alloc(rows * stride);
  for (let y = 0; y < rows; y += 1) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? (raw[y * stride + x - channels] ?? 0) : 0;
      const above = y > 0 ? (raw[(y - 1) * stride + x] ?? 0) : 0;
      const corner = y > 0 && x >= channels ? (raw[(y - 1) * stride + x - channels] ?? 0) : 0;
      const byte = filtered[y * (stride + 1) + 1 + x] ?? 0;
      raw[y * stride + x] = byte + predicted(filter, left, above, corner);
    }
  }
  return raw;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      return 0;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [guess - left, guess - above, guess - corner].map(Math.abs);
  if (toLeft === undefined || toAbove === undefined || toCorner === undefined) return 0;
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function colourAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function countColours(pixels: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

/** The colours seen most often, no two nearer to each other than it takes for them to be few enough. */
function choosePalette(counts: ReadonlyMap<number, number>): readonly number[] {
  const byFrequency = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  if (byFrequency.length <= MOST_COLOURS) return byFrequency;
  for (let apart = 8; ; apart *= 1.5) {
    const chosen: number[] = [];
    for (const colour of byFrequency) {
      if (chosen.length > MOST_COLOURS) break;
      if (chosen.every((other) => distance(colour, other) >= apart)) chosen.push(colour);
    }
    if (chosen.length <= MOST_COLOURS) return chosen;
  }
}

function nearestOf(palette: readonly number[], colour: number): number {
  let best = 0;
  for (const [place, other] of palette.entries()) {
    if (distance(colour, other) < distance(colour, palette[best] ?? 0)) best = place;
  }
  return best;
}

/** The square of how far two colours are from each other. */
function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 0xff) - ((other >> 8) & 0xff);
  const blue = (one & 0xff) - (other & 0xff);
  return red * red + green * green + blue * blue;
}
