import { describe, expect, it } from 'vitest';
import { PAGE_ROWS, RowPages } from '../../../renderer/state/row-pages.ts';
import { makeRows } from '../support/make.ts';

describe('the rows that have been read', () => {
  it('names the rows to ask for, page by page', () => {
    const pages = new RowPages();
    expect(pages.missing(10, 250)).toEqual({ from: 0, count: PAGE_ROWS });
    pages.add(0, makeRows(0, PAGE_ROWS));
    expect(pages.missing(10, 250)).toEqual({ from: PAGE_ROWS, count: PAGE_ROWS });
    pages.add(PAGE_ROWS, makeRows(PAGE_ROWS, 251));
    expect(pages.missing(10, 250)).toBeNull();
    expect(pages.at(250)).toMatchObject({ text: 'line 250' });
    expect(pages.at(251)).toBeUndefined();
  });

  it('reads a page on from where it ends when the view has grown', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, 14));
    expect(pages.missing(0, 13)).toBeNull();
    expect(pages.missing(0, 20)).toEqual({ from: 14, count: PAGE_ROWS - 14 });
    pages.add(14, makeRows(14, 21));
    expect(pages.missing(0, 20)).toBeNull();
    expect(pages.at(20)).toMatchObject({ text: 'line 20' });
  });

  it('takes rows once that come twice, and none behind a gap', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, 10));
    pages.add(5, makeRows(5, 15));
    expect(pages.at(14)).toMatchObject({ text: 'line 14' });
    expect(pages.at(9)).toMatchObject({ text: 'line 9' });
    pages.add(20, makeRows(20, 30));
    expect(pages.at(25)).toBeUndefined();
  });

  it('forgets the pages that were not used for longest', () => {
    const pages = new RowPages();
    pages.add(0, makeRows(0, PAGE_ROWS));
    for (let page = 1; page < 500; page++) {
      pages.add(page * PAGE_ROWS, makeRows(page * PAGE_ROWS, (page + 1) * PAGE_ROWS));
      pages.use(0, 10);
    }
    expect(pages.at(5)).toBeDefined();
    expect(pages.at(2 * PAGE_ROWS)).toBeUndefined();
    expect(pages.at(499 * PAGE_ROWS)).toBeDefined();
  });
});
