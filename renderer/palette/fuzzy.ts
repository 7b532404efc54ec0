/** How well a text answers what was typed, and which of its characters do. */
export interface FuzzyMatch {
  /** The higher the better. */
  readonly score: number;
  /** Places in the text, rising. */
  readonly places: readonly number[];
}

/** Characters of a text that are looked at: what a row of the palette could show. */
const LONGEST = 200;

const AT_START = 12;
const AT_WORD = 8;
const IN_A_ROW = 6;

/**
 * Finds each typed word in the text: as it stands, or, `loose`, its letters in their order; null where one is not there.
 * Whole words and beginnings of words count more than letters here and there, and short texts more than long ones.
 */
export function fuzzyMatch(typed: string, text: string, how: 'loose' | 'whole'): FuzzyMatch | null {
  const shown = text.slice(0, LONGEST).toLowerCase();
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  const places = new Set<number>();
  let score = -shown.length / LONGEST;
  for (const word of words) {
    const match = matchWhole(word, shown) ?? (how === 'loose' ? matchLetters(word, shown) : null);
    if (match === null) return null;
    score += match.score;
    for (const place of match.places) places.add(place);
  }
  return { score, places: [...places].sort((one, other) => one - other) };
}

function matchWhole(word: string, text: string): FuzzyMatch | null {
  const at = bestPlace(word, text);
  if (at === null) return null;
  const places = Array.from({ length: word.length }, (_, index) => at + index);
  return { score: scoreOf(places, text) + word.length * 2, places };
}

/** The letters as early as they come. */
function matchLetters(word: string, text: string): FuzzyMatch | null {
  const places: number[] = [];
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return null;
    places.push(at);
    from = at + 1;
  }
  return { score: scoreOf(places, text), places };
}

/** Where the word stands, preferably at the beginning of one. */
function bestPlace(word: string, text: string): number | null {
  const first = text.indexOf(word);
  if (first < 0) return null;
  for (let at = first; at >= 0; at = text.indexOf(word, at + 1)) if (beginsWord(text, at)) return at;
  return first;
}

function scoreOf(places: readonly number[], text: string): number {
  let score = 0;
  places.forEach((place, index) => {
    if (place === 0) score += AT_START;
    else if (beginsWord(text, place)) score += AT_WORD;
    if (index > 0 && places[index - 1] === place - 1) score += IN_A_ROW;
  });
  return score;
}

function beginsWord(text: string, place: number): boolean {
  return place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1] ?? '');
}
