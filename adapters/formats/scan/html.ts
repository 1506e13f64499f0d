/** A page that needs nothing else: to be mailed or kept. */
import { count } from '../report.ts';
import { html, PAGE_END, pageStart } from '../html/page.ts';
import type { ScanResult } from '#core/scans.ts';
import { affected, byPackage, type ByPackage, countBySeverity, severityWord } from './order.ts';

export function scanHtml(result: ScanResult): string {
  const { artifact, packages, notAssessed, advisories } = result;
  const findings = affected(result);
  const tiles = [['Packages', packages.length], ...countBySeverity(findings).map(([word, number]) => [word, number]), ['Not assessed', notAssessed.length]] as [string, number][];
  return [
    pageStart(`Vulnerabilities: ${artifact.name}`),
    `<h1>${html(artifact.name)}</h1>\n<p class="muted">${[artifact.digest, artifact.platform, artifact.operatingSystem?.name].filter((each) => each !== null && each !== undefined).map(html).join(' · ')}</p>\n`,
    `<p>${advisories === null ? '<b class="none">Vulnerabilities were not assessed.</b>' : findings.length === 0 ? 'No known vulnerabilities found.' : html(count(findings.length, 'vulnerability', 'vulnerabilities'))}</p>\n`,
    `<ul class="tiles">${tiles.map(([name, number]) => `<li class="${html(name.toLowerCase())}"><b>${number.toLocaleString('en')}</b>${html(name)}</li>`).join('')}</ul>\n`,
    '<label for="filter">Show rows with these words</label><input id="filter" type="search"> <span id="shown" role="status"></span>\n',
    ...byPackage(findings).map(section),
    notAssessed.length === 0 ? '' : `<section data-policy="not assessed"><h2 class="none">Not assessed</h2>${table(['Path', 'Reason'], notAssessed.map(({ path, reason }) => [path, reason]))}</section>\n`,
    `<section data-policy="packages"><h2>Packages</h2>${table(['Name', 'Version', 'Ecosystem', 'Path'], packages.map((each) => [each.name, each.version, each.ecosystem, each.locations[0]?.path ?? '']))}</section>\n`,
    PAGE_END,
  ].join('');
}

function section({ name, installed, ecosystem, findings }: ByPackage): string {
  const rows = findings.map((each) => [severityWord(each.severity), each.id, each.fixed ?? 'no fix yet', [...(each.kev ? ['known exploited'] : []), ...(each.epss === null ? [] : [`EPSS ${(each.epss * 100).toFixed(1)} %`])].join(', ')]);
  return `<section data-policy="${html(name)}"><h2>${html(name)} ${html(installed)} <span class="muted">${html(ecosystem)}</span></h2>${table(['Severity', 'Vulnerability', 'Fixed in', ''], rows)}</section>\n`;
}

const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string => `<div class="scroll"><table><thead><tr>${titles.map((each) => `<th scope="col">${html(each)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr data-row>${row.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`;
