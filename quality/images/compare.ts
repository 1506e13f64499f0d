/** What a scan found beside what each package manager lists. */
import type { Truth } from './part.ts';

export interface ScannedPackage { readonly name: string; readonly version: string; readonly analyzer: string; readonly source?: { readonly name: string; readonly version: string } }
export interface ScannedVulnerability {
  readonly id: string;
  readonly package: string;
  readonly installed: string;
  readonly fixed: string | null;
  readonly evidence: readonly { readonly record: string; readonly name: string; readonly version: string }[];
}
/** Of the JSON that `breakwater scan` prints. */
export interface Scanned { readonly artifact: { readonly digest: string | null }; readonly packages: readonly ScannedPackage[]; readonly vulnerabilities: readonly ScannedVulnerability[] }

/** The analyzer that reads what a package manager installed. */
const ANALYZER: Readonly<Record<string, string>> = { dpkg: 'dpkg', npm: 'npm-installed', pip: 'python-installed', go: 'go-binary', maven: 'java-archive', rpm: 'rpm' };

/** Both lists by package manager, as `name version` lines in order: equal when the scan is right. */
export function sideBySide(truth: Truth, { packages }: Scanned): { readonly expected: Truth; readonly found: Truth } {
  const expected: Record<string, readonly string[]> = {}, found: Record<string, readonly string[]> = {};
  for (const [manager, analyzer] of Object.entries(ANALYZER)) {
    const own = packages.filter((each) => each.analyzer === analyzer).map(({ name, version }) => `${name} ${version}`);
    // Keys that packages are signed with stand in rpm's database too; they are no packages.
    expected[manager] = (truth[manager] ?? []).filter((line) => !line.startsWith('gpg-pubkey '));
    found[manager] = [...new Set(own)].sort();
  }
  return { expected, found };
}

/** Packages of analyzers that no package manager answers for: there should be none. */
export const unexplained = ({ packages }: Scanned): readonly string[] => packages.filter(({ analyzer }) => !Object.values(ANALYZER).includes(analyzer)).map(({ name, version, analyzer }) => `${analyzer}: ${name} ${version}`);
