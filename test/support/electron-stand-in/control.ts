import type { StandInApp } from './app.ts';
import type { Command, CommandMessage, Report, ReportMessage } from './control-messages.ts';
import type { StandInDialog } from './dialogs.ts';
import { StandInMenu } from './menu.ts';
import type { StandInWebContents } from './web-contents.ts';

/** What a test can reach. */
export interface Reachable {
  readonly app: StandInApp;
  readonly dialog: StandInDialog;
  readonly openedExternally: readonly string[];
  readonly windows: () => readonly ControlledWindow[];
}

interface ControlledWindow {
  readonly webContents: StandInWebContents;
  close(): void;
  hide(): void;
  isFocused(): boolean;
  isVisible(): boolean;
  loadURL(url: string): Promise<void>;
}

/** Does what the test in the parent process says, and reports after each command. */
export function obeyTest(reachable: Reachable): void {
  process.on('message', (message: unknown) => {
    if (!isCommandMessage(message)) return;
    void obey(reachable, message.command).then(() => {
      const answer: ReportMessage = { standIn: message.standIn, report: report(reachable) };
      return process.send?.(answer);
    });
  });
  // Electron quits in order on these; Node would just end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reachable.app.quit());
}

async function obey({ app, dialog, windows }: Reachable, command: Command): Promise<void> {
  await app.whenReady();
  const [window] = windows();
  switch (command.do) {
    case 'report':
      return;
    case 'answer-save-dialog':
      dialog.saveAnswer = command.path;
      return;
    case 'choose-menu-item':
      StandInMenu.current?.choose(command.id);
      return;
    case 'load-url':
      // A failure is seen in the window.
      await window?.loadURL(command.url).catch(() => {});
      return;
    case 'crash-page':
      await window?.webContents.crash();
      return;
    case 'hide-window':
      window?.hide();
      return;
    case 'close-window':
      window?.close();
      return;
    case 'quit':
      app.quit();
      return;
  }
}

function report({ app, dialog, openedExternally, windows }: Reachable): Report {
  return {
    endpoint: app.chromium?.endpoint ?? '',
    windows: windows().map((window) => ({ visible: window.isVisible(), focused: window.isFocused() })),
    dialogs: dialog.shown,
    openedExternally,
  };
}

function isCommandMessage(message: unknown): message is CommandMessage {
  return typeof message === 'object' && message !== null && 'standIn' in message && 'command' in message;
}
