/**
 * How many pixels of the window one CSS pixel of an element is: what the text size makes of it. Places of the pointer and of
 * boxes are in pixels of the window; lengths in styles are not. 1 for what has no width.
 */
export function zoomOf(element: HTMLElement): number {
  return element.offsetWidth === 0 ? 1 : element.getBoundingClientRect().width / element.offsetWidth;
}
