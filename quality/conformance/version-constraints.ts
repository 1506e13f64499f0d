/**
 * Versions against constraints such as `> 1.0, < 2.0 || = 3` (vuln/version-constraints), by the orders of the version
 * schemes. The constraint language itself is no part of the product: advisories are OSV events.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '#core/result.ts';
import { compareVersions } from '#domains/vulnerabilities/version-schemes/registry.ts';
import type { ConformanceResult } from './run.ts';

interface Row { readonly id: string; readonly inline: { readonly format: string; readonly version: string; readonly constraint: string }; readonly expect: { readonly satisfied?: boolean } }

const SCHEMES: Readonly<Record<string, string>> = { apk: 'alpine', bitnami: 'Bitnami', deb: 'debian', gem: 'rubygems', go: 'go', maven: 'maven', python: 'pypi', rpm: 'redhat', semver: 'semver', 'fuzzy(unknown)': 'generic' };

export async function run(corpora: string): Promise<ConformanceResult> {
  const exceptions = JSON.parse(readFileSync(join(import.meta.dirname, 'version-constraints.exceptions.json'), 'utf8')) as Record<string, string>;
  const rows = readFileSync(join(corpora, 'vuln/version-constraints/index.jsonl'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
  const failed: { id: string; reason: string }[] = [], notApplicable: { id: string; reason: string }[] = [];
  for (const { id, inline, expect } of rows) {
    const scheme = SCHEMES[inline.format];
    const exception = exceptions[id] ?? (scheme === undefined ? `no ecosystem of OSV has the order "${inline.format}"` : undefined);
    if (exception !== undefined || scheme === undefined) { notApplicable.push({ id, reason: exception ?? '' }); continue; }
    const mistake = mistakeOf(scheme, inline.version, inline.constraint, expect.satisfied);
    if (mistake !== null) failed.push({ id, reason: mistake });
  }
  return { name: 'version-constraints', total: rows.length, passed: rows.length - failed.length - notApplicable.length, failed, notApplicable };
}

function mistakeOf(scheme: string, version: string, constraint: string, expected: boolean | undefined): string | null {
  try {
    const satisfied = constraint.trim() === '' || constraint.split('||').some((all) => all.split(',').every((one) => satisfies(scheme, version, one.trim())));
    return satisfied === expected ? null : `${version} is ${satisfied ? '' : 'not '}in "${constraint}", expected ${expected}`;
  } catch (error) {
    return expected === undefined ? null : messageOf(error);
  }
}

function satisfies(scheme: string, version: string, constraint: string): boolean {
  const operator = /^(?:<=|>=|!=|==|=|<|>)?/.exec(constraint)![0];
  const order = compareVersions(scheme, version, constraint.slice(operator.length).trim());
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  return operator === '!=' ? order !== 0 : order === 0;
}
