import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Every violation that axe-core finds on the page, one line each; empty where there is none. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, not as a script of the page: its Content-Security-Policy stays as it is.
  await page.evaluate(axe.source);
  const outcome = await page.evaluate<AxeResults>('axe.run()');
  return outcome.violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary?.replaceAll('\n', ' ')}`));
}
