/**
 * 1,000 changed advisories against 10,000 stored SBOMs (goal: 2 s), by the inverted index. A part of the SBOMs is matched
 * as a whole before a time is printed, and must give the same.
 */
import { sha256 } from '#adapters/advisories/database/index.ts';
import { type AdvisoryDatabase, buildDatabase, changedAdvisories, type MatchedPackage, matchPackages, openDatabase, SbomIndex } from '#domains/vulnerabilities/index.ts';
import { advisories, packagesOf } from './advisories-data/index.ts';

const SBOMS = 10_000, PACKAGES = 400, ADVISORIES = 24_000, CHANGED = 1_000, CHECKED = 300;
const tools = { sha256 };

async function databaseOf(changed: number): Promise<AdvisoryDatabase> {
  // The last ones come new, or with another text and a later time.
  const source = (function* () {
    let number = 0;
    for (const advisory of advisories(ADVISORIES)) {
      const isChanged = number++ >= ADVISORIES - CHANGED;
      if (isChanged && changed === 0) { if (number % 2 === 0) yield advisory; } else yield isChanged ? { ...advisory, modified: advisory.modified + 1, summary: `${advisory.summary}, more than it seemed` } : advisory;
    }
  })();
  const bytes = new Uint8Array(Buffer.concat(await buildDatabase({ previous: null, advisories: source }, tools)));
  return openDatabase({ name: 'bench', size: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length) }, tools);
}

export async function run(): Promise<void> {
  const before = await databaseOf(0), after = await databaseOf(CHANGED);
  const sboms = Array.from({ length: SBOMS }, (_, i): readonly [string, MatchedPackage[]] => [`sbom-${i}`, packagesOf(PACKAGES, ADVISORIES / 3, 1000 + i)]);
  const index = new SbomIndex(), filling = performance.now();
  for (const [name, packages] of sboms) index.add(name, packages);
  const filled = performance.now() - filling;
  const start = performance.now();
  const changes = changedAdvisories(before, after), ids = [...changes.added, ...changes.changed];
  const found = index.rematch(before, after, ids);
  const took = performance.now() - start;
  if (ids.length !== CHANGED || changes.removed.length > 0) throw new Error(`${ids.length} changed advisories were found, expected ${CHANGED}`);
  check(after, new Set(ids), sboms.slice(0, CHECKED), found);
  const affected = new Set(found.filter(({ matches }) => matches.length > 0).flatMap((each) => each.sboms));
  console.log(`${SBOMS.toLocaleString('en')} SBOMs of ${PACKAGES} packages indexed in ${(filled / 1000).toFixed(1)} s`);
  console.log(`${CHANGED.toLocaleString('en')} changed advisories: found and re-matched in ${took.toFixed(0)} ms (goal 2,000 ms), ${found.length.toLocaleString('en')} versions of packages, ${affected.size.toLocaleString('en')} SBOMs affected`);
}

/** The changed advisories that hold, by SBOM: the same as by matching all its packages. */
function check(database: AdvisoryDatabase, ids: ReadonlySet<string>, sboms: readonly (readonly [string, MatchedPackage[]])[], found: ReturnType<SbomIndex['rematch']>): void {
  const got = new Set<string>(), wanted = new Set(sboms.map(([name]) => name));
  for (const { name, version, matches, sboms: holders } of found) {
    for (const { record, evidence } of matches) if (database.withdrawn(record) === 0 && ids.has(evidence.record)) for (const sbom of holders) if (wanted.has(sbom)) got.add(`${sbom} ${name} ${version} ${evidence.record}`);
  }
  const expected = new Set<string>();
  for (const [sbom, packages] of sboms) {
    for (const finding of matchPackages(database, packages).findings) for (const { record } of finding.evidence) if (ids.has(record)) expected.add(`${sbom} ${finding.name} ${finding.installed} ${record}`);
  }
  const missing = [...expected].find((each) => !got.has(each)), extra = [...got].find((each) => !expected.has(each));
  if (missing !== undefined || extra !== undefined || expected.size === 0) throw new Error(`the index differs from matching whole SBOMs: missing ${missing}, too much ${extra}`);
}
