/** SARIF 2.1.0 of a scan: a rule a vulnerability, a result a package that has it. */
import { createHash } from 'node:crypto';
import type { ScanFinding, ScanResult } from '#core/scans.ts';
import type { Severity } from '#core/words.ts';
import { plainLine } from '../report.ts';
import { affected, severityWord } from './order.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', informational: 'note' };
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', informational: '0.0' };

export function scanSarif(result: ScanResult, version: string): string {
  const findings = affected(result);
  const ids = [...new Set(findings.map(({ id }) => id))];
  const index = new Map(ids.map((id, at) => [id, at]));
  return `${JSON.stringify({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'Breakwater', semanticVersion: version, rules: ids.map((id) => rule(findings.find((each) => each.id === id)!)) } }, columnKind: 'utf16CodeUnits',
      results: findings.map((each) => finding(each, result, index.get(each.id)!)),
      invocations: [{
        executionSuccessful: result.advisories !== null,
        toolExecutionNotifications: result.notAssessed.map(({ path, reason }) => ({ level: 'warning', message: { text: plainLine(`not assessed: ${path === '' ? '' : `${path}: `}${reason}`) } })),
      }],
      properties: { artifact: result.artifact.name, digest: result.artifact.digest },
    }],
  }, null, 1)}\n`;
}

function rule(each: ScanFinding): unknown {
  return {
    id: each.id, name: each.id, shortDescription: { text: `${each.id} in ${plainLine(each.name)}` }, helpUri: `https://osv.dev/vulnerability/${encodeURIComponent(each.id)}`,
    ...(each.severity === null ? {} : { defaultConfiguration: { level: LEVELS[each.severity] } }),
    properties: { tags: ['security', 'vulnerability'], 'security-severity': each.score === null ? (each.severity === null ? '0.0' : SCORES[each.severity]) : each.score.toFixed(1) },
  };
}

function finding(each: ScanFinding, { packages, artifact }: ScanResult, ruleIndex: number): unknown {
  const places = packages[each.package]!.locations;
  const fix = each.fixed === null ? 'there is no fix yet' : `update to ${each.fixed}`;
  return {
    ruleId: each.id, ruleIndex, kind: 'fail', level: each.severity === null ? 'warning' : LEVELS[each.severity],
    message: { text: plainLine(`${each.name} ${each.installed} has ${each.id} (${severityWord(each.severity)}): ${fix}`) },
    locations: (places.length === 0 ? [{ path: artifact.name }] : places).slice(0, 10).map(({ path }) => ({ physicalLocation: { artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') }, region: { startLine: 1 } } })),
    partialFingerprints: { 'breakwaterVulnerability/v1': createHash('sha256').update(JSON.stringify([each.id, each.ecosystem, each.name, places[0]?.path ?? ''])).digest('hex').slice(0, 32) },
    properties: { severity: each.severity, kev: each.kev, epss: each.epss, fixed: each.fixed, aliases: each.aliases },
  };
}
