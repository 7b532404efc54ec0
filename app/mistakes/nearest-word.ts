/**
 * The word of a list that was probably meant by one that is not on it; null where nothing is near: two slips away at most, in a
 * short word one. Capital letters and small are told apart least of all.
 */
export function nearestWord(typed: string, words: Iterable<string>): string | null {
  const sought = typed.toLowerCase();
  let nearest: string | null = null;
  let least = (typed.length <= SHORT_LETTERS ? 1 : 2) + 1;
  for (const word of words) {
    const slips = slipsBetween(sought, word.toLowerCase(), least);
    if (slips < least) [nearest, least] = [word, slips];
  }
  return nearest;
}

/** A word of so many letters is another word when two of them are others. */
const SHORT_LETTERS = 3;

/**
 * Letters to change, leave out, put in or swap with their neighbour (the optimal string alignment distance). Gives up
 * at `enough`, so that a long text costs nothing.
 */
function slipsBetween(typed: string, word: string, enough: number): number {
  if (Math.abs(typed.length - word.length) >= enough) return enough;
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, place) => place);
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= word.length; j += 1) {
      const isSame = typed[i - 1] === word[j - 1];
      const isSwapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, j - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, row];
  }
  return at(last, word.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Infinity;
}
