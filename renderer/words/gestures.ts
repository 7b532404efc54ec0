/** What keys do within a part of the window; they are no commands, for they only make sense there. */
export interface Gesture {
  /** As in app/commands.ts; several do the same. */
  readonly keys: readonly string[];
  readonly does: string;
}

/** The keys of each part of the window, for the sheet of shortcuts. */
export const GESTURES: readonly { readonly where: string; readonly gestures: readonly Gesture[] }[] = [
  {
    where: 'In the transcript',
    gestures: [
      { keys: ['ArrowUp', 'ArrowDown'], does: 'Select a line' },
      { keys: ['Shift+ArrowUp', 'Shift+ArrowDown'], does: 'Select several lines' },
      { keys: ['PageUp', 'PageDown'], does: 'A screen further' },
      { keys: ['Home', 'End'], does: 'First or last line' },
      { keys: ['Mod+c'], does: 'Copy the selected lines' },
      { keys: ['Escape'], does: 'Select nothing' },
    ],
  },
  {
    where: 'In the list of conversations',
    gestures: [
      { keys: ['ArrowUp', 'ArrowDown'], does: 'Choose a conversation' },
      { keys: ['Home', 'End'], does: 'Newest or oldest' },
    ],
  },
  {
    where: 'In the filter',
    gestures: [
      { keys: ['ArrowDown'], does: 'Walk through what could be written' },
      { keys: ['Tab', 'Enter'], does: 'Take what is marked' },
      { keys: ['Escape'], does: 'Clear the filter, then leave it' },
    ],
  },
  {
    where: 'On the line between two panes',
    gestures: [
      { keys: ['ArrowLeft', 'ArrowRight'], does: 'Move it' },
      { keys: ['Home', 'End'], does: 'As narrow, as wide as can be' },
    ],
  },
];
