import type { TranscriptLine } from './row.ts';

/** A line's words for people: as they were said, or a description where they cannot be read. */
export function displayText(line: Pick<TranscriptLine, 'kind' | 'text' | 'bytes'>): string {
  return line.kind === 'opaque' ? describeOpaque(line) : line.text;
}

/** TLS content types (RFC 8446 section 5.1 and appendix B.1; heartbeat: RFC 6520). */
const TLS_RECORDS: Readonly<Record<number, string>> = {
  20: 'change cipher spec',
  21: 'alert',
  22: 'handshake',
  23: 'application data',
  24: 'heartbeat',
};

/** The first byte of the version, the same in every TLS from 1.0 to 1.3 (RFC 8446 section 5.1). */
const TLS_MAJOR_VERSION = 3;

/**
 * What stands for bytes that pass unread: `[TLS record: handshake, 517 bytes, passed on unread]`. The length counts
 * the record's header.
 */
function describeOpaque(line: Pick<TranscriptLine, 'text' | 'bytes'>): string {
  // Of valid UTF-8 and of Latin-1 alike, characters below 128 are the bytes of that number.
  const type = line.text.charCodeAt(0);
  const majorVersion = line.text.charCodeAt(1);
  const length = byteLength(line);
  const size = `${length} ${length === 1 ? 'byte' : 'bytes'}`;
  const record = majorVersion === TLS_MAJOR_VERSION ? TLS_RECORDS[type] : undefined;
  return record === undefined
    ? `[${size}, passed on unread]`
    : `[TLS record: ${record}, ${size}, passed on unread]`;
}

function byteLength({ text, bytes }: Pick<TranscriptLine, 'text' | 'bytes'>): number {
  // Where exact bytes go along, the text is Latin-1: a character for each byte.
  return bytes === undefined ? new TextEncoder().encode(text).length : text.length;
}
