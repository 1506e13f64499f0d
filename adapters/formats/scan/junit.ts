/** JUnit XML of a scan: a case a package; a vulnerability is a failure, what was not assessed an error. */
import type { ScanFinding, ScanResult } from '#core/scans.ts';
import { plainLine } from '../report.ts';
import { affected, severityWord } from './order.ts';

export function scanJunit(result: ScanResult): string {
  const findings = Map.groupBy(affected(result), ({ package: index }) => index);
  // Without advisories no package has passed.
  const cases = result.advisories === null ? [] : result.packages.map(({ name, version, ecosystem }, index) => testCase(`${name} ${version}`, ecosystem || 'packages', findings.get(index) ?? []));
  const errors = result.notAssessed.map(({ path, reason }) => `    <testcase classname="not assessed" name="${xml(path === '' ? result.artifact.name : path)}">\n      <error type="notAssessed" message="${xml(reason)}"/>\n    </testcase>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="breakwater scan">\n  <testsuite name="${xml(result.artifact.name)}" tests="${cases.length + errors.length}" failures="${findings.size}" errors="${errors.length}" skipped="0">\n${cases.join('')}${errors.join('')}  </testsuite>\n</testsuites>\n`;
}

function testCase(name: string, kind: string, findings: readonly ScanFinding[]): string {
  const head = `    <testcase classname="${xml(kind)}" name="${xml(name)}"`;
  if (findings.length === 0) return `${head}/>\n`;
  const lines = findings.map((each) => xml(`${severityWord(each.severity)} ${each.id}: ${each.fixed === null ? 'no fix yet' : `fixed in ${each.fixed}`}`));
  return `${head}>\n      <failure type="${severityWord(findings[0]!.severity)}" message="${lines.length === 1 ? lines[0]! : `${lines.length} vulnerabilities`}">${lines.join('\n')}</failure>\n    </testcase>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const xml = (text: string): string => plainLine(text).replace(/[&<>"']/g, (char) => ESCAPES[char]!).replace(/[\ufffe\uffff]/g, '\ufffd').toWellFormed();
