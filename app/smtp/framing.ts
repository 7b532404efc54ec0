import { CR, LF } from './bytes.ts';
import { LineBuffer } from './line-buffer.ts';
import { isProxyHeader, mayBeProxyHeader, proxyHeaderLength } from './proxy-header.ts';
import type { LineEnding } from './words.ts';

/**
 * The longest run of bytes kept as one line, in bytes. RFC 5321 allows 1,000 (section 4.5.3.1.6) and RFC 4954 12,288 in
 * AUTH exchanges (section 4); this is far above both, and still a row that can be shown. Longer lines go on in further
 * pieces, so nothing is lost.
 */
export const LONGEST_LINE = 65_536;

/** Bytes of a TLS record's header: type, version, length (RFC 8446 section 5.1). */
const RECORD_HEADER = 5;

/** The most bytes of one TLS record on the wire (RFC 5246 section 6.2.3, the larger of the two versions). */
const LONGEST_RECORD = RECORD_HEADER + 16_384 + 2_048;

/** The content types of TLS records: change_cipher_spec to heartbeat (RFC 8446 section 5.1, RFC 6520). */
const FIRST_RECORD_TYPE = 20;
const LAST_RECORD_TYPE = 24;

/**
 * How one speaker's bytes are cut.
 *
 * - `beginning`: a PROXY header of version 2 by its length, or else lines
 * - `lines`: at each LF
 * - `chunk`: at each LF, for a number of bytes (RFC 3030, BDAT)
 * - `records`: at the borders of TLS records, as long as the bytes are such
 */
export type FramingMode = 'beginning' | 'lines' | 'chunk' | 'records';

/** Where the framing of one speaker's bytes stands: plain data, to be kept and taken up again. */
export interface FramingState {
  readonly mode: FramingMode;
  readonly chunkLeft: number;
  readonly continues: boolean;
  readonly pending: Uint8Array | null;
}

/** Gets each frame: `bytes[start..end)` without its ending. The bytes are only lent for the call. */
export type FrameListener = (
  bytes: Uint8Array,
  start: number,
  end: number,
  ending: LineEnding,
  /** The frame goes on with a line that was longer than {@link LONGEST_LINE}. */
  continued: boolean,
) => void;

/** Whether a stream that begins with this byte is TLS: no line of SMTP begins with such a control character. */
export function beginsTlsRecord(byte: number | undefined): boolean {
  return byte !== undefined && byte >= FIRST_RECORD_TYPE && byte <= LAST_RECORD_TYPE;
}

/**
 * Cuts one speaker's bytes into frames, wherever the network split them: the same bytes give the same frames.
 * The listener may change the mode; that holds from the next byte on.
 */
export class Framing {
  #mode: FramingMode;
  #chunkLeft = 0;
  #continues = false;
  readonly #pending: LineBuffer;
  readonly #listener: FrameListener;
  readonly #mayBeRecords: () => boolean;

  /**
   * From the first byte on, or from where one stood. `mayBeRecords` is asked where a line begins as a TLS record does;
   * it answers yes when it has changed the mode. `mode`: how the first bytes are cut.
   */
  constructor(
    listener: FrameListener,
    mayBeRecords: () => boolean,
    mode: 'beginning' | 'lines',
    state?: FramingState,
  ) {
    this.#mode = mode;
    this.#listener = listener;
    this.#mayBeRecords = mayBeRecords;
    this.#pending = new LineBuffer(state?.pending ?? undefined);
    if (state === undefined) return;
    this.#mode = state.mode;
    this.#chunkLeft = state.chunkLeft;
    this.#continues = state.continues;
  }

  /** A copy of where it stands. */
  state(): FramingState {
    return {
      mode: this.#mode,
      chunkLeft: this.#chunkLeft,
      continues: this.#continues,
      pending: this.#pending.length === 0 ? null : this.#pending.view().slice(),
    };
  }

  /** How the bytes are being cut. */
  get mode(): FramingMode {
    return this.#mode;
  }

  /** Bytes of a frame whose end has not arrived. */
  get pending(): number {
    return this.#pending.length;
  }

  /** From the next byte on, lines. */
  readLines(): void {
    this.#mode = 'lines';
  }

  /** From the next byte on, lines within a chunk of `length` bytes. */
  readChunk(length: number): void {
    this.#mode = length === 0 ? 'lines' : 'chunk';
    this.#chunkLeft = length;
  }

  /** From the next byte on, TLS records. */
  readRecords(): void {
    this.#mode = 'records';
  }

  /** Takes bytes as they arrived. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      switch (this.#mode) {
        case 'beginning':
          at = this.#takeBeginning(bytes, at);
          break;
        case 'lines':
          if (!this.#turnsToRecords(bytes[at])) at = this.#takeLine(bytes, at);
          break;
        case 'chunk':
          at = this.#takeFromChunk(bytes, at);
          break;
        case 'records':
          at = this.#takeRecord(bytes, at);
          break;
      }
    }
  }

  /** The stream has ended: what is left is a last line without its ending. */
  finish(): void {
    if (this.#mode === 'beginning' && !isProxyHeader(this.#pending.length)) this.#beginWithLines();
    if (this.#pending.length > 0) {
      const rest = this.#pending.view().slice();
      this.#pending.clear();
      const isLine = this.#mode === 'lines' || this.#mode === 'chunk';
      const endsInCr = isLine && rest[rest.length - 1] === CR;
      this.#emit(rest, 0, endsInCr ? rest.length - 1 : rest.length, endsInCr ? 'cr' : 'none', false);
    }
    this.#continues = false;
  }

  #takeBeginning(bytes: Uint8Array, at: number): number {
    const held = this.#pending.length;
    const byteAt = (index: number): number | undefined =>
      index < held ? this.#pending.view()[index] : bytes[at + index - held];
    const length = held + bytes.length - at;
    if (!mayBeProxyHeader(byteAt, length)) {
      this.#beginWithLines();
      return at;
    }
    const wanted = proxyHeaderLength(byteAt, length);
    const end = Math.min(bytes.length, at + wanted - held);
    this.#pending.append(bytes, at, end);
    if (this.#pending.length === wanted) this.#endProxyHeader();
    return end;
  }

  /** It is no PROXY header: what looked like one is lines. */
  #beginWithLines(): void {
    this.#mode = 'lines';
    const lines = this.#pending.view().slice();
    this.#pending.clear();
    this.push(lines);
  }

  #endProxyHeader(): void {
    const header = this.#pending.view().slice();
    this.#pending.clear();
    this.#emit(header, 0, header.length, 'none', false);
    this.#mode = 'lines';
  }

  #turnsToRecords(byte: number | undefined): boolean {
    const isLineStart = this.#pending.length === 0 && !this.#continues;
    return isLineStart && beginsTlsRecord(byte) && this.#mayBeRecords();
  }

  #takeLine(bytes: Uint8Array, at: number): number {
    const lineFeed = findLineFeed(bytes, at);
    const stop = lineFeed === -1 ? bytes.length : lineFeed;
    if (this.#pending.length + (stop - at) > LONGEST_LINE) return this.#cutLongLine(bytes, at);
    if (lineFeed === -1) {
      this.#pending.append(bytes, at, stop);
      return stop;
    }
    if (this.#pending.length === 0) {
      this.#emitLine(bytes, at, lineFeed);
      return lineFeed + 1;
    }
    this.#pending.append(bytes, at, lineFeed);
    const line = this.#pending.view().slice();
    this.#pending.clear();
    this.#emitLine(line, 0, line.length);
    return lineFeed + 1;
  }

  /** `bytes[start..end)` is a line up to its LF; a CR in front of that belongs to the ending. */
  #emitLine(bytes: Uint8Array, start: number, end: number): void {
    const hasCr = end > start && bytes[end - 1] === CR;
    this.#emit(bytes, start, hasCr ? end - 1 : end, hasCr ? 'crlf' : 'lf', false);
  }

  #cutLongLine(bytes: Uint8Array, at: number): number {
    const end = at + LONGEST_LINE - this.#pending.length;
    this.#pending.append(bytes, at, end);
    const piece = this.#pending.view().slice();
    this.#pending.clear();
    this.#emit(piece, 0, piece.length, 'none', true);
    return end;
  }

  #takeFromChunk(bytes: Uint8Array, at: number): number {
    const limit = Math.min(bytes.length, at + this.#chunkLeft);
    const next = this.#takeLine(limit === bytes.length ? bytes : bytes.subarray(0, limit), at);
    this.#chunkLeft -= next - at;
    if (this.#chunkLeft === 0) {
      this.finish();
      this.#mode = 'lines';
    }
    return next;
  }

  #takeRecord(bytes: Uint8Array, at: number): number {
    const wanted = this.#recordLength(bytes, at);
    const end = Math.min(bytes.length, at + wanted - this.#pending.length);
    this.#pending.append(bytes, at, end);
    const isWhole = this.#pending.length === wanted && wanted > RECORD_HEADER;
    if (isWhole || this.#pending.length === LONGEST_RECORD) {
      const record = this.#pending.view().slice();
      this.#pending.clear();
      this.#emit(record, 0, record.length, 'none', false);
    }
    return end;
  }

  /** Bytes of the record that is being gathered; the header's own while that is not whole. */
  #recordLength(bytes: Uint8Array, at: number): number {
    const header = (index: number): number => {
      const held = this.#pending.length;
      return (index < held ? this.#pending.view()[index] : bytes[at + index - held]) ?? 0;
    };
    if (this.#pending.length + (bytes.length - at) < RECORD_HEADER) return RECORD_HEADER;
    const length = RECORD_HEADER + header(3) * 256 + header(4);
    const isRecord = beginsTlsRecord(header(0)) && header(1) === 3 && length <= LONGEST_RECORD;
    // Bytes that are no TLS are kept in pieces as large as a record may be.
    return isRecord && length > RECORD_HEADER ? length : LONGEST_RECORD;
  }

  #emit(bytes: Uint8Array, start: number, end: number, ending: LineEnding, isCut: boolean): void {
    const continued = this.#continues;
    this.#continues = isCut;
    this.#listener(bytes, start, end, ending, continued);
  }
}

/** Looks no further than a line may reach: where a large block has none, each piece of it would be searched to the end. */
function findLineFeed(bytes: Uint8Array, at: number): number {
  const reach = at + LONGEST_LINE + 1;
  if (bytes.length <= reach) return bytes.indexOf(LF, at);
  const found = bytes.subarray(at, reach).indexOf(LF);
  return found === -1 ? -1 : at + found;
}
