/**
 * The database of advisories: opening it (goal: 60 ms for 24,000 records) and matching 1,400 packages (goal: 10 ms warm),
 * with 24,000 and with 400,000 records. Before a time is printed, the answer is held against a plain loop over all records.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Advisory } from '#core/advisories.ts';
import { crc32, openDatabaseFile, sha256, writeDatabaseFile } from '#adapters/advisories/database/index.ts';
import { type AdvisoryDatabase, buildDatabase, compareVersions, matchPackages, type MatchedPackage, openDatabase, verifyDatabase } from '#domains/vulnerabilities/index.ts';
import { advisories, packagesOf } from './advisories-data/index.ts';

const PACKAGES = 1_400;
const tools = { sha256, crc32 };

export async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    for (const count of [24_000, 400_000]) await measure(join(directory, `${count}.db`), count);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function measure(path: string, count: number): Promise<void> {
  const started = performance.now();
  writeDatabaseFile(path, await buildDatabase({ previous: null, advisories: advisories(count) }, tools), (file) => verifyDatabase(file, tools));
  const built = performance.now() - started, name = `${count.toLocaleString('en')} advisories`;
  const packages = packagesOf(PACKAGES, Math.ceil(count / 3));
  const file = openDatabaseFile(path);
  try {
    const found = holdAgainstLoop(openDatabase(file, tools), packages, count);
    const open = best(7, () => { openDatabase(file, tools); });
    const cold = best(3, () => { matchPackages(openDatabase(file, tools), packages); }) - open;
    const database = openDatabase(file, tools);
    for (let i = 0; i < 20; i++) matchPackages(database, packages);
    const warm = best(20, () => { matchPackages(database, packages); });
    console.log(`${name}: built in ${(built / 1000).toFixed(1)} s, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
    console.log(`  open, checked          ${open.toFixed(1)} ms (goal 60 ms)`);
    console.log(`  match ${PACKAGES.toLocaleString('en')} packages   ${warm.toFixed(2)} ms warm (goal 10 ms), ${cold.toFixed(1)} ms the first time; ${found.toLocaleString('en')} records hold`);
  } finally {
    file.close();
  }
}

function best(runs: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** Every record that holds, by both ways. @returns how many @throws Error when they differ */
function holdAgainstLoop(database: AdvisoryDatabase, packages: readonly MatchedPackage[], count: number): number {
  const result = matchPackages(database, packages);
  const got = new Set(result.findings.flatMap((finding) => finding.evidence.map((evidence) => `${finding.package} ${evidence.record}`)));
  const byName = new Map<string, number[]>();
  for (const [index, { ecosystem, name }] of packages.entries()) byName.set(`${ecosystem} ${name}`, [...(byName.get(`${ecosystem} ${name}`) ?? []), index]);
  const expected = new Set<string>();
  for (const advisory of advisories(count)) {
    if (advisory.withdrawn > 0) continue;
    for (const affected of advisory.affected) {
      for (const index of byName.get(`${affected.ecosystem} ${affected.name}`) ?? []) if (holds(affected, packages[index]!.version)) expected.add(`${index} ${advisory.id}`);
    }
  }
  const missing = [...expected].find((each) => !got.has(each)), extra = [...got].find((each) => !expected.has(each));
  if (missing !== undefined || extra !== undefined || result.notAssessed.length > 0) throw new Error(`matching differs from the plain loop: missing ${missing}, too much ${extra}, not assessed ${JSON.stringify(result.notAssessed.slice(0, 2))}`);
  return expected.size;
}

function holds(affected: Advisory['affected'][number], version: string): boolean {
  const compare = (other: string): number => compareVersions(affected.ecosystem, version, other);
  if (affected.versions.some((listed) => compare(listed) === 0)) return true;
  return affected.ranges.some((range) => {
    const fixed = range.events.find((event) => event.kind === 'fixed');
    return fixed === undefined || compare(fixed.version) < 0;
  });
}
