/** The element of the row in that place; null where it does not exist now. */
export function rowAt(scroller: HTMLElement, place: number): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-place="${place}"]`);
}

/** The heights of the rows that exist, in pixels, by their places. */
export function measureRows(scroller: HTMLElement): ReadonlyMap<number, number> {
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-place]')];
  return new Map(rows.map((row) => [Number(row.dataset['place']), row.offsetHeight]));
}
