import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Outcome { violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[] }

/** Every violation that axe-core finds on the page, one line each; empty where there is none. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, not as a script of the page: its Content-Security-Policy stays as it is.
  await page.evaluate(await source);
  const outcome = await page.evaluate<Outcome>('axe.run()');
  return outcome.violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${impact}) at ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ')}`));
}
