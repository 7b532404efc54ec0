/** Rows that are selected, by their places: from where the selection began to where it was led. */
export interface RowSelection {
  readonly anchor: number;
  readonly focus: number;
}

/** The selected rows, `last` included. */
export function selectedRange({ anchor, focus }: RowSelection): {
  readonly first: number;
  readonly last: number;
} {
  return { first: Math.min(anchor, focus), last: Math.max(anchor, focus) };
}

/** Whether that row is selected. */
export function isSelected(selection: RowSelection | null, row: number): boolean {
  if (selection === null) return false;
  const { first, last } = selectedRange(selection);
  return row >= first && row <= last;
}

/** Leads the selection to a row; `extend` keeps where it began. */
export function selectRow(selection: RowSelection | null, row: number, extend: boolean): RowSelection {
  return { anchor: extend && selection !== null ? selection.anchor : row, focus: row };
}

/** What a key press asks of the selection. */
export interface SelectionKey {
  readonly key: string;
  readonly extend: boolean;
}

/** What the list says about itself. */
export interface SelectableRows {
  readonly count: number;
  /** Rows that a page key moves by. */
  readonly page: number;
  /** Where the selection begins while there is none. */
  readonly start: number;
}

/** The selection after a key; null where the key does not move it, or there is nothing to select. */
export function selectByKey(
  selection: RowSelection | null,
  { key, extend }: SelectionKey,
  { count, page, start }: SelectableRows,
): RowSelection | null {
  if (count === 0) return null;
  const at = selection?.focus ?? null;
  const to = target(key, at, { count, page, start });
  return to === null ? null : selectRow(selection, Math.max(0, Math.min(to, count - 1)), extend);
}

function target(key: string, at: number | null, { count, page, start }: SelectableRows): number | null {
  switch (key) {
    case 'ArrowUp':
      return at === null ? start : at - 1;
    case 'ArrowDown':
      return at === null ? start : at + 1;
    case 'PageUp':
      return (at ?? start) - page;
    case 'PageDown':
      return (at ?? start) + page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
