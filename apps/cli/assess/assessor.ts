/** Objects in, report out: evaluates each object once, keeps what checks over several objects need, counts everything. */
import type { Evaluator, Selection } from '#domains/hardening/index.ts';
import { evaluateGraph } from '#domains/hardening/index.ts';
import { buildGraph, type GraphOptions } from '#domains/inventory/index.ts';
import { isFinding, type ReportRow, type ReportSummary, type ReportWriter } from '#adapters/formats/index.ts';
import { ASSESSMENT_STATUSES, type Assessment, type KubeObject, type ManifestSource, refKey, refOf, type ResourceRef, SEVERITIES, type Severity, severityRank } from '#core/words.ts';
import { forGraph } from './graph-objects.ts';

export type Locate = (path: string) => number | null;

export interface AssessorOptions {
  readonly selection: Selection;
  readonly evaluator: Evaluator;
  readonly report: ReportWriter;
  readonly initiatives: readonly string[];
  /** Takes the text of the report, in order. */
  readonly write: (text: string) => Promise<void>;
}

/** An object of which only the end can say whether any policy is about it. */
interface Uncovered { readonly resource: ResourceRef; readonly source: ManifestSource | undefined }
/** Where an object was read, for findings about it that come at the end. */
interface Known { readonly source: ManifestSource; readonly locate: Locate | undefined }

const NO_POLICY = '*';
/** Objects whose text is kept until the end, for the exact line of findings over several objects. */
const LOCATED_OBJECTS = 10_000;

export class Assessor {
  readonly #options: AssessorOptions;
  readonly #hasGraph: boolean;
  readonly #graphObjects: KubeObject[] = [];
  readonly #known = new Map<string, Known>();
  readonly #uncovered: Uncovered[] = [];
  readonly #byStatus = Object.fromEntries(ASSESSMENT_STATUSES.map((status) => [status, 0])) as Record<Assessment['status'], number>;
  readonly #bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  #objects = 0;
  #documents = 0;
  #notAssessed = 0;
  #worst = Number.POSITIVE_INFINITY;
  #document = '';

  constructor(options: AssessorOptions) {
    this.#options = options;
    this.#hasGraph = options.selection.some(({ policy }) => policy.evaluation === 'graph');
  }

  get objects(): number { return this.#objects; }
  /** Severity rank of the worst finding; Infinity without any. */
  get worst(): number { return this.#worst; }
  get notAssessed(): number { return this.#notAssessed; }

  async object(object: KubeObject, source?: ManifestSource, locate?: Locate): Promise<void> {
    this.#objects++;
    this.#countDocument(source);
    const rows = this.#options.evaluator.evaluate(object, source);
    if (rows.length > 0) await this.#add(rows, locate);
    else this.#uncovered.push({ resource: refOf(object), source });
    if (!this.#hasGraph) return;
    this.#graphObjects.push(forGraph(object));
    if (source !== undefined) this.#remember(refKey(refOf(object)), source, locate);
  }

  /** Something that could not be read: one row that says so. */
  async problem(message: string, resource: ResourceRef, source?: ManifestSource): Promise<void> {
    this.#notAssessed++;
    this.#countDocument(source);
    await this.#add([{ policy: NO_POLICY, resource, ...(source === undefined ? {} : { source }), status: 'notAssessed', severity: 'informational', message, path: null }]);
  }

  /** The findings over several objects, then the objects that no policy is about, then the summary. */
  async finish(graph: GraphOptions = {}): Promise<void> {
    const about = new Set<string>();
    if (this.#hasGraph) {
      for (const row of evaluateGraph(this.#options.selection, buildGraph(this.#graphObjects, graph))) {
        const key = refKey(row.resource);
        about.add(key);
        const known = this.#known.get(key);
        await this.#add([known === undefined ? row : { ...row, source: known.source }], known?.locate);
      }
    }
    for (const { resource, source } of this.#uncovered) {
      const key = refKey(resource);
      const first = this.#known.get(key)?.source;
      if (about.has(key) && first === source) continue;
      const message = about.has(key) && first !== undefined
        ? `assessed once, as the same object in ${first.file} (document ${first.document})`
        : `no policy of the selection applies to ${resource.kind}`;
      await this.#add([{ policy: NO_POLICY, resource, ...(source === undefined ? {} : { source }), status: 'notApplicable', severity: 'informational', message, path: null }]);
    }
    await this.#options.write(this.#options.report.end(this.summary()));
  }

  summary(): ReportSummary {
    return {
      objects: this.#objects, documents: this.#documents, notAssessed: this.#notAssessed,
      byStatus: this.#byStatus, bySeverity: this.#bySeverity,
      policies: new Set(this.#options.selection.map(({ policy }) => policy.id)).size, initiatives: this.#options.initiatives,
    };
  }

  #remember(key: string, source: ManifestSource, locate: Locate | undefined): void {
    if (this.#known.has(key)) return;
    // The text of a document stays in memory as long as its locate does. Beyond the limit, the line of the document does.
    const keepsText = this.#options.report.lines && this.#known.size < LOCATED_OBJECTS;
    this.#known.set(key, { source, locate: keepsText ? locate : undefined });
  }

  #countDocument(source: ManifestSource | undefined): void {
    if (source === undefined) return;
    const document = `${source.document} ${source.file}`;
    if (document !== this.#document) this.#documents++;
    this.#document = document;
  }

  async #add(rows: readonly Assessment[], locate?: Locate): Promise<void> {
    const { report, write } = this.#options;
    for (const { status, severity } of rows) {
      this.#byStatus[status]++;
      if (status !== 'unhealthy') continue;
      this.#bySeverity[severity]++;
      this.#worst = Math.min(this.#worst, severityRank(severity));
    }
    let wanted: readonly ReportRow[] = report.needs === 'all' ? rows : rows.filter(isFinding);
    if (wanted.length === 0) return;
    if (report.lines && locate !== undefined) wanted = wanted.map((row) => withLine(row, locate));
    const text = report.rows(wanted);
    if (text !== '') await write(text);
  }
}

function withLine(row: ReportRow, locate: Locate): ReportRow {
  if (row.path === null || row.status !== 'unhealthy') return row;
  const line = locate(row.path);
  return line === null ? row : { ...row, line };
}
