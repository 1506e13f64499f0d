/** The report for people: what is wrong, the worst first, by policy; how to fix it; what was not looked at. */
import { styleText } from 'node:util';
import { refText, SEVERITIES, type Severity } from '#core/words.ts';
import { compareRows, count, FindingsByPolicy, placeText, plainLine, type PolicyFacts, type PolicyFindings, type ReportRow, type ReportSummary, type ReportWriter } from '../report.ts';

export interface TableOptions {
  /** Colours and bold type. */
  readonly color: boolean;
  /** Columns of the terminal; null where the text goes to a file or another program: nothing is cut. */
  readonly width: number | null;
}

/** Objects that are named under one policy; the others are counted. */
const NAMED = 10;

type Style = Parameters<typeof styleText>[0];
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { critical: ['bold', 'red'], high: 'red', medium: 'yellow', low: 'cyan', informational: 'gray' };

export function tableReport(options: TableOptions): ReportWriter {
  const paint = (style: Style, text: string): string => (options.color ? styleText(style, text, { validateStream: false }) : text);
  const unhealthy = new FindingsByPolicy(NAMED);
  const notAssessed: ReportRow[] = [];
  let policies = new Map<string, PolicyFacts>();
  return {
    needs: 'findings', lines: true,
    begin(info) {
      policies = new Map(info.policies.map((policy) => [policy.id, policy]));
      return '';
    },
    rows(rows) {
      for (const row of rows) {
        if (row.status === 'notAssessed') notAssessed.push(row);
        else unhealthy.add(row);
      }
      return '';
    },
    end: (summary) => new Table(options, paint, policies).text(unhealthy.sorted(), notAssessed.sort(compareRows), summary),
  };
}

class Table {
  readonly #width: number;
  readonly #paint: (style: Style, text: string) => string;
  readonly #policies: ReadonlyMap<string, PolicyFacts>;

  constructor({ width }: TableOptions, paint: (style: Style, text: string) => string, policies: ReadonlyMap<string, PolicyFacts>) {
    this.#width = width === null ? Number.POSITIVE_INFINITY : Math.max(40, width);
    this.#paint = paint;
    this.#policies = policies;
  }

  text(unhealthy: readonly PolicyFindings[], notAssessed: readonly ReportRow[], summary: ReportSummary): string {
    const sections = unhealthy.map((findings) => this.#policy(findings));
    if (notAssessed.length > 0) sections.push(this.#notAssessed(notAssessed));
    sections.push(this.#summary(summary, notAssessed.length));
    return `${sections.join('\n')}\n`;
  }

  #policy({ count: total, first }: PolicyFindings): string {
    const { policy: id, severity } = first[0]!;
    const policy = this.#policies.get(id);
    const label = severity.toUpperCase();
    const lines = [`${this.#paint(SEVERITY_STYLE[severity], label)}  ${this.#paint('bold', this.#fit(plainLine(policy?.title ?? id), label.length + 2))}  ${this.#paint('gray', `${id} · ${count(total, 'finding')}`)}`];
    const nameWidth = Math.min(44, Math.floor(this.#width * 0.4), Math.max(...first.map((row) => plainLine(refText(row.resource)).length)));
    for (const row of first) lines.push(...this.#finding(row, nameWidth));
    if (total > first.length) lines.push(`  ${this.#paint('gray', `... and ${count(total - first.length, 'more finding')} (--format json, html or sarif lists all)`)}`);
    if (policy !== undefined && policy.remediation.text !== '') lines.push(...this.#wrap(`Fix: ${policy.remediation.text}`, '  '));
    return `${lines.join('\n')}\n`;
  }

  #finding(row: ReportRow, nameWidth: number): string[] {
    const place = placeText(row);
    const name = cut(plainLine(refText(row.resource)), this.#width === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : nameWidth).padEnd(nameWidth);
    const at = row.otherPaths === undefined ? (row.path ?? '') : `${row.path} (and ${count(row.otherPaths.length, 'more place')})`;
    return [
      `  ${name}  ${this.#fit(plainLine(row.message), nameWidth + 4)}`,
      `  ${' '.repeat(nameWidth)}  ${this.#paint('gray', this.#fit([place, plainLine(at)].filter((part) => part !== null && part !== '').join('  '), nameWidth + 4))}`,
    ].map((line) => line.trimEnd()).filter((line) => line !== '');
  }

  #notAssessed(rows: readonly ReportRow[]): string {
    const lines = [`${this.#paint(['bold', 'magenta'], 'NOT ASSESSED')}  ${this.#paint('gray', 'nothing below was found to be in order: it was not looked at')}`];
    for (const { reason, subjects } of byReason(rows)) {
      const more = subjects.length > NAMED ? ` and ${subjects.length - NAMED} more` : '';
      if (subjects.length === 1) lines.push(...this.#wrap(subjects[0] === '' ? reason : `${subjects[0]}: ${reason}`, '  '));
      else lines.push(...this.#wrap(`${reason}:`, '  '), ...this.#wrap(`${subjects.slice(0, NAMED).join(', ')}${more}`, '    '));
    }
    return `${lines.join('\n')}\n`;
  }

  #summary(summary: ReportSummary, notAssessed: number): string {
    const read = `${count(summary.objects, 'object')}${summary.documents > 0 ? ` in ${count(summary.documents, 'document')}` : ''}, ${count(summary.policies, 'policy', 'policies')} (${summary.initiatives.join(', ')})`;
    const severities = SEVERITIES.filter((severity) => summary.bySeverity[severity] > 0).map((severity) => this.#paint(SEVERITY_STYLE[severity], `${summary.bySeverity[severity].toLocaleString('en')} ${severity}`));
    const { healthy, unhealthy, notApplicable } = summary.byStatus;
    const found = unhealthy === 0 ? this.#paint('green', notAssessed === 0 && summary.objects > 0 ? 'Nothing to fix' : 'No finding') : `${this.#paint('bold', count(unhealthy, 'finding'))}: ${severities.join(', ')}`;
    return [
      read,
      `${found}. ${count(healthy, 'check')} passed, ${count(notApplicable, 'check')} not applicable, ${notAssessed === 0 ? 'none' : this.#paint('magenta', notAssessed.toLocaleString('en'))} not assessed.`,
    ].join('\n');
  }

  /** Cut to what is left of the line after `used` columns. */
  #fit(text: string, used: number): string {
    return cut(text, Math.max(20, this.#width - used));
  }

  #wrap(text: string, indent: string): string[] {
    const room = this.#width - indent.length;
    const lines: string[] = [];
    let line = '';
    for (const word of plainLine(text).split(/\s+/)) {
      if (line !== '' && line.length + 1 + word.length > room) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    if (line !== '') lines.push(line);
    return lines.map((each) => `${indent}${each}`);
  }
}

/** What was not assessed for one reason, by the same policies: said once, with all it is about. */
function byReason(rows: readonly ReportRow[]): readonly { readonly reason: string; readonly subjects: readonly string[] }[] {
  const subjectOf = (row: ReportRow): string => [row.resource.kind === '' ? '' : plainLine(refText(row.resource)), placeText(row) ?? ''].filter((part) => part !== '').join(' in ');
  const single = Map.groupBy(rows, (row) => JSON.stringify([subjectOf(row), plainLine(row.message)]));
  const reasons = Map.groupBy([...single.values()], (same) => {
    const policies = same.map(({ policy }) => policy).filter((policy) => policy !== '*');
    return `${plainLine(same[0]!.message)}${policies.length === 0 ? '' : ` (${policies.join(', ')})`}`;
  });
  return [...reasons].map(([reason, groups]) => ({ reason, subjects: groups.map((same) => subjectOf(same[0]!)) }));
}

const cut = (text: string, room: number): string => (text.length <= room ? text : `${text.slice(0, room - 1)}…`);
