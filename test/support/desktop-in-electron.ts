import { spawn } from 'node:child_process';
import { _electron, type ElectronApplication } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT } from './build.ts';
import type { Desktop, DesktopStart } from './desktop.ts';
import type { Report } from './electron-stand-in/control-messages.ts';

type Reported = Pick<Report, 'dialogs' | 'openedExternally'> & { saveAnswer: string | null };

declare global {
  /** Kept in Electron's main process, while a test runs there. */
  var desktopTest: {
    dialogs: Report['dialogs'][number][];
    openedExternally: string[];
    saveAnswer: string | null;
  };
}

/** Runs the program in Electron itself. Only dialogs and the person's browser are replaced: nobody is there to see. */
export async function startInElectron(
  executablePath: string,
  { userData, environment }: DesktopStart,
): Promise<Desktop> {
  const env = Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
  const electron = await _electron.launch({
    executablePath,
    args: [`--user-data-dir=${userData}`, ROOT],
    env,
  });
  const child = electron.process();
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await replaceDialogs(electron);

  return {
    page: () => electron.firstWindow(),
    ended,
    stdout: () => stdout,
    async evaluate(script) {
      return await electron.evaluate(
        async ({ BrowserWindow }, code): Promise<unknown> =>
          await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code),
        script,
      );
    },
    async report() {
      const windows = await electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => ({
          visible: window.isVisible(),
          focused: window.isFocused(),
        })),
      );
      const { dialogs, openedExternally }: Reported = await electron.evaluate(() => globalThis.desktopTest);
      return { windows, dialogs, openedExternally };
    },
    async answerSaveDialog(path) {
      await electron.evaluate((_electron, answer) => {
        globalThis.desktopTest.saveAnswer = answer;
      }, path);
    },
    async chooseMenuItem(id) {
      await electron.evaluate(
        ({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(),
        id,
      );
    },
    async loadUrl(url) {
      await electron.evaluate(async ({ BrowserWindow }, to) => {
        await BrowserWindow.getAllWindows()[0]
          ?.loadURL(to)
          .catch(() => {});
      }, url);
    },
    async crashPage() {
      await electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
      });
    },
    async hideWindow() {
      await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
    },
    async closeWindow() {
      await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    },
    async quit() {
      // The answer may not come any more.
      await electron.evaluate(({ app }) => app.quit()).catch(() => {});
    },
  };
}

/** Starts the program and resolves with its exit code. */
export async function endOfElectron(executablePath: string, start: DesktopStart): Promise<number | null> {
  const words = [`--user-data-dir=${start.userData}`, ROOT];
  const child = spawn(executablePath, words, { env: start.environment, stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
}

async function replaceDialogs(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ dialog, shell }) => {
    const test = { dialogs: [], openedExternally: [], saveAnswer: null } as typeof globalThis.desktopTest;
    globalThis.desktopTest = test;
    dialog.showSaveDialog = async (...words: unknown[]) => {
      const { defaultPath = '', title = '' } = Object(words.at(-1));
      test.dialogs.push({ kind: 'save', text: defaultPath, detail: title });
      const answer = test.saveAnswer;
      test.saveAnswer = null;
      return { canceled: answer === null, filePath: answer ?? '' };
    };
    dialog.showMessageBox = async (...words: unknown[]) => {
      const { message = '', detail = '', cancelId = 0 } = Object(words.at(-1));
      test.dialogs.push({ kind: 'message', text: message, detail });
      return { response: cancelId, checkboxChecked: false };
    };
    dialog.showErrorBox = (title, content) => {
      test.dialogs.push({ kind: 'error', text: title, detail: content });
    };
    shell.openExternal = async (url) => {
      test.openedExternally.push(url);
    };
  });
}
