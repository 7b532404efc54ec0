import type { ClipboardEventHandler, KeyboardEventHandler, MouseEventHandler } from 'react';

/** The attributes of lists of which only a part exists; the focus stays on the list (ARIA practices, listbox). */

/** What a list says about itself, and what it listens to. */
export interface ListboxState {
  readonly label: string;
  /** The id of the option that the keys act on; undefined: none. */
  readonly active: string | undefined;
  readonly many?: boolean;
  /** The list takes the focus and the keys; without it, some field does so in its place. */
  readonly onKeyDown?: KeyboardEventHandler;
  readonly onClick?: MouseEventHandler;
  readonly onMouseDown?: MouseEventHandler;
  readonly onCopy?: ClipboardEventHandler;
}

/** The attributes of the element that holds the options. */
export function listbox({ label, active, many = false, ...handlers }: ListboxState) {
  return {
    role: 'listbox',
    'aria-label': label,
    'aria-activedescendant': active,
    ...(many && { 'aria-multiselectable': true }),
    ...(handlers.onKeyDown !== undefined && { tabIndex: 0 }),
    ...handlers,
  } as const;
}

/** What an option says about itself. */
export interface OptionState {
  readonly id: string;
  readonly selected: boolean;
  /** Its place among all, from 0. */
  readonly place: number;
  /** How many there are, most of which do not exist in the page. */
  readonly total: number;
  /** It is still being read. */
  readonly busy?: boolean;
}

/** The attributes of an option. */
export function option({ id, selected, place, total, busy = false }: OptionState) {
  return {
    id,
    role: 'option',
    'aria-selected': selected,
    'aria-posinset': place + 1,
    'aria-setsize': total,
    ...(busy && { 'aria-busy': true }),
  } as const;
}
