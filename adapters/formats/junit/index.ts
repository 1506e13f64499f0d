/**
 * JUnit XML, as CI systems read it: a suite an object, a case a policy. Unhealthy is a failure, not assessed an error
 * (never a pass), not applicable is skipped.
 */
import { refText } from '#core/words.ts';
import { placeText, plainLine, type PolicyFacts, type ReportRow, type ReportWriter } from '../report.ts';

export function junitReport(): ReportWriter {
  let policies = new Map<string, PolicyFacts>();
  let open: ReportRow[] = [];
  const flush = (): string => {
    const text = open.length === 0 ? '' : suite(open, policies);
    open = [];
    return text;
  };
  return {
    needs: 'all', lines: true,
    begin(info) {
      policies = new Map(info.policies.map((policy) => [policy.id, policy]));
      return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="breakwater assess">\n';
    },
    rows(rows) {
      let text = '';
      for (const row of rows) {
        const last = open[0];
        if (last !== undefined && (last.resource !== row.resource || last.source !== row.source)) text += flush();
        open.push(row);
      }
      return text;
    },
    end: () => `${flush()}</testsuites>\n`,
  };
}

function suite(rows: readonly ReportRow[], policies: ReadonlyMap<string, PolicyFacts>): string {
  const first = rows[0]!;
  const count = (status: ReportRow['status']): number => rows.filter((row) => row.status === status).length;
  const file = first.source?.file;
  const name = first.resource.kind === '' ? (placeText(first) ?? 'cluster') : refText(first.resource);
  const attributes = `name="${xml(name)}"${file === undefined ? '' : ` file="${xml(file)}"`} tests="${rows.length}" failures="${count('unhealthy')}" errors="${count('notAssessed')}" skipped="${count('notApplicable')}"`;
  return `  <testsuite ${attributes}>\n${rows.map((row) => testCase(row, policies.get(row.policy))).join('')}  </testsuite>\n`;
}

function testCase(row: ReportRow, policy: PolicyFacts | undefined): string {
  const place = placeText(row);
  const name = row.resource.kind === '' ? (place ?? 'cluster') : refText(row.resource);
  const head = `    <testcase classname="${xml(row.policy === '*' ? 'breakwater' : row.policy)}" name="${xml(row.policy === '*' ? name : `${policy?.title ?? row.policy}: ${name}`)}"`;
  if (row.status === 'healthy') return `${head}/>\n`;
  if (row.status === 'notApplicable') return `${head}>\n      <skipped message="${xml(row.message)}"/>\n    </testcase>\n`;
  const message = xml(row.message);
  if (row.status === 'notAssessed') return `${head}>\n      <error type="notAssessed" message="${message}">${xml(place ?? '')}</error>\n    </testcase>\n`;
  const details = [row.message, row.path === null ? '' : `at ${row.path}`, place ?? '', policy === undefined ? '' : `fix: ${policy.remediation.text}`].filter((line) => line !== '').join('\n');
  return `${head}>\n      <failure type="${row.severity}" message="${message}">${xmlText(details)}</failure>\n    </testcase>\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char]!).replace(/[\ufffe\uffff]/g, '\ufffd').toWellFormed();
/** XML 1.0 forbids most control characters even when escaped. */
const xml = (text: string): string => escaped(plainLine(text));
const xmlText = (text: string): string => text.split('\n').map(xml).join('\n');
