import { chromium, type Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { CHROMIUM_ARGUMENTS } from './browser-arguments.ts';
import { programPath } from './programs.ts';

/** One Chromium for all tests of a file, started by the first that asks for it. Call it at the top of the file. */
export function useBrowser(): () => Promise<Browser> {
  let browser: Promise<Browser> | null = null;
  afterAll(async () => await (await browser)?.close());
  return () => {
    browser ??= chromium.launch({
      executablePath: programPath('chromium') ?? '',
      args: [...CHROMIUM_ARGUMENTS],
    });
    return browser;
  };
}
