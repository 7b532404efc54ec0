/** Takes the focus where nothing in the dialog has it: what had it has gone. */
export function takeLostFocus(element: HTMLElement | null): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused instanceof HTMLDialogElement) element?.focus();
}
