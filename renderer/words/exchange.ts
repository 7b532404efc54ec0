import type { ViewRow } from '../../app/transcript/row.ts';

/**
 * What a row has to do with an exchange: the line that asked, by its number. A command and every line of its reply have
 * the same; null where the row belongs to no exchange.
 */
export function askedBy(row: ViewRow): number | null {
  if (row.type === 'event') return null;
  if (row.type === 'fold') return row.holds.what === 'capabilities' ? row.holds.answers : null;
  if (row.answers !== undefined) return row.answers;
  return row.kind === 'command' || row.reply !== undefined ? row.n : null;
}

/** Whether the row is part of the exchange that line asked for; a closed fold is, where it hides a part. */
export function belongsTo(row: ViewRow, asking: number): boolean {
  if (askedBy(row) === asking) return true;
  return row.type === 'fold' && !row.open && row.n <= asking && asking < row.n + row.rows;
}

/** The line at the other end of a row's exchange, and how long the reply took; null where there is none to be found. */
export function partnerOf(row: ViewRow): { readonly line: number; readonly tookMs: number | null } | null {
  if (row.type === 'event') return null;
  if (row.type === 'fold') {
    return row.holds.what === 'capabilities' && row.holds.answers > 0
      ? { line: row.holds.answers, tookMs: row.holds.tookMs ?? null }
      : null;
  }
  if (row.reply !== undefined) return { line: row.reply.line, tookMs: row.reply.tookMs };
  return row.answers === undefined ? null : { line: row.answers, tookMs: row.tookMs ?? null };
}
