import type { QueryField } from './query-field-kinds.ts';
import { QUERY_FIELDS } from './query-fields.ts';

/** The field that was probably meant by a name that is none; null where nothing is near. */
export function nearestField(name: string): QueryField | null {
  const sameThing = QUERY_FIELDS.find((field) => field.alsoCalled.includes(name));
  if (sameThing !== undefined) return sameThing;
  const slips = name.length <= 3 ? 1 : 2;
  let nearest: QueryField | null = null;
  let least = slips + 1;
  for (const field of QUERY_FIELDS) {
    const distance = slipsBetween(name, field.name, least);
    if (distance < least) [nearest, least] = [field, distance];
  }
  return nearest;
}

/** The word that was probably meant: one that begins so, or is near. Null where none is, or several are. */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  if (typed.length < 3) return null;
  const begun = words.filter((word) => word.startsWith(typed) || typed.startsWith(word));
  const near = begun.length > 0 ? begun : words.filter((word) => slipsBetween(typed, word, 3) < 3);
  return near.length === 1 ? (near[0] ?? null) : null;
}

/**
 * Letters to change, leave out, put in or swap with their neighbour (the optimal string alignment distance). Gives up
 * at `enough`, so that a long text costs nothing.
 */
function slipsBetween(typed: string, name: string, enough: number): number {
  if (Math.abs(typed.length - name.length) >= enough) return enough;
  let before: number[] = [];
  let last = Array.from({ length: name.length + 1 }, (_, place) => place);
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= name.length; j += 1) {
      const isSame = typed[i - 1] === name[j - 1];
      const isSwapped = i > 1 && j > 1 && typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, j - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, row];
  }
  return at(last, name.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Infinity;
}
