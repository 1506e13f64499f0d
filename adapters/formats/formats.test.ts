import { describe, expect, it } from 'vitest';
import type { AssessmentStatus, Severity } from '#core/words.ts';
import { createReport, type PolicyFacts, REPORT_FORMATS, type ReportFormat, type ReportRow, type ReportSummary } from './index.ts';
import { isFinding } from './report.ts';

const HOSTILE = `</script><img src=x onerror="alert('1')">&\u0000\u001b[31m\n]]>`;

const policies: PolicyFacts[] = [
  { id: 'privileged', title: 'Containers must not be privileged', description: 'A privileged container owns the node.', severity: 'critical', category: 'Pod security', remediation: { text: 'Remove privileged.', yaml: 'securityContext:\n  privileged: false\n' }, references: ['https://example.org/privileged'], techniques: ['T1611'] },
  { id: 'probes', title: `Probes ${HOSTILE}`, description: HOSTILE, severity: 'low', category: 'Workloads', remediation: { text: `Add them ${HOSTILE}`, yaml: null }, references: [], techniques: [] },
];

const cart = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' };
const odd = { apiVersion: 'v1', kind: 'Pod', namespace: null, name: HOSTILE };
const nothing = { apiVersion: '', kind: '', namespace: null, name: '' };
const cartSource = { file: 'deploy/cart.yaml', document: 2, line: 7 };
const oddSource = { file: 'deploy/odd & näme.yaml', document: 1, line: 1 };
const row = (policy: string, resource: ReportRow['resource'], source: ReportRow['source'], status: AssessmentStatus, severity: Severity, message = '', more: Partial<ReportRow> = {}): ReportRow =>
  ({ policy, resource, ...(source === undefined ? {} : { source }), status, severity, message, path: null, ...more });

const rows: ReportRow[][] = [
  [
    row('privileged', cart, cartSource, 'unhealthy', 'critical', 'container web is privileged', { path: 'spec.template.spec.containers[0].securityContext.privileged', otherPaths: ['spec.template.spec.containers[1].securityContext.privileged'], line: 31 }),
    row('probes', cart, cartSource, 'healthy', 'low'),
  ],
  [
    row('privileged', odd, oddSource, 'notApplicable', 'critical', 'it is a Windows pod'),
    row('probes', odd, oddSource, 'unhealthy', 'low', HOSTILE, { path: `metadata.annotations['${HOSTILE}']` }),
  ],
  [row('*', nothing, { file: 'deploy/broken.yaml', document: 3, line: 40 }, 'notAssessed', 'informational', 'not valid YAML: bad indentation')],
  [row('privileged', { apiVersion: 'v1', kind: 'Pod', namespace: null, name: '*' }, undefined, 'notAssessed', 'critical', 'pods may not be listed')],
  [row('*', { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' }, { file: '-', document: 1, line: 1, item: 3 }, 'notApplicable', 'informational', 'no policy of the selection applies to ConfigMap')],
];

const summary: ReportSummary = {
  objects: 3, documents: 4, notAssessed: 1, policies: 2, initiatives: ['test'],
  byStatus: { unhealthy: 2, notAssessed: 2, healthy: 1, notApplicable: 2 }, bySeverity: { critical: 1, high: 0, medium: 0, low: 1, informational: 0 },
};

async function report(format: ReportFormat, given = rows, width: number | null = null, total = summary): Promise<string> {
  const writer = await createReport(format, { color: false, width });
  let text = writer.begin({ version: '1.2.3', policies, initiatives: ['test'] });
  for (const group of given) {
    const wanted = writer.needs === 'all' ? group : group.filter(isFinding);
    if (wanted.length > 0) text += writer.rows(wanted);
  }
  return text + writer.end(total);
}

const none: ReportSummary = { ...summary, notAssessed: 0, byStatus: { unhealthy: 0, notAssessed: 0, healthy: 3, notApplicable: 0 }, bySeverity: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 } };

describe('every format', () => {
  it.each(REPORT_FORMATS)('%s is as it was agreed', async (format) => {
    await expect(await report(format)).toMatchFileSnapshot(`./golden/report.${{ table: 'txt', json: 'json', sarif: 'sarif', junit: 'xml', html: 'html' }[format]}`);
  });

  it.each(REPORT_FORMATS)('%s is complete without any row', async (format) => {
    const text = await report(format, [], null, none);
    expect(text.length).toBeGreaterThan(50);
    if (format === 'json' || format === 'sarif') JSON.parse(text);
    if (format === 'junit' || format === 'html') checkTags(text);
  });

  it.each(['table', 'junit', 'html'] as const)('%s passes on no control character', async (format) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(await report(format)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });
});

describe('JSON', () => {
  it('holds every row as the contract says', async () => {
    const parsed = JSON.parse(await report('json')) as { assessments: unknown[]; summary: unknown };
    expect(parsed.assessments).toEqual(rows.flat().map(({ line: _, ...rest }) => rest));
    expect(parsed.summary).toEqual(summary);
  });
});

describe('SARIF', () => {
  it('has the shape of SARIF 2.1.0', async () => {
    const log = JSON.parse(await report('sarif')) as SarifLog;
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    const { rules } = run!.tool.driver;
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[^\s]+$/);
      for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text, rule.help.markdown]) expect(text).not.toBe('');
      expect(['none', 'note', 'warning', 'error']).toContain(rule.defaultConfiguration.level);
      expect(Number(rule.properties['security-severity'])).toBeGreaterThanOrEqual(0);
    }
    expect(run!.results).toHaveLength(2);
    for (const result of run!.results) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      expect(result.locations.length).toBe(1);
      checkLocation(result.locations[0]!);
      expect(result.partialFingerprints['breakwaterFinding/v1']).toMatch(/^[0-9a-f]{32}$/);
    }
    const [invocation] = run!.invocations;
    expect(invocation!.executionSuccessful).toBe(true);
    expect(invocation!.toolExecutionNotifications.map(({ message }) => message.text)).toEqual(['not assessed: not valid YAML: bad indentation', 'not assessed: Pod *: pods may not be listed']);
    for (const notification of invocation!.toolExecutionNotifications) for (const location of notification.locations) checkLocation(location);
  });

  it('keeps the fingerprint of a finding when lines move, and tells equal findings apart', async () => {
    const at = (line: number): ReportRow => ({ ...rows[0]![0]!, source: { ...cartSource, line }, line: line + 5 });
    const prints = async (...given: ReportRow[]): Promise<unknown[]> => (JSON.parse(await report('sarif', given.map((each) => [each]))) as SarifLog).runs[0]!.results.map((each) => each.partialFingerprints['breakwaterFinding/v1']);
    expect(await prints(at(1))).toEqual(await prints(at(100)));
    const [first, second] = await prints(at(1), at(1));
    expect(first).not.toBe(second);
  });
});

describe('XML and HTML', () => {
  it('JUnit counts what is in it', async () => {
    const text = await report('junit');
    checkTags(text);
    for (const [, attributes, body] of text.matchAll(/<testsuite ([^>]*)>([\s\S]*?)<\/testsuite>/g)) {
      const number = (name: string): number => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes!)?.[1]);
      const count = (tag: string): number => [...body!.matchAll(new RegExp(`<${tag}[ >/]`, 'g'))].length;
      expect([number('tests'), number('failures'), number('errors'), number('skipped')]).toEqual([count('testcase'), count('failure'), count('error'), count('skipped')]);
    }
  });

  it('HTML loads nothing, runs nothing of the manifests, and allows only its own script and style', async () => {
    const text = await report('html');
    checkTags(text.replace(/<!doctype html>|<meta [^>]*>|<input [^>]*>|<br>/g, ''));
    expect(text.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\s(?:src|href|on\w+)=/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).toContain("default-src 'none'");
    const { createHash } = await import('node:crypto');
    for (const [tag, directive] of [['script', 'script-src'], ['style', 'style-src']] as const) {
      const body = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)![1]!;
      expect(text).toContain(`${directive} 'sha256-${createHash('sha256').update(body).digest('base64')}'`);
    }
  });
});

describe('the table', () => {
  it('fits the terminal', async () => {
    for (const line of (await report('table', rows, 60)).split('\n').filter((each) => !/^(?:CRITICAL|LOW|NOT ASSESSED|\d|3 objects)/.test(each))) expect(line.length).toBeLessThanOrEqual(61);
  });

  it('names a few objects of a policy and counts the others', async () => {
    const many = Array.from({ length: 25 }, (_, i) => [row('privileged', { ...cart, name: `cart-${i}` }, cartSource, 'unhealthy', 'critical', 'x')]);
    const text = await report('table', many);
    expect(text).toContain('25 findings');
    expect(text).toContain('... and 15 more findings');
  });

  it('is in colour where asked', async () => {
    const writer = await createReport('table', { color: true, width: 100 });
    writer.begin({ version: '1', policies, initiatives: [] });
    writer.rows(rows[0]!.filter(isFinding));
    expect(writer.end(summary)).toContain('\u001b[31m');
  });
});

interface SarifLocation { readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }; readonly region?: { readonly startLine: number } }; readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[] }
interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly shortDescription: { text: string }; readonly fullDescription: { text: string }; readonly help: { text: string; markdown: string }; readonly defaultConfiguration: { level: string }; readonly properties: Record<string, string> }[] } };
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly message: { text: string }; readonly locations: readonly SarifLocation[]; readonly partialFingerprints: Record<string, string> }[];
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly message: { text: string }; readonly locations: readonly SarifLocation[] }[] }[];
  }[];
}

function checkLocation({ physicalLocation, logicalLocations }: SarifLocation): void {
  expect(physicalLocation !== undefined || (logicalLocations?.length ?? 0) > 0).toBe(true);
  if (physicalLocation === undefined) return;
  expect(physicalLocation.artifactLocation.uri).toMatch(/^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/);
  if (physicalLocation.region !== undefined) expect(physicalLocation.region.startLine).toBeGreaterThan(0);
}

/** Every tag that opens closes, and nothing that looks like a tag is left in texts. */
function checkTags(text: string): void {
  const open: string[] = [];
  for (const [, close, name, rest] of text.replace(/<\?xml.*?\?>|<!doctype html>|<script>[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, '').replace(/<(?:meta|input)\b[^>]*>|<br>/g, '').matchAll(/<(\/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (!rest!.endsWith('/')) open.push(name!);
  }
  expect(open).toEqual([]);
}
