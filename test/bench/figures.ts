/** The value in the middle; of an even count, halfway between the two there. Throws where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values');
  return (lower + upper) / 2;
}

/** How far the values reach around their median: half of them lie within. */
export function quartiles(values: readonly number[]): { readonly lower: number; readonly upper: number } {
  const sorted = [...values].sort((left, right) => left - right);
  const half = Math.ceil(sorted.length / 2);
  return { lower: median(sorted.slice(0, half)), upper: median(sorted.slice(-half)) };
}

/** The word for whether a target has been reached. */
export function verdict(isMet: boolean): 'met' | 'missed' {
  return isMet ? 'met' : 'missed';
}

/** A table in plain text; the first column stands to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    widths.map((width, column) => {
      const cell = row[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    }),
  );
  return lines.map((cells) => `${cells.join('  ').trimEnd()}\n`).join('');
}
