/** What a test asks of the stand-in, over the channel between parent and child process. */
export type Command =
  /** What has happened so far. */
  | { readonly do: 'report' }
  /** What the next save dialog comes back with; null: cancelled. */
  | { readonly do: 'answer-save-dialog'; readonly path: string | null }
  /** As if chosen with the mouse. */
  | { readonly do: 'choose-menu-item'; readonly id: string }
  /** The program's own loadURL in its first window. */
  | { readonly do: 'load-url'; readonly url: string }
  /** Ends the page's process as a crash does. */
  | { readonly do: 'crash-page' }
  | { readonly do: 'hide-window' }
  /** Closes the first window, as its button does. */
  | { readonly do: 'close-window' }
  | { readonly do: 'quit' };

/** What the stand-in answers to every command. */
export interface Report {
  /** Where Playwright connects to the browser behind the windows. */
  readonly endpoint: string;
  readonly windows: readonly { readonly visible: boolean; readonly focused: boolean }[];
  /** Save dialogs, messages and errors, in the order in which they were shown. */
  readonly dialogs: readonly ShownDialog[];
  /** What was given to the person's browser. */
  readonly openedExternally: readonly string[];
}

/** A dialog that a person would have seen. */
export interface ShownDialog {
  readonly kind: 'save' | 'message' | 'error';
  /** The message, the title of an error, or the path that a save dialog proposed. */
  readonly text: string;
  readonly detail: string;
}

/** A command on its way, with the number that its answer comes back with. */
export interface CommandMessage {
  readonly standIn: number;
  readonly command: Command;
}

/** The answer to a command. */
export interface ReportMessage {
  readonly standIn: number;
  readonly report: Report;
}
