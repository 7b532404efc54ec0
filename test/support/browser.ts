import { chromium, type Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import { programPath } from './programs.ts';

/** What keeps Chromium to itself, and lets it run as root. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One Chromium for all tests of a file, started by the first that asks for it. Call it at the top of the file. */
export function useBrowser(): () => Promise<Browser> {
  let browser: Promise<Browser> | null = null;
  afterAll(async () => await (await browser)?.close());
  return () => {
    browser ??= chromium.launch({ executablePath: programPath('chromium') ?? '', args: ARGUMENTS });
    return browser;
  };
}
