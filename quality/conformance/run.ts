/**
 * Runs the conformance runners over third-party cases and holds each to its threshold.
 * The cases are read from BREAKWATER_CORPORA (default: `../shared/corpora` beside the checkout); they are not part of
 * the repository. Thresholds (`thresholds.json`) only ever rise.
 *
 *   npm run conformance             all
 *   npm run conformance -- cel-spec one
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a runner gives back. Every case is in exactly one of passed, failed, notApplicable. */
export interface ConformanceResult {
  readonly name: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
  readonly notApplicable: readonly { readonly id: string; readonly reason: string }[];
}

const here = dirname(fileURLToPath(import.meta.url));
const corpora = resolve(process.env['BREAKWATER_CORPORA'] ?? join(here, '../../../shared/corpora'));

async function main(): Promise<number> {
  if (!existsSync(join(corpora, 'README.md'))) {
    console.error(`no third-party cases at ${corpora}: set BREAKWATER_CORPORA to the folder that holds them`);
    return 2;
  }
  const thresholds = JSON.parse(readFileSync(join(here, 'thresholds.json'), 'utf8')) as Record<string, number>;
  const only = process.argv.slice(2);
  const runners = readdirSync(here).filter((file) => file.endsWith('.ts') && file !== 'run.ts' && !file.endsWith('.test.ts')).sort();
  let bad = 0;
  const seen = new Set<string>();
  for (const file of runners) {
    const module = await import(pathToFileURL(join(here, file)).href) as { run?: (corpora: string) => Promise<ConformanceResult> };
    if (module.run === undefined || (only.length > 0 && !only.includes(file.replace(/\.ts$/, '')))) continue;
    const started = performance.now();
    const result = await module.run(corpora);
    seen.add(result.name);
    bad += report(result, thresholds[result.name], (performance.now() - started) / 1000);
  }
  if (only.length === 0) for (const name of Object.keys(thresholds)) if (!seen.has(name)) { console.error(`${name}: has a threshold but did not run`); bad += 1; }
  return bad === 0 ? 0 : 1;
}

function report(result: ConformanceResult, threshold: number | undefined, seconds: number): number {
  const applicable = result.total - result.notApplicable.length;
  const ratio = applicable === 0 ? 0 : result.passed / applicable;
  const enough = threshold !== undefined && ratio >= threshold && result.passed + result.failed.length === applicable;
  console.log(`${result.name}: ${result.passed} of ${applicable} applicable pass (${(ratio * 100).toFixed(2)} %), ${result.notApplicable.length} not applicable, threshold ${threshold === undefined ? 'missing' : `${threshold * 100} %`}, ${seconds.toFixed(1)} s ${enough ? 'ok' : 'FAILED'}`);
  for (const { id, reason } of result.failed.slice(0, 40)) console.log(`  ${id}: ${reason}`);
  if (result.failed.length > 40) console.log(`  and ${result.failed.length - 40} more`);
  return enough ? 0 : 1;
}

process.exit(await main());
