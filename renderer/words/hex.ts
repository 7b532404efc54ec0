const BYTES_IN_ROW = 16;

/**
 * Bytes as people read them, sixteen to a row: where the row begins (in hexadecimal), each byte, and what it is as ASCII,
 * with a dot where that is nothing to be seen.
 */
export function hexText(bytes: Uint8Array): string {
  const rows = Math.ceil(bytes.length / BYTES_IN_ROW);
  return Array.from({ length: rows }, (_, place) => hexRow(bytes, place * BYTES_IN_ROW)).join('\n');
}

function hexRow(bytes: Uint8Array, begin: number): string {
  const row = [...bytes.subarray(begin, begin + BYTES_IN_ROW)];
  const pairs = row.map((byte) => byte.toString(16).padStart(2, '0'));
  const half = BYTES_IN_ROW / 2;
  const hex = [pairs.slice(0, half).join(' '), pairs.slice(half).join(' ')].join('  ');
  const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${begin.toString(16).padStart(4, '0')}  ${hex.padEnd(BYTES_IN_ROW * 3)}  ${text}`;
}
