import { describe, expect, it } from 'vitest';
import { MOST_ASKED, PAGE_ROWS, RowPages } from '../../../renderer/state/row-pages.ts';
import { makeLine, makeReply, makeRows } from '../support/make.ts';

describe('the rows that have been read', () => {
  it('names the rows to ask for, first those on screen', () => {
    const pages = new RowPages();
    expect(pages.missing(110, 150)).toEqual({ from: 100, count: 51 });
    pages.add(100, makeRows(100, 151));
    expect(pages.missing(110, 150)).toBeNull();
    expect(pages.missing(10, 250)).toEqual({ from: 0, count: 100 });
    expect(pages.missing(110, 250)).toEqual({ from: 151, count: 100 });
    expect(pages.missing(110, 9_999)).toEqual({ from: 151, count: MOST_ASKED });
    expect(pages.at(150)).toMatchObject({ text: 'line 150' });
    expect(pages.at(151)).toBeUndefined();
  });

  it('reads on from where it ended when the view has grown', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, 14));
    expect(pages.missing(0, 13)).toBeNull();
    expect(pages.missing(0, 20)).toEqual({ from: 14, count: 7 });
    pages.add(14, makeRows(14, 21));
    expect(pages.missing(0, 20)).toBeNull();
    expect(pages.at(20)).toMatchObject({ text: 'line 20' });
  });

  it('shows rows that may have changed until they are read anew', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, 120));
    pages.wear(90);
    expect(pages.at(95)).toMatchObject({ text: 'line 95' });
    expect(pages.missing(0, 119)).toEqual({ from: 90, count: 30 });
    pages.add(90, [makeLine({ text: 'another' })]);
    expect(pages.at(90)).toMatchObject({ text: 'another' });
    expect(pages.missing(0, 119)).toEqual({ from: 91, count: 29 });
  });

  it('tells a command its reply when that is read later', () => {
    const pages = new RowPages();
    pages.add(0, [makeLine({ row: 0, n: 1 }), makeLine({ row: 1, n: 2 })]);
    pages.add(2, [makeReply(250, 'ok', { row: 2, n: 3, answers: 1, tookMs: 12 })]);
    expect(pages.at(0)).toMatchObject({ reply: { line: 3, code: 250, tookMs: 12 } });
    expect(pages.at(1)).not.toHaveProperty('reply');
  });

  it('takes rows once that come twice, and none behind a gap', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, 10));
    pages.add(5, makeRows(5, 15));
    expect(pages.at(14)).toMatchObject({ text: 'line 14' });
    expect(pages.at(9)).toMatchObject({ text: 'line 9' });
    pages.add(24, makeRows(24, 30));
    expect(pages.at(25)).toBeUndefined();
  });

  it('forgets the pages that were not used for longest', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, PAGE_ROWS));
    for (let page = 1; page < 1_000; page++) {
      pages.add(page * PAGE_ROWS, makeRows(page * PAGE_ROWS, (page + 1) * PAGE_ROWS));
      pages.use(0, 10);
    }
    expect(pages.at(5)).toBeDefined();
    expect(pages.at(2 * PAGE_ROWS)).toBeUndefined();
    expect(pages.at(999 * PAGE_ROWS)).toBeDefined();
  });
});
