/**
 * Whole scans (vuln/trivy-e2e): lock files, SBOMs and two real Alpine images through the command line's own path, with
 * the row's advisories as the whole database. Compared are package, installed version and id of every vulnerability,
 * that a fix is named where one is known, and the packages where the row lists them. Rows that cannot be met have
 * their reasons in `trivy-e2e.exceptions.json`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Advisory, AdvisoryEvent } from '#core/advisories.ts';
import { sha256 } from '#adapters/advisories/database/index.ts';
import { DatabaseBuilder } from '#domains/vulnerabilities/index-format/builder.ts';
import type { AdvisoryDatabase } from '#domains/vulnerabilities/index-format/database.ts';
import { encodeDatabase } from '#domains/vulnerabilities/index-format/encode.ts';
import { parsePurl } from '#domains/inventory/index.ts';
import { applyVex, matchPackages, openDatabase } from '#domains/vulnerabilities/index.ts';
import type { Inspection } from '#pipeline/index.ts';
import type { Package } from '#core/packages.ts';
import { inspect } from '../../apps/cli/scan/inspect.ts';
import { loadVex } from '../../apps/cli/scan/vex.ts';
import { databaseOf } from './osv-match.ts';
import type { ConformanceResult } from './run.ts';

interface Vulnerability { readonly target: string; readonly pkg: string; readonly installed: string; readonly id: string; readonly fixed: string | null }
interface Listed { readonly name: string; readonly version: string; readonly relationship?: string | null; readonly dev?: boolean | null; readonly src_name?: string | null }
interface Row {
  readonly id: string; readonly input_root: string; readonly input: readonly string[]; readonly options?: Readonly<Record<string, string>>;
  readonly expect: { readonly packages?: readonly Listed[]; readonly vulnerabilities: readonly Vulnerability[]; readonly os?: { readonly family: string; readonly version: string } };
}
interface Bucket { readonly source_bucket: string; readonly package: string; readonly id: string; readonly value: { readonly VulnerableVersions?: readonly string[]; readonly PatchedVersions?: readonly string[]; readonly FixedVersion?: string } | null }

export async function run(corpora: string): Promise<ConformanceResult> {
  const folder = join(corpora, 'vuln/trivy-e2e');
  const rows = readFileSync(join(folder, 'index.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Row);
  const exceptions = JSON.parse(readFileSync(join(import.meta.dirname, 'trivy-e2e.exceptions.json'), 'utf8')) as Record<string, string>;
  const small = await bucketDatabase(join(folder, 'files/advisories.jsonl'));
  const alpine = await databaseOf(join(corpora, 'advisories'));
  const failed: { id: string; reason: string }[] = [], notApplicable: { id: string; reason: string }[] = [];
  const cache = mkdtempSync(join(tmpdir(), 'breakwater-e2e-'));
  try {
    for (const row of rows) {
      const reason = await judge(folder, row, row.id.startsWith('image/') ? alpine : small, cache);
      const exception = exceptions[row.id];
      if (exception !== undefined) {
        if (reason === null) failed.push({ id: row.id, reason: 'is listed as an exception, but passes: take it off the list' });
        else notApplicable.push({ id: row.id, reason: exception });
      } else if (reason !== null) failed.push({ id: row.id, reason });
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return { name: 'trivy-e2e', total: rows.length, passed: rows.length - failed.length - notApplicable.length, failed, notApplicable };
}

const plain = (version: string): string => version.replace(/^v(?=\d)/, '').replace(/^0:/, '');

async function judge(folder: string, row: Row, database: AdvisoryDatabase, cache: string): Promise<string | null> {
  const kind = row.id.startsWith('image/') ? 'docker-archive' : row.id.startsWith('sbom/') ? 'sbom' : 'dir';
  const root = join(folder, row.input_root);
  // What lies in node_modules is there as well: only the lock file is asked about.
  const lock = row.input.some((path) => path.includes('/node_modules/')) ? row.input.find((path) => path.endsWith('/package-lock.json')) : undefined;
  const inspection = await inspect(lock === undefined ? { kind, value: root } : { kind: 'file', value: join(folder, lock) }, { cache, warn: () => undefined });
  const names = kind === 'dir' && lock === undefined ? new Set(row.input.map((path) => relative(row.input_root, path))) : null;
  const skipped = /submod2/.exec(`${row.options?.['skipFiles'] ?? ''}${row.options?.['skipDirs'] ?? ''}`)?.[0];
  const own = inspection.packages.flatMap((found): readonly Package[] => {
    const locations = found.locations.filter(({ path }) => names === null || (names.has(path) && (skipped === undefined || !path.startsWith(skipped))));
    return locations.length === 0 ? [] : [{ ...found, locations }];
  });
  return wrongSystem(row, inspection) ?? wrongPackages(row, own) ?? await wrongVulnerabilities(folder, row, own, database);
}

function wrongSystem({ expect }: Row, { artifact }: Inspection): string | null {
  if (expect.os === undefined) return null;
  const { id, version } = artifact.operatingSystem ?? { id: 'none', version: '' };
  return id === expect.os.family && version === expect.os.version ? null : `operating system ${id} ${version}, expected ${expect.os.family} ${expect.os.version}`;
}

function wrongPackages({ expect, options }: Row, found: readonly Package[]): string | null {
  if (expect.packages === undefined) return null;
  const mine = new Set(found.filter((each) => options?.['includeDevDeps'] === 'true' || each.development !== true).map((each) => `${each.name} ${plain(each.version)}`));
  // The project itself is no package that it depends on.
  const wanted = new Set(expect.packages.filter(({ relationship }) => relationship !== 'root').map((each) => `${each.name} ${plain(each.version)}`));
  const roots = new Set(expect.packages.filter(({ relationship }) => relationship === 'root').map((each) => `${each.name} ${plain(each.version)}`));
  return difference('packages', new Set([...mine].filter((each) => !roots.has(each))), wanted);
}

async function wrongVulnerabilities(folder: string, { expect, options }: Row, found: readonly Package[], database: AdvisoryDatabase): Promise<string | null> {
  const statements = options?.['vex'] === undefined ? [] : await loadVex([join(folder, 'files/fixtures/vex/file/openvex.json')], () => undefined);
  const findings = applyVex(matchPackages(database, found).findings, found, statements, parsePurl).filter(({ status }) => status === 'affected');
  const mine = findings.flatMap((each) => found[each.package]!.locations.map(({ path }) => ({ key: `${each.name} ${plain(each.installed)} ${each.id}`, path, fixed: each.fixed })));
  const keys = (list: readonly { readonly key: string; readonly path: string }[]): Set<string> => new Set(list.map(({ key, path }) => (/go\.mod$/.test(path) ? `${path}: ${key}` : key)));
  const wanted = expect.vulnerabilities.map((each) => ({ key: `${each.pkg} ${plain(each.installed)} ${each.id}`, path: each.target, fixed: each.fixed }));
  const wrong = difference('vulnerabilities', keys(mine), keys(wanted));
  if (wrong !== null) return wrong;
  const unfixed = wanted.find(({ key, fixed }) => (fixed !== null) !== (mine.find((each) => each.key === key)?.fixed !== null));
  return unfixed === undefined ? null : `${unfixed.key}: fixed in ${mine.find(({ key }) => key === unfixed.key)?.fixed}, expected ${unfixed.fixed}`;
}

function difference(what: string, mine: ReadonlySet<string>, wanted: ReadonlySet<string>): string | null {
  const missing = [...wanted].filter((each) => !mine.has(each)), more = [...mine].filter((each) => !wanted.has(each));
  return missing.length === 0 && more.length === 0 ? null : `${what}: missing ${missing.join(', ') || 'none'}; too many ${more.join(', ') || 'none'}`;
}

const ECOSYSTEMS: Readonly<Record<string, string>> = { composer: 'Packagist', conan: 'ConanCenter', erlang: 'Hex', go: 'Go', maven: 'Maven', npm: 'npm', nuget: 'NuGet', pub: 'Pub', pip: 'PyPI', rubygems: 'RubyGems', cargo: 'crates.io', swift: 'SwiftURL', cocoapods: 'CocoaPods' };

/** The advisories of the corpus in the form of OSV. */
async function bucketDatabase(file: string): Promise<AdvisoryDatabase> {
  const builder = new DatabaseBuilder();
  for (const [index, line] of readFileSync(file, 'utf8').trim().split('\n').entries()) {
    const { source_bucket: bucket, package: name, id, value } = JSON.parse(line) as Bucket;
    const ecosystem = ECOSYSTEMS[bucket.split('::', 1)[0]!];
    if (ecosystem === undefined || value === null || !bucket.includes('::')) continue;
    const ranges = value.VulnerableVersions !== undefined ? value.VulnerableVersions.map((range) => eventsOf(range, value.PatchedVersions ?? [])) : [complement(value.PatchedVersions ?? [])];
    builder.add(advisoryOf(`TEST-${index + 1}`, id, ecosystem, name, ranges));
  }
  const bytes = Buffer.concat(encodeDatabase(builder, { sha256 }));
  return openDatabase({ name: 'trivy-e2e', size: bytes.length, read: (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)) }, { sha256 });
}

const advisoryOf = (id: string, alias: string, ecosystem: string, name: string, ranges: readonly (readonly AdvisoryEvent[])[]): Advisory => ({
  id: alias.startsWith('CVE-') ? id : alias, modified: 1, published: 1, withdrawn: 0, aliases: alias.startsWith('CVE-') ? [alias] : [], upstream: [], related: [], summary: '', details: '', vectors: [], severity: null, references: [],
  affected: [{ ecosystem, name, versions: [], gitRanges: 0, severity: null, ranges: ranges.map((events) => ({ type: 'ECOSYSTEM', events })) }],
});

/** `>= 1.0, < 1.2`, `<= 1.2`, `[1.0,1.2)`. Where the last version is named, and one fix, the fix says it better. */
function eventsOf(range: string, patched: readonly string[]): AdvisoryEvent[] {
  const interval = /^\[([^,]+),([^)\]]+)\)$/.exec(range);
  const parts = interval === null ? range.split(',').map((part) => part.trim()) : [`>= ${interval[1]}`, `< ${interval[2]}`];
  const bound = (operator: string): string | undefined => parts.find((part) => new RegExp(`^${operator}\\s*[^=\\s]`).test(part))?.slice(operator.length).trim();
  const [introduced, below, last] = [bound('>='), bound('<'), bound('<=')];
  const end: AdvisoryEvent[] = below !== undefined ? [{ kind: 'fixed', version: below }] : last === undefined ? [] : [{ kind: 'last_affected', version: last }];
  const fix: AdvisoryEvent[] = below === undefined && patched.length === 1 && patched[0] !== last ? [{ kind: 'fixed', version: patched[0]! }] : [];
  return [{ kind: 'introduced', version: introduced ?? '0' }, ...(fix.length > 0 ? fix : end)];
}

/** All that is not patched: `>= 3.1.0` and `>= 2.1.3, < 3.0.0` leave what is below 2.1.3, and from 3.0.0 to 3.1.0. */
function complement(patched: readonly string[]): AdvisoryEvent[] {
  return [{ kind: 'introduced', version: '0' }, ...patched.flatMap((range): AdvisoryEvent[] => range.split(',').map((part) => part.trim()).flatMap((part): AdvisoryEvent[] =>
    (part.startsWith('>=') ? [{ kind: 'fixed', version: part.slice(2).trim() }] : part.startsWith('<') ? [{ kind: 'introduced', version: part.slice(1).trim() }] : [])))];
}
