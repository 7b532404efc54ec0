import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe says about a page. https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#results-object */
interface AxeResult {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * What WCAG 2.2 (levels A and AA) and good practice have against the page as it is now, a line for each element; empty:
 * nothing that axe can find. `within`: a selector of the part to look at.
 */
export async function accessibilityProblems(page: Page, within?: string): Promise<string[]> {
  const place = within === undefined ? 'document' : JSON.stringify(within);
  await page.evaluate(`void (() => { ${AXE} })()`);
  const violations: readonly AxeResult[] = await page.evaluate(
    `axe.run(${place}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)}: ${failureSummary}`),
  );
}
