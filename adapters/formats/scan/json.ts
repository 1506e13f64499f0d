/** The result for programs. Names of members are stable. */
import type { ScanResult } from '#core/scans.ts';
import { byUrgency, countBySeverity } from './order.ts';

export function scanJson(result: ScanResult): string {
  const { artifact, packages, notAssessed, advisories, withoutFix, ownedBySystem } = result;
  const vulnerabilities = [...result.vulnerabilities].sort(byUrgency).map(({ package: index, name, ...each }) => ({
    id: each.id, aliases: each.aliases, package: name, installed: each.installed, fixed: each.fixed, severity: each.severity, kev: each.kev, epss: each.epss, status: each.status,
    ecosystem: each.ecosystem, score: each.score, purl: packages[index]!.purl, locations: packages[index]!.locations, evidence: each.evidence,
    ...(each.justification === undefined ? {} : { justification: each.justification }),
  }));
  const affected = result.vulnerabilities.filter(({ status }) => status === 'affected');
  const summary = { packages: packages.length, vulnerabilities: affected.length, bySeverity: Object.fromEntries(countBySeverity(affected)), notAssessed: notAssessed.length, withoutFixLeftOut: withoutFix, ownedBySystem, advisories };
  return `${JSON.stringify({ artifact, packages, vulnerabilities, notAssessed, summary }, null, 2)}\n`;
}
