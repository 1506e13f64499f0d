/**
 * Version orders against answers of the native tools (vuln/version-compare): every hand-written row must hold, and 99.9 %
 * of the generated rows of each ecosystem. Rows that the ecosystem's own specification contradicts are listed with its
 * text in versions.exceptions.json and counted as not applicable.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '#domains/vulnerabilities/version-schemes/registry.ts';
import { messageOf } from '#core/result.ts';
import type { ConformanceResult } from './run.ts';

interface Row { readonly id: string; readonly ecosystem: string; readonly a: string; readonly b: string; readonly op: '<' | '=' | '>' }

const OPERATORS = { '-1': '<', 0: '=', 1: '>' } as const;
const GENERATED = 0.999;

export async function run(corpora: string): Promise<ConformanceResult> {
  const exceptions = JSON.parse(readFileSync(join(import.meta.dirname, 'versions.exceptions.json'), 'utf8')) as Record<string, string>;
  const directory = join(corpora, 'vuln/version-compare');
  const failed: { id: string; reason: string }[] = [], notApplicable: { id: string; reason: string }[] = [];
  let total = 0, passed = 0;
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.jsonl')).sort()) {
    const rows = readFileSync(join(directory, file), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
    total += rows.length;
    let generated = 0, wrong = 0;
    for (const row of rows) {
      const exception = exceptions[row.id];
      const mistake = mistakeOf(row);
      if (exception !== undefined) notApplicable.push({ id: row.id, reason: exception });
      else if (mistake === null) passed += 1;
      else failed.push({ id: row.id, reason: mistake });
      if (row.id.includes('/gen/')) { generated += 1; wrong += mistake === null ? 0 : 1; }
    }
    if (generated > 0 && wrong / generated > 1 - GENERATED) throw new Error(`${file}: ${wrong} of ${generated} generated rows are wrong, exceptions included; at most ${((1 - GENERATED) * 100).toFixed(1)} % may be`);
  }
  return { name: 'versions', total, passed, failed, notApplicable };
}

/** null: right, and right the other way round. */
function mistakeOf(row: Row): string | null {
  try {
    const order = compareVersions(row.ecosystem, row.a, row.b);
    const back = compareVersions(row.ecosystem, row.b, row.a);
    if (OPERATORS[order] !== row.op) return `${row.a} ${OPERATORS[order]} ${row.b}, expected ${row.op}`;
    return order + back === 0 ? null : `${row.a} ${OPERATORS[order]} ${row.b}, but the other way round ${OPERATORS[back]}`;
  } catch (error) {
    return messageOf(error);
  }
}
