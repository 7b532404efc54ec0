import type { BaseWindow, Dialog, MessageBoxOptions, SaveDialogOptions } from 'electron';
import type { ShownDialog } from './control-messages.ts';

type Used = 'showErrorBox' | 'showMessageBox' | 'showSaveDialog';

/**
 * `dialog`: what a person would see is kept for the test, which also says what the person chooses. It knows dialogs
 * that belong to a window, which all of the program's do.
 */
export class StandInDialog implements Pick<Dialog, Used> {
  readonly shown: ShownDialog[] = [];
  /** Null: cancelled. */
  saveAnswer: string | null = null;

  async showSaveDialog(_window: BaseWindow | SaveDialogOptions, options: SaveDialogOptions = {}) {
    this.shown.push({ kind: 'save', text: options.defaultPath ?? '', detail: options.title ?? '' });
    const answer = this.saveAnswer;
    this.saveAnswer = null;
    return { canceled: answer === null, filePath: answer ?? '' };
  }

  async showMessageBox(_window: BaseWindow | MessageBoxOptions, options?: MessageBoxOptions) {
    const { message = '', detail = '', cancelId = 0 } = options ?? {};
    this.shown.push({ kind: 'message', text: message, detail });
    return { response: cancelId, checkboxChecked: false };
  }

  showErrorBox(title: string, content: string): void {
    this.shown.push({ kind: 'error', text: title, detail: content });
    process.stderr.write(`${title}: ${content}\n`);
  }
}
