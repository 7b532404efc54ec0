import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FoldIndex, type FoldKind } from '../../../app/capture/fold-index.ts';
import { FoldedRows, type FoldedItem } from '../../../app/capture/folded-rows.ts';

/** One letter a row: `m` message content, `c` capabilities, `a` authentication; a capital begins; `.` belongs to none. */
function folds(rows: string, index = new FoldIndex(), from = 0): FoldIndex {
  const kinds: Record<string, FoldKind> = { m: 'content', c: 'capabilities', a: 'authentication' };
  for (const [at, letter] of rows.split('').entries()) {
    const kind = kinds[letter.toLowerCase()];
    if (kind === undefined) index.end();
    else index.add(from + at, kind, letter !== letter.toLowerCase(), 10, []);
  }
  return index;
}

/** What stands in each place: the row's number, or `+` and `-` with the first row of a closed and an open fold. */
function shown(items: readonly FoldedItem[], index: FoldIndex): string {
  return items
    .map((item) =>
      item.type === 'row' ? String(item.row) : `${item.open ? '-' : '+'}${index.first(item.fold)}`,
    )
    .join(' ');
}

function view(rows: string): {
  readonly index: FoldIndex;
  readonly folded: FoldedRows;
  readonly all: () => string;
} {
  const index = folds(rows);
  const folded = new FoldedRows(index, () => rows.length);
  return { index, folded, all: () => shown(folded.slice(0, folded.count), index) };
}

describe('the folds of a session', () => {
  test('are runs of two rows or more', () => {
    const index = folds('..Ccc.M.Mmm');
    expect(index.count).toBe(2);
    expect(index.at(0)).toMatchObject({ kind: 'capabilities', first: 2, rows: 3, bytes: 30, begins: true });
    expect(index.at(1)).toMatchObject({ kind: 'content', first: 8, rows: 3 });
  });

  test('end where another begins, and say when they only go on', () => {
    const index = folds('AaAaa.mm');
    const all = Array.from({ length: index.count }, (_, at) => index.at(at));
    expect(all.map(({ first, rows, begins }) => [first, rows, begins])).toEqual([
      [0, 2, true],
      [2, 3, true],
      [6, 2, false],
    ]);
  });

  test('keep the gravest finding, of several the first', () => {
    const index = new FoldIndex();
    index.add(0, 'content', true, 1, [{ code: 'bare-lf', severity: 'warning' }]);
    index.add(1, 'content', false, 1, [{ code: 'nul', severity: 'warning' }]);
    expect(index.at(0)).toMatchObject({
      findings: 2,
      gravest: { code: 'bare-lf', severity: 'warning' },
    });
    expect(folds('Mm').at(0)).toMatchObject({ findings: 0, gravest: null });
  });
});

describe('the places of rows', () => {
  test('are a heading for each closed fold', () => {
    const { folded, all } = view('.Ccc.Mm.');
    expect(all()).toBe('0 +1 4 +5 7');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((row) => folded.placeOf(row))).toEqual([0, 1, 1, 1, 2, 3, 3, 4]);
  });

  test('have a heading above the rows of an open one', () => {
    const { folded, all } = view('.Ccc.Mm.');
    expect(folded.set(2, true)).toBe(true);
    expect(folded.set(3, true)).toBe(false);
    expect(folded.set(4, true)).toBe(false);
    expect(all()).toBe('0 -1 1 2 3 4 +5 7');
    expect([1, 3, 4, 6, 7].map((row) => folded.placeOf(row))).toEqual([2, 4, 5, 6, 7]);
    folded.setAll(true);
    folded.set(1, false);
    expect(all()).toBe('0 +1 4 -5 5 6 7');
    folded.setAll(false);
    expect(all()).toBe('0 +1 4 +5 7');
  });

  test('are what a list of all would say, whatever is open and however it grows', () => {
    const row = fc.constantFrom('.', '.', 'M', 'm', 'm', 'C', 'c', 'A', 'a');
    const step = fc.oneof(
      fc.record({ grow: fc.array(row, { minLength: 1, maxLength: 12 }) }),
      fc.record({ toggle: fc.nat(60), open: fc.boolean() }),
      fc.record({ all: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const index = new FoldIndex();
        let rows = '';
        let isOpen = (_fold: number): boolean => false;
        const folded = new FoldedRows(index, () => rows.length);
        for (const step of steps) {
          if ('grow' in step) {
            const more = step.grow.join('');
            folds(more, index, rows.length);
            rows += more;
          } else if ('all' in step) {
            folded.setAll(step.all);
            isOpen = () => step.all;
          } else {
            const fold = folded.foldOf(step.toggle);
            folded.set(step.toggle, step.open);
            const before = isOpen;
            const known = fold === -1 ? null : index.first(fold);
            isOpen = (first) => (first === known ? step.open : before(first));
          }
          const expected: string[] = [];
          for (let row = 0, fold = 0; row < rows.length; row += 1) {
            if (fold < index.count && index.first(fold) === row) {
              const { rows: length } = index.at(fold);
              expected.push(`${isOpen(row) ? '-' : '+'}${row}`);
              if (isOpen(row))
                for (let within = 0; within < length; within += 1) expected.push(`${row + within}`);
              row += length - 1;
              fold += 1;
            } else expected.push(`${row}`);
          }
          expect(folded.count).toBe(expected.length);
          for (const from of [0, 3, Math.max(0, expected.length - 2)]) {
            expect(shown(folded.slice(from, 5), index)).toBe(expected.slice(from, from + 5).join(' '));
          }
          const ownPlaces = expected.flatMap((text, place) =>
            text.startsWith('-') ? [] : [{ text, place }],
          );
          for (const { text, place } of ownPlaces) {
            expect(folded.placeOf(Number(text.replace('+', '')))).toBe(place);
          }
        }
      }),
    );
  });
});
