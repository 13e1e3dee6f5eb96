import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Only the errors leave the page: with everything that passed, the result of a long page takes a second to read. */
const violationsInPage = "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** The errors that axe-core finds in the current page, by all rules of WCAG 2.2 AA and its best practices. */
export async function accessibilityErrors(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe);
  const violations = await page.evaluate<readonly Violation[]>(violationsInPage);
  return violations.map(({ id, help, nodes }) => {
    return `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`).join('\n')}`;
  });
}
