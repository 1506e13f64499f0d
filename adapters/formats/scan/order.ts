/** Vulnerabilities in the order in which people should look at them, and counts. */
import type { ScanFinding, ScanResult } from '#core/scans.ts';
import { SEVERITIES, type Severity, severityRank } from '#core/words.ts';

/** Those of unknown severity come after all others. */
export const rankOf = (severity: Severity | null): number => (severity === null ? SEVERITIES.length : severityRank(severity));

export const severityWord = (severity: Severity | null): string => severity ?? 'unknown';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const byUrgency = (a: ScanFinding, b: ScanFinding): number => Number(b.kev) - Number(a.kev) || rankOf(a.severity) - rankOf(b.severity) || (b.epss ?? 0) - (a.epss ?? 0) || compare(a.name, b.name) || compare(a.id, b.id) || compare(a.installed, b.installed) || a.package - b.package;

/** Affected ones, the most urgent first. */
export const affected = ({ vulnerabilities }: ScanResult): ScanFinding[] => vulnerabilities.filter(({ status }) => status === 'affected').sort(byUrgency);

/** Counts by severity, the worst first; none that are zero. */
export function countBySeverity(findings: readonly ScanFinding[]): readonly (readonly [string, number])[] {
  return [...SEVERITIES, null].map((severity) => [severityWord(severity), findings.filter((each) => each.severity === severity).length] as const).filter(([, count]) => count > 0);
}

export interface ByPackage { readonly name: string; readonly installed: string; readonly ecosystem: string; readonly findings: readonly ScanFinding[]; /** Null where not all have a fix. */ readonly fix: string | null; readonly fixable: number }

/** Grouped by package: what is fixed by one update. `fix`: the version that the most urgent fixable finding names, as versions of different ecosystems cannot be compared here. */
export function byPackage(findings: readonly ScanFinding[]): readonly ByPackage[] {
  const groups = Map.groupBy(findings, ({ package: index }) => index);
  return [...groups.values()].map((own) => {
    const fixes = own.map(({ fixed }) => fixed).filter((fix) => fix !== null);
    return { name: own[0]!.name, installed: own[0]!.installed, ecosystem: own[0]!.ecosystem, findings: own, fix: fixes.length === own.length ? [...new Set(fixes)].join(', ') : null, fixable: fixes.length };
  });
}
