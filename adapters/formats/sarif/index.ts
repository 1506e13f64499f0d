/**
 * SARIF 2.1.0 (OASIS, sarif-v2.1.0-os), as code scanning of GitHub, GitLab and Azure DevOps take it. Unhealthy rows are
 * results; what was not assessed is a notification of the run, because SARIF has no result for "not looked at".
 */
import { createHash } from 'node:crypto';
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refKey, refText, type Severity } from '#core/words.ts';
import { plainLine, type PolicyFacts, type ReportInfo, type ReportRow, type ReportSummary, type ReportWriter } from '../report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', informational: 'note' };
/** What GitHub sorts by ("security-severity": over 9.0 critical, 7.0 high, 4.0 medium). */
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', informational: '0.0' };

export function sarifReport(): ReportWriter {
  const fingerprints = new Map<string, number>();
  const notifications: unknown[] = [];
  let rules: ReadonlyMap<string, number> = new Map();
  let first = true;
  return {
    needs: 'findings', lines: true,
    begin(info) {
      rules = new Map(info.policies.map(({ id }, index) => [id, index]));
      const head = JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [{ tool: { driver: driver(info) }, columnKind: 'utf16CodeUnits' }] });
      return `${head.slice(0, -'}]}'.length)},"results":[`;
    },
    rows(rows) {
      let text = '';
      for (const row of rows) {
        if (row.status === 'unhealthy') {
          text += `${first ? '' : ','}\n${JSON.stringify(result(row, rules, fingerprints))}`;
          first = false;
        } else if (row.status === 'notAssessed') notifications.push(notification(row));
      }
      return text;
    },
    end: (summary) => `\n],"invocations":${JSON.stringify([invocation(summary, notifications)])},"originalUriBaseIds":{"%SRCROOT%":{"description":{"text":"The directory in which breakwater was run."}}}}]}\n`,
  };
}

function driver({ version, policies }: ReportInfo): unknown {
  return { name: 'Breakwater', semanticVersion: version, rules: policies.map(rule) };
}

function rule({ id, title, description, severity, category, remediation, references, techniques }: PolicyFacts): unknown {
  const yaml = remediation.yaml === null ? '' : `\n\n\`\`\`yaml\n${remediation.yaml.trimEnd()}\n\`\`\``;
  const links = references.length === 0 ? '' : `\n\n${references.map((link) => `- <${link}>`).join('\n')}`;
  const helpUri = references.find((link) => /^https?:\/\//.test(link));
  return {
    id, name: id, shortDescription: { text: title }, fullDescription: { text: description === '' ? title : description },
    help: { text: remediation.text === '' ? title : remediation.text, markdown: `${remediation.text}${yaml}${links}` },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['security', category, ...techniques].filter((tag) => tag !== ''), 'security-severity': SCORES[severity], precision: 'high' },
  };
}

function result(row: ReportRow, rules: ReadonlyMap<string, number>, fingerprints: Map<string, number>): unknown {
  const index = rules.get(row.policy);
  return {
    ruleId: row.policy, ...(index === undefined ? {} : { ruleIndex: index }), kind: 'fail', level: LEVELS[row.severity],
    message: { text: `${refText(row.resource)}: ${plainLine(row.message)}` },
    locations: locations(row), partialFingerprints: { 'breakwaterFinding/v1': fingerprint(row, fingerprints) },
    properties: { severity: row.severity, ...(row.path === null ? {} : { path: row.path }), ...(row.otherPaths === undefined ? {} : { otherPaths: row.otherPaths }) },
  };
}

/** What the finding is about, not where it stands: the same after lines moved. The n-th of equal ones is told apart by n. */
function fingerprint({ policy, resource, source, path }: ReportRow, seen: Map<string, number>): string {
  const key = [policy, refKey(resource), source?.file ?? '', path ?? ''].join('\0');
  const number = (seen.get(key) ?? 0) + 1;
  seen.set(key, number);
  return createHash('sha256').update(`${key}\0${number}`).digest('hex').slice(0, 32);
}

function locations(row: ReportRow): unknown {
  const { resource, source, path } = row;
  const line = row.line ?? source?.line;
  const physical = source === undefined || source.file === '-' ? {} : { physicalLocation: { artifactLocation: artifact(source.file), ...(line === undefined ? {} : { region: { startLine: line } }) } };
  const object = resource.kind === '' ? [] : [{ name: resource.name, fullyQualifiedName: [resource.apiVersion, resource.kind, resource.namespace, resource.name].filter((part) => part !== null && part !== '').join('/'), kind: 'resource' }];
  const member = path === null ? [] : [{ fullyQualifiedName: path, kind: 'member' }];
  const logical = [...object, ...member];
  return [{ ...physical, ...(logical.length === 0 ? {} : { logicalLocations: logical }) }];
}

function artifact(file: string): unknown {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split(sep).map(encodeURIComponent).join('/').replace(/^\.\//, ''), uriBaseId: '%SRCROOT%' };
}

function notification(row: ReportRow): unknown {
  const subject = row.resource.kind === '' ? '' : `${refText(row.resource)}: `;
  return {
    level: 'warning', message: { text: `not assessed: ${subject}${plainLine(row.message)}` }, locations: locations(row),
    ...(row.policy === '*' ? {} : { associatedRule: { id: row.policy } }),
  };
}

function invocation(summary: ReportSummary, notifications: readonly unknown[]): unknown {
  return { executionSuccessful: summary.objects > 0 || summary.notAssessed === 0, toolExecutionNotifications: notifications, properties: { summary } };
}
