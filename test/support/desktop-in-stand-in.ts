import { spawn, type ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ROOT, STAND_IN_REGISTRATION } from './build.ts';
import type { Desktop, DesktopStart } from './desktop.ts';
import type { Command, CommandMessage, Report, ReportMessage } from './electron-stand-in/control-messages.ts';
import { programPath } from './programs.ts';

/** Runs the real main process in Node, with the stand-in for `electron`. */
export async function startInStandIn({ userData, environment }: DesktopStart): Promise<Desktop> {
  const child = spawn(
    process.execPath,
    ['--import', pathToFileURL(STAND_IN_REGISTRATION).href, ROOT, `--user-data-dir=${userData}`],
    {
      env: { ...environment, ELECTRON_STAND_IN_CHROMIUM: programPath('chromium') ?? 'chromium' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const say = channelTo(child);
  let browser: Promise<Browser> | null = null;
  onTestFinished(async () => {
    await (await browser)?.close();
    child.kill('SIGKILL');
    await ended;
  });

  async function page(): Promise<Page> {
    browser ??= connected(say);
    const context = (await browser).contexts()[0];
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const found = context?.pages().find((each) => each.url().includes('viewer.app-scheme.invalid'));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('no window shows the viewer');
  }

  return {
    page,
    ended,
    evaluate: async (script) => await (await page()).evaluate(script),
    stdout: () => stdout,
    report: () => say({ do: 'report' }),
    async answerSaveDialog(path) {
      await say({ do: 'answer-save-dialog', path });
    },
    async chooseMenuItem(id) {
      await say({ do: 'choose-menu-item', id });
    },
    async loadUrl(url) {
      await say({ do: 'load-url', url });
    },
    async crashPage() {
      await say({ do: 'crash-page' });
    },
    async hideWindow() {
      await say({ do: 'hide-window' });
    },
    async closeWindow() {
      await say({ do: 'close-window' });
    },
    async quit() {
      await say({ do: 'quit' });
    },
  };
}

async function connected(say: (command: Command) => Promise<Report>): Promise<Browser> {
  const { endpoint } = await say({ do: 'report' });
  return await chromium.connectOverCDP(endpoint);
}

/** Sends commands to the stand-in, and resolves with its report once it has obeyed. */
function channelTo(child: ChildProcess): (command: Command) => Promise<Report> {
  let last = 0;
  return (command) =>
    new Promise((resolve, reject) => {
      const message: CommandMessage = { standIn: (last += 1), command };
      const ended = (): void => reject(new Error('the program ended'));
      const take = (answer: ReportMessage): void => {
        if (answer.standIn !== message.standIn) return;
        child.off('message', take);
        child.off('exit', ended);
        resolve(answer.report);
      };
      child.on('message', take);
      child.once('exit', ended);
      child.send(message);
    });
}
