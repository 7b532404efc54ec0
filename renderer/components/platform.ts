/** Whether the keyboard is a Mac's: Command instead of Ctrl. */
export const IS_MAC = navigator.platform.startsWith('Mac');
