import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import { programTest, type Program } from './programs.ts';
import {
  browserHost,
  viewerHosts,
  type OpenViewer,
  type ViewerHost,
  type ViewerSettings,
} from './viewer-hosts.ts';
import { ViewerPage } from './viewer-page.ts';

/** Milliseconds for a test in which a browser, and often a window, have to start. */
const TIME_LIMIT = 90_000;

/** What a test of the viewer needs beyond a browser. */
export interface ViewerTestNeeds {
  readonly programs?: readonly Program[];
  /** What the viewer is opened with; asked for when the test begins. */
  readonly settings?: () => Promise<ViewerSettings>;
  /** What the browser may say of what a test tries, and is kept from. */
  readonly expected?: RegExp;
}

/** Defines a test of an open viewer. At its end nothing may have happened that never should. */
export type ViewerTest = (
  name: string,
  body: (viewer: ViewerPage, open: OpenViewer) => Promise<void>,
  needs?: ViewerTestNeeds,
) => void;

/** Describes tests that the viewer has to pass in each of its hosts. `browser`: of useBrowser (browser.ts). */
export function describeViewer(
  subject: string,
  browser: () => Promise<Browser>,
  tests: (viewerTest: ViewerTest) => void,
): void {
  for (const host of viewerHosts(browser)) describeIn(host, subject, tests);
}

/**
 * Describes tests of what the page draws by itself from what the reader answers. No host has a part in that, so they run in
 * the browser alone: the window takes as long again.
 */
export function describePage(
  subject: string,
  browser: () => Promise<Browser>,
  tests: (viewerTest: ViewerTest) => void,
): void {
  describeIn(browserHost(browser), subject, tests);
}

function describeIn(
  { host, open }: ViewerHost,
  subject: string,
  tests: (viewerTest: ViewerTest) => void,
): void {
  describe(`${subject} in ${host}`, () => {
    tests((name, body, { programs = [], settings = async () => ({}), expected } = {}) => {
      programTest(
        ['chromium', ...programs],
        name,
        async () => {
          const opened = await open(await settings());
          await body(new ViewerPage(opened.page), opened);
          expect(opened.troubles().filter((trouble) => expected?.test(trouble) !== true)).toEqual([]);
        },
        TIME_LIMIT,
      );
    });
  });
}
