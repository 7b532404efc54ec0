/** What stands in the same place in two sequences; null where one has nothing there. */
export interface Pair<Item> {
  readonly left: Item | null;
  readonly right: Item | null;
}

/** Comparisons that are made to find the best alignment: some seconds. Past that, items are paired in their order. */
const MOST_COMPARISONS = 4_000_000;

/**
 * Puts two sequences side by side so that as much as possible stands beside its like. `likeness`: 2 for the same, 1 for
 * what may stand side by side and differ, 0 for what may not.
 */
export function align<Item>(
  left: readonly Item[],
  right: readonly Item[],
  likeness: (left: Item, right: Item) => 0 | 1 | 2,
): Pair<Item>[] {
  const isSame = (at: number, other: number): boolean => {
    const [one, two] = [left[at], right[other]];
    return one !== undefined && two !== undefined && likeness(one, two) === 2;
  };
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && isSame(start, start)) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(left.length - 1 - end, right.length - 1 - end)) end += 1;
  const middle = [left.slice(start, left.length - end), right.slice(start, right.length - end)] as const;
  const isTooMuch = middle[0].length * middle[1].length > MOST_COMPARISONS;
  return [
    ...inOrder(left.slice(0, start), right.slice(0, start)),
    ...(isTooMuch ? inOrder(...middle) : bestAlignment(...middle, likeness)),
    ...inOrder(left.slice(left.length - end), right.slice(right.length - end)),
  ];
}

function inOrder<Item>(left: readonly Item[], right: readonly Item[]): Pair<Item>[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => ({
    left: left[at] ?? null,
    right: right[at] ?? null,
  }));
}

/** Needleman and Wunsch's: the best that can be had of what is behind each place, from the end on. */
function bestAlignment<Item>(
  left: readonly Item[],
  right: readonly Item[],
  likeness: (left: Item, right: Item) => 0 | 1 | 2,
): Pair<Item>[] {
  const width = right.length + 1;
  const best = new Uint32Array((left.length + 1) * width);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  const paired = (row: number, column: number): number => {
    const [one, two] = [left[row], right[column]];
    const alike = one === undefined || two === undefined ? 0 : likeness(one, two);
    return alike === 0 ? 0 : alike + at(row + 1, column + 1);
  };
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      best[row * width + column] = Math.max(paired(row, column), at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pair<Item>[] = [];
  for (let row = 0, column = 0; row < left.length || column < right.length;) {
    const value = at(row, column);
    const isPair = value > 0 && paired(row, column) === value;
    const isLeft = !isPair && row < left.length && (column >= right.length || at(row + 1, column) === value);
    const isRight = !isPair && !isLeft;
    pairs.push({
      left: isRight ? null : (left[row] ?? null),
      right: isLeft ? null : (right[column] ?? null),
    });
    if (!isRight) row += 1;
    if (!isLeft) column += 1;
  }
  return pairs;
}
