/** The result for people: packages with what is wrong and what to do, the most urgent first. */
import { styleText } from 'node:util';
import type { NotAssessed } from '#core/packages.ts';
import type { ScanFinding, ScanResult } from '#core/scans.ts';
import type { Severity } from '#core/words.ts';
import { count, plainLine } from '../report.ts';
import { affected, byPackage, type ByPackage, countBySeverity, severityWord } from './order.ts';

export interface TableOptions { readonly color: boolean }

type Style = Parameters<typeof styleText>[0];
const STYLES: Readonly<Record<Severity, Style>> = { critical: ['bold', 'red'], high: 'red', medium: 'yellow', low: 'cyan', informational: 'dim' };
const MANY = 30;

export function scanTable(result: ScanResult, { color }: TableOptions): string {
  const paint = (style: Style, text: string): string => (color ? styleText(style, text, { validateStream: false }) : text);
  const findings = affected(result);
  return [
    ...head(result, paint), '',
    ...(findings.length === 0 ? [] : [...byPackage(findings).flatMap((each) => group(each, result, paint)), '']),
    ...packagesOf(result), ...ignored(result), ...notAssessedLines(result.notAssessed, paint),
    summary(result, findings), '',
  ].join('\n');
}

type Paint = (style: Style, text: string) => string;

function head({ artifact, packages, advisories }: ScanResult, paint: Paint): string[] {
  const system = artifact.operatingSystem === null ? '' : `, ${plainLine(artifact.operatingSystem.name)}`;
  const kinds = [...Map.groupBy(packages, ({ ecosystem }) => ecosystem || 'no known ecosystem')].map(([name, own]) => `${name} ${own.length.toLocaleString('en')}`).join(', ');
  return [
    `${paint('bold', plainLine(artifact.name))}${artifact.platform === undefined ? '' : `  ${artifact.platform}`}${system}`,
    ...(artifact.digest === null ? [] : [`Digest      ${artifact.digest}`]),
    `Packages    ${packages.length.toLocaleString('en')}${kinds === '' ? '' : ` (${plainLine(kinds)})`}`,
    ...(advisories === null ? [] : [`Advisories  ${advisories.count.toLocaleString('en')}${advisories.newest === null ? '' : `, the newest of ${advisories.newest.slice(0, 10)}`}`]),
  ];
}

function group({ name, installed, findings, fixable, ecosystem }: ByPackage, result: ScanResult, paint: Paint): string[] {
  const places = result.packages[findings[0]!.package]!.locations;
  const fix = fixable === 0 ? 'no fix yet' : fixable === findings.length ? 'fixed by an update' : `${fixable} of ${findings.length} fixed by an update`;
  const where = places.length === 0 ? '' : `  ${paint('dim', `${plainLine(places[0]!.path)}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`)}`;
  return [`${paint('bold', `${plainLine(name)} ${plainLine(installed)}`)}  ${plainLine(ecosystem)}, ${fix}${where}`, ...findings.map((each) => line(each, paint))];
}

function line(each: ScanFinding, paint: Paint): string {
  const word = severityWord(each.severity);
  const severity = paint(each.severity === null ? 'dim' : STYLES[each.severity], word.padEnd(13));
  const marks = [...(each.kev ? [paint(['bold', 'red'], 'exploited (KEV)')] : []), ...(each.epss === null ? [] : [`EPSS ${(each.epss * 100).toFixed(1)} %`])].join(', ');
  return `  ${severity} ${plainLine(each.id).padEnd(20)} ${each.fixed === null ? 'no fix yet' : `fixed in ${plainLine(each.fixed)}`}${marks === '' ? '' : `  ${marks}`}`;
}

/** Without vulnerabilities to show the packages are what there is to see. */
function packagesOf({ packages, advisories }: ScanResult): string[] {
  if (advisories !== null || packages.length === 0) return [];
  const width = Math.min(50, Math.max(...packages.map(({ name }) => name.length)));
  return [...packages.map(({ name, version, ecosystem }) => `${plainLine(name).padEnd(width)}  ${plainLine(version)}${ecosystem === '' ? '' : `  ${plainLine(ecosystem)}`}`), ''];
}

function ignored({ vulnerabilities }: ScanResult): string[] {
  const not = vulnerabilities.filter(({ status }) => status === 'notAffected');
  return not.length === 0 ? [] : [`Not affected, as vendors say: ${count(not.length, 'vulnerability', 'vulnerabilities')}`, ...not.slice(0, MANY).map((each) => `  ${plainLine(each.id)} in ${plainLine(each.name)} ${plainLine(each.installed)}: ${plainLine(each.justification ?? '')}`), ''];
}

function notAssessedLines(reasons: readonly NotAssessed[], paint: Paint): string[] {
  if (reasons.length === 0) return [];
  const shown = reasons.slice(0, MANY).map(({ path, reason }) => `  ${path === '' ? '' : `${plainLine(path)}: `}${plainLine(reason)}`);
  return [paint(['bold', 'magenta'], `Not assessed (${reasons.length.toLocaleString('en')})`), ...shown, ...(reasons.length > MANY ? [`  and ${(reasons.length - MANY).toLocaleString('en')} more; --format json has all`] : []), ''];
}

function summary(result: ScanResult, findings: readonly ScanFinding[]): string {
  const packages = count(result.packages.length, 'package');
  if (result.advisories === null) return `${packages}; vulnerabilities were not assessed.`;
  const counts = countBySeverity(findings).map(([word, number]) => `${number.toLocaleString('en')} ${word}`).join(', ');
  const left = result.withoutFix === 0 ? '' : ` ${count(result.withoutFix, 'vulnerability', 'vulnerabilities')} without a fix left out.`;
  const partly = result.notAssessed.length === 0 ? '' : ` ${count(result.notAssessed.length, 'item')} not assessed.`;
  return `${packages}, ${findings.length === 0 ? 'no known vulnerabilities found' : `${count(findings.length, 'vulnerability', 'vulnerabilities')} (${counts})`}.${left}${partly}`;
}
