/**
 * Runs test suites and prints one closing line: `N passed, N failed, N skipped`.
 *
 *   npm test                    unit tests: nothing but npm packages needed
 *   npm test -- live            against a real API server and etcd (built with Go once, then cached)
 *   npm test -- browser         the console in Chromium against a real control plane
 *   npm test -- all
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SUITES: Readonly<Record<string, string>> = {
  unit: 'vitest.config.ts',
  live: 'vitest.live.config.ts',
  browser: 'vitest.browser.config.ts',
};

interface Counts { passed: number; failed: number; skipped: number }

async function runSuite(name: string, config: string, filters: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-tests-'));
  const report = join(folder, 'report.json');
  console.log(`\n== ${name} tests`);
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn('vitest', ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  const counts = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  // A suite that broke outside of a test (set-up, unhandled error, no test at all) has failed, whatever was counted.
  if ((code !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0) counts.failed += 1;
  return counts;
}

function readReport(file: string): Counts {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number };
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
  } catch (error) {
    console.error(`the test runner left no report (${error instanceof Error ? error.message : String(error)})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const args = process.argv.slice(2);
const chosen = args.includes('all') ? Object.keys(SUITES) : args.filter((arg) => arg in SUITES);
const filters = args.filter((arg) => arg !== 'all' && !(arg in SUITES));
const sum: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const name of chosen.length === 0 ? ['unit'] : chosen) {
  const counts = await runSuite(name, SUITES[name]!, filters);
  sum.passed += counts.passed; sum.failed += counts.failed; sum.skipped += counts.skipped;
}
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed === 0 ? 0 : 1);
