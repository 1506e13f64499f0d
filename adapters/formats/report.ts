/** What a report is made of, and the port of every format: text in pieces, in the order in which rows come. */
import { type Assessment, type AssessmentStatus, refText, type Severity, severityRank } from '#core/words.ts';

/** A policy as far as reports speak of it. */
export interface PolicyFacts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly category: string;
  readonly remediation: { readonly text: string; readonly yaml: string | null };
  readonly references: readonly string[];
  readonly techniques: readonly string[];
}

/** `line`: where in the file the path stands, for formats that ask for it (`lines`). */
export type ReportRow = Assessment & { readonly line?: number };

export interface ReportInfo {
  /** Version of the program. */
  readonly version: string;
  readonly policies: readonly PolicyFacts[];
  /** Names of the initiatives, or of the policy directory. */
  readonly initiatives: readonly string[];
}

export interface ReportSummary {
  /** Kubernetes objects that were read. */
  readonly objects: number;
  /** Documents of files, or 0 for a cluster. */
  readonly documents: number;
  /** Documents, files and kinds of which nothing was assessed because they could not be read. */
  readonly notAssessed: number;
  /** Assessments by status. */
  readonly byStatus: Readonly<Record<AssessmentStatus, number>>;
  /** Unhealthy assessments by severity. */
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Policies of the selection. */
  readonly policies: number;
  readonly initiatives: readonly string[];
}

export interface ReportWriter {
  /** `findings`: it is given unhealthy and notAssessed rows only. */
  readonly needs: 'all' | 'findings';
  readonly lines: boolean;
  begin(info: ReportInfo): string;
  /** Rows of one object stand together. */
  rows(rows: readonly ReportRow[]): string;
  end(summary: ReportSummary): string;
}

export const isFinding = (row: Assessment): boolean => row.status === 'unhealthy' || row.status === 'notAssessed';

/** `deploy/cart.yaml:23`, or null for what comes from a cluster. */
export function placeText(row: ReportRow): string | null {
  if (row.source === undefined) return null;
  const { file, document, item } = row.source;
  const line = row.line ?? row.source.line;
  const name = file === '-' ? 'standard input' : plainLine(file);
  if (line !== undefined) return `${name}:${line}`;
  return `${name}${document > 1 ? ` document ${document}` : ''}${item === undefined ? '' : ` item ${item}`}`;
}

/** The worst first, then by policy, then by place: the same for the same rows in whatever order they came. */
export function compareRows(a: ReportRow, b: ReportRow): number {
  return severityRank(a.severity) - severityRank(b.severity)
    || compare(a.policy, b.policy)
    || compare(refText(a.resource), refText(b.resource))
    || compare(a.source?.file ?? '', b.source?.file ?? '')
    || (a.source?.document ?? 0) - (b.source?.document ?? 0)
    || (a.source?.item ?? 0) - (b.source?.item ?? 0)
    || (a.source?.line ?? 0) - (b.source?.line ?? 0)
    || compare(a.path ?? '', b.path ?? '')
    || compare(a.message, b.message);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The findings of one policy: how many there were, and the first of them in order. */
export interface PolicyFindings { readonly count: number; readonly first: readonly ReportRow[] }

/** Keeps, of each policy, the first rows in order: a report for people need not hold a hundred thousand of one kind. */
export class FindingsByPolicy {
  readonly #limit: number;
  readonly #policies = new Map<string, { count: number; rows: ReportRow[] }>();

  constructor(limit: number) { this.#limit = limit; }

  add(row: ReportRow): void {
    let found = this.#policies.get(row.policy);
    if (found === undefined) this.#policies.set(row.policy, (found = { count: 0, rows: [] }));
    found.count++;
    found.rows.push(row);
    if (found.rows.length >= 2 * this.#limit + 100) found.rows = this.#first(found.rows);
  }

  /** The worst policies first. */
  sorted(): readonly PolicyFindings[] {
    return [...this.#policies.values()].map(({ count: total, rows }) => ({ count: total, first: this.#first(rows) })).sort((a, b) => compareRows(a.first[0]!, b.first[0]!));
  }

  #first(rows: ReportRow[]): ReportRow[] { return rows.sort(compareRows).slice(0, this.#limit); }
}

export const count = (number: number, one: string, many = `${one}s`): string => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

// Control characters, which terminals obey and XML forbids; newlines in messages are spaces.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;
/** One line without control characters: names and messages come from manifests. */
export const plainLine = (text: string): string => text.replace(CONTROL, ' ');
