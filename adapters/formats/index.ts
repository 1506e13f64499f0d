/** Reports of an assessment, by format name. */
import { htmlReport } from './html/index.ts';
import { jsonReport } from './json/index.ts';
import { junitReport } from './junit/index.ts';
import type { ReportWriter } from './report.ts';
import { sarifReport } from './sarif/index.ts';
import { tableReport, type TableOptions } from './table/index.ts';

export { isFinding, type PolicyFacts, type ReportInfo, type ReportRow, type ReportSummary, type ReportWriter } from './report.ts';

export const REPORT_FORMATS = ['table', 'json', 'sarif', 'junit', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A writer for one report. */
export function createReport(format: ReportFormat, options: TableOptions): ReportWriter {
  switch (format) {
    case 'table': return tableReport(options);
    case 'json': return jsonReport();
    case 'sarif': return sarifReport();
    case 'junit': return junitReport();
    case 'html': return htmlReport();
  }
}
