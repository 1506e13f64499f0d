/** The report as one HTML file that needs nothing else: to keep with a build, to mail, to read offline. */
import { refText, SEVERITIES } from '#core/words.ts';
import { compareRows, count, FindingsByPolicy, placeText, plainLine, type PolicyFacts, type PolicyFindings, type ReportInfo, type ReportRow, type ReportSummary, type ReportWriter } from '../report.ts';
import { html, PAGE_END, pageStart } from './page.ts';

/** Findings of one policy that the page holds: more, and no browser is quick with it. */
const SHOWN = 2000;

export function htmlReport(): ReportWriter {
  const unhealthy = new FindingsByPolicy(SHOWN);
  const notAssessed: ReportRow[] = [];
  let info: ReportInfo = { version: '', policies: [], initiatives: [] };
  return {
    needs: 'findings', lines: true,
    begin(given) {
      info = given;
      return pageStart('Breakwater assessment');
    },
    rows(rows) {
      for (const row of rows) {
        if (row.status === 'notAssessed') notAssessed.push(row);
        else unhealthy.add(row);
      }
      return '';
    },
    end: (summary) => `${body(unhealthy.sorted(), notAssessed.sort(compareRows), summary, info)}${PAGE_END}`,
  };
}

function body(unhealthy: readonly PolicyFindings[], notAssessed: readonly ReportRow[], summary: ReportSummary, info: ReportInfo): string {
  const policies = new Map(info.policies.map((policy) => [policy.id, policy]));
  return `<header><h1>Breakwater assessment</h1>
<p class="muted">${count(summary.objects, 'object')}${summary.documents > 0 ? ` in ${count(summary.documents, 'document')}` : ''}, ${count(summary.policies, 'policy', 'policies')}: ${html(info.initiatives.join(', '))}. Version ${html(info.version)}.</p></header>
<main>
${tiles(summary, notAssessed.length)}
<label for="filter">Filter by object, file, policy or text</label>
<input id="filter" type="search" autocomplete="off">
<p id="shown" class="muted" role="status"></p>
${unhealthy.length + notAssessed.length === 0 ? '<p>No finding.</p>' : ''}
${unhealthy.map((findings) => policySection(findings, policies.get(findings.first[0]!.policy))).join('\n')}
${notAssessed.length === 0 ? '' : notAssessedSection(notAssessed)}
</main>
`;
}

function tiles({ byStatus, bySeverity }: ReportSummary, notAssessed: number): string {
  const tile = (number: number, name: string, style = ''): string => `<li><b class="${style}">${number.toLocaleString('en')}</b>${name}</li>`;
  return `<ul class="tiles">${SEVERITIES.map((severity) => tile(bySeverity[severity], severity, severity)).join('')}${tile(byStatus.healthy, 'passed')}${tile(byStatus.notApplicable, 'not applicable')}${tile(notAssessed, 'not assessed', notAssessed > 0 ? 'none' : '')}</ul>`;
}

function policySection({ count: total, first }: PolicyFindings, policy: PolicyFacts | undefined): string {
  const { policy: id, severity } = first[0]!;
  const references = (policy?.references ?? []).map((link) => `<li><code>${html(link)}</code></li>`).join('');
  const fix = policy === undefined ? '' : `<details><summary>How to fix</summary><p>${html(policy.remediation.text)}</p>${policy.remediation.yaml === null ? '' : `<pre>${html(policy.remediation.yaml)}</pre>`}${references === '' ? '' : `<ul>${references}</ul>`}</details>`;
  return `<section data-policy="${html(`${id} ${policy?.title ?? ''} ${severity}`)}">
<h2><span class="tag ${severity}">${severity}</span> ${html(policy?.title ?? id)}</h2>
<p class="muted">${html(id)} · ${count(total, 'finding')}${total > first.length ? `, the first ${first.length.toLocaleString('en')} are shown; the JSON and SARIF reports hold all` : ''}</p>
${policy === undefined ? '' : `<p>${html(policy.description)}</p>`}${fix}
${table(first)}
</section>`;
}

function notAssessedSection(rows: readonly ReportRow[]): string {
  return `<section data-policy="not assessed">
<h2><span class="tag none">not assessed</span> Nothing here was found to be in order: it was not looked at</h2>
${table(rows)}
</section>`;
}

function table(rows: readonly ReportRow[]): string {
  const line = (row: ReportRow): string => {
    const paths = [row.path, ...(row.otherPaths ?? [])].filter((path) => path !== null);
    const subject = row.resource.kind === '' ? '' : refText(row.resource);
    return `<tr data-row><td>${html(subject)}</td><td>${html(plainLine(row.policy === '*' || row.status === 'unhealthy' ? row.message : `${row.policy}: ${row.message}`))}</td><td>${paths.map((path) => `<code>${html(path)}</code>`).join('<br>')}</td><td>${html(placeText(row) ?? '')}</td></tr>`;
  };
  return `<div class="scroll"><table><thead><tr><th scope="col">Object</th><th scope="col">What</th><th scope="col">Where in the object</th><th scope="col">File</th></tr></thead><tbody>
${rows.map(line).join('\n')}
</tbody></table></div>`;
}
