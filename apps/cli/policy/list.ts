/** `breakwater policy list`. */
import { styleText } from 'node:util';
import type { Initiative, Policy } from '#domains/hardening/index.ts';
import { severityRank } from '#core/words.ts';
import { EXIT } from '../exit.ts';
import { Output } from '../output.ts';
import { chosenFrom, openCatalog } from './catalog.ts';

interface ListOptions { readonly initiatives?: boolean; readonly initiative?: string; readonly policies?: string; readonly format: string }

export async function list(options: ListOptions): Promise<number> {
  const catalog = await openCatalog(options.policies);
  const output = await Output.open(undefined);
  if (options.initiatives === true) {
    const initiatives = [...catalog.initiatives.values()];
    await output.write(options.format === 'json' ? asJson(initiatives.map(initiativeJson)) : columns(initiatives.map(initiativeRow)));
  } else {
    const policies = [...new Set(chosenFrom(catalog, [], options.initiative).map(({ policy }) => policy))]
      .sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || (a.id < b.id ? -1 : 1));
    await output.write(options.format === 'json' ? asJson(policies.map(policyJson)) : columns(policies.map(policyRow)));
  }
  await output.finish();
  return EXIT.clean;
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export function policyJson({ id, area, title, description, severity, category, remediation, references, techniques, evaluation, kinds }: Policy): unknown {
  return { id, area, title, description, severity, category, kinds, evaluation, remediation, references, techniques };
}

const initiativeJson = ({ id, title, description, versions, policies }: Initiative): unknown =>
  ({ id, title, description, versions, policies: policies.map(({ policy, parameters }) => ({ id: policy.id, parameters })) });

const policyRow = ({ id, severity, title, kinds }: Policy): readonly string[] => [severity, id, kinds.join(','), title];

function initiativeRow({ id, title, versions, policies }: Initiative): readonly string[] {
  return [id, versions.length === 0 ? '' : `${versions[0]} to ${versions.at(-1)}`, `${policies.length} policies`, title];
}

/** Aligned columns; the last one as long as it is. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return rows.map((row) => `${row.map((cell, index) => {
    const text = index === row.length - 1 ? cell : cell.padEnd(widths[index]!);
    return index === 0 && process.stdout.isTTY === true ? styleText('bold', text) : text;
  }).join('  ').trimEnd()}\n`).join('');
}
