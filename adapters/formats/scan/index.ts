/** The result of a scan in the format that was asked for. Each is loaded when it is needed. */
import type { ScanResult } from '#core/scans.ts';
import type { SbomOptions } from '../sbom.ts';

export const SCAN_FORMATS = ['table', 'json', 'sarif', 'junit', 'html', 'cyclonedx', 'spdx'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

export async function formatScan(format: ScanFormat, result: ScanResult, options: SbomOptions & { readonly color: boolean }): Promise<string> {
  switch (format) {
    case 'table': return (await import('./table.ts')).scanTable(result, options);
    case 'json': return (await import('./json.ts')).scanJson(result);
    case 'sarif': return (await import('./sarif.ts')).scanSarif(result, options.version);
    case 'junit': return (await import('./junit.ts')).scanJunit(result);
    case 'html': return (await import('./html.ts')).scanHtml(result);
    case 'cyclonedx': return (await import('../cyclonedx/index.ts')).cyclonedx(result, options);
    case 'spdx': return (await import('../spdx/index.ts')).spdx(result, options);
  }
}
