/** Reports of an assessment, by format name. Each format is loaded when it is asked for. */
import type { ReportWriter } from './report.ts';
import type { TableOptions } from './table/index.ts';

export { isFinding, type PolicyFacts, type ReportInfo, type ReportRow, type ReportSummary, type ReportWriter } from './report.ts';

export const REPORT_FORMATS = ['table', 'json', 'sarif', 'junit', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A writer for one report. */
export async function createReport(format: ReportFormat, options: TableOptions): Promise<ReportWriter> {
  switch (format) {
    case 'table': return (await import('./table/index.ts')).tableReport(options);
    case 'json': return (await import('./json/index.ts')).jsonReport();
    case 'sarif': return (await import('./sarif/index.ts')).sarifReport();
    case 'junit': return (await import('./junit/index.ts')).junitReport();
    case 'html': return (await import('./html/index.ts')).htmlReport();
  }
}
