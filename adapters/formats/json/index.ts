/** The JSON report: every assessment, in the order of the input, then a summary. Written as it comes, whatever its size. */
import type { Assessment } from '#core/words.ts';
import type { ReportRow, ReportWriter } from '../report.ts';

export function jsonReport(): ReportWriter {
  let first = true;
  return {
    needs: 'all', lines: false,
    begin: () => '{"assessments":[',
    rows(rows) {
      const text = new RowText();
      let out = '';
      for (const row of rows) {
        out += `${first ? '' : ','}\n${text.of(row)}`;
        first = false;
      }
      return out;
    },
    end: (summary) => `\n],"summary":${JSON.stringify(summary)}}\n`,
  };
}

/** Rows of one object share resource and source: written once. */
class RowText {
  #resource: Assessment['resource'] | undefined;
  #source: Assessment['source'] | undefined;
  #middle = '';

  of(row: ReportRow): string {
    const { policy, resource, source, status, severity, message, path, otherPaths } = row;
    if (resource !== this.#resource || source !== this.#source) {
      const { apiVersion, kind, namespace, name } = resource;
      this.#middle = `,"resource":${JSON.stringify({ apiVersion, kind, namespace, name })}`;
      if (source !== undefined) this.#middle += `,"source":${JSON.stringify(source)}`;
      this.#resource = resource;
      this.#source = source;
    }
    const others = otherPaths === undefined ? '' : `,"otherPaths":${JSON.stringify(otherPaths)}`;
    return `{"policy":${JSON.stringify(policy)}${this.#middle},"status":"${status}","severity":"${severity}","message":${message === '' ? '""' : JSON.stringify(message)},"path":${path === null ? 'null' : JSON.stringify(path)}${others}}`;
  }
}
