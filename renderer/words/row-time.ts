import type { ViewRow } from '../../app/transcript/row.ts';
import type { TimeForm } from '../../app/contract.ts';
import { clockTime, sinceBefore, sinceStart } from './measures.ts';

/** When a row was said. `before`: the row above it, where it is known; `started`: microseconds since 1970. */
export function rowTime(row: ViewRow, before: ViewRow | undefined, started: number, form: TimeForm): string {
  switch (form) {
    case 'since-start':
      return sinceStart(row.at - started);
    case 'clock':
      return clockTime(row.at);
    case 'since-before': {
      if (before === undefined) return row.row === 0 ? sinceBefore(row.at - started) : '';
      return sinceBefore(Math.max(0, row.at - endOf(before)));
    }
  }
}

/** A closed fold stands for all of its lines; below an open one stands its first. */
function endOf(row: ViewRow): number {
  return row.type === 'fold' && !row.open ? row.until : row.at;
}
