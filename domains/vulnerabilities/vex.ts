/** Statements of vendors (VEX) about vulnerabilities, applied to findings. */
import type { VulnerabilityFinding } from '#core/advisories.ts';
import type { Package } from '#core/packages.ts';
import type { ScanFinding, VexStatement } from '#core/scans.ts';

/** A package URL in parts; undefined for what is none. Given by the caller: it belongs to the inventory. */
export type PurlParser = (purl: string) => { readonly type: string; readonly namespace?: string; readonly name: string; readonly version: string; readonly qualifiers: Readonly<Record<string, string>> } | undefined;

/** The last statement about a package and vulnerability counts. `findings[].package` are indexes in `packages`. */
export function applyVex(findings: readonly VulnerabilityFinding[], packages: readonly Pick<Package, 'purl'>[], statements: readonly VexStatement[], parse: PurlParser): readonly ScanFinding[] {
  if (statements.length === 0) return findings;
  const byId = new Map<string, VexStatement[]>();
  for (const statement of statements) {
    for (const id of statement.ids) {
      const known = byId.get(id);
      if (known === undefined) byId.set(id, [statement]);
      else known.push(statement);
    }
  }
  return findings.map((finding) => {
    const about = [finding.id, ...finding.aliases].flatMap((id) => byId.get(id) ?? []).filter((statement) => concerns(statement, packages[finding.package]!, parse));
    const last = about.at(-1);
    if (last === undefined || (last.status !== 'notAffected' && last.status !== 'fixed')) return finding;
    return { ...finding, status: 'notAffected', justification: last.justification || (last.status === 'fixed' ? 'fixed, as the vendor says' : 'not affected, as the vendor says') };
  });
}

/** Type, namespace and name must be the same; version and qualifiers where the statement has them (https://github.com/openvex/spec, purl matching). */
function concerns({ products }: VexStatement, found: Pick<Package, 'purl'>, parse: PurlParser): boolean {
  const own = parse(found.purl);
  return products.some((product) => {
    if (product === '') return true;
    const said = parse(product);
    if (said === undefined || own === undefined || said.type !== own.type || said.name !== own.name || (said.namespace ?? '') !== (own.namespace ?? '')) return false;
    if (said.version !== '' && said.version !== own.version) return false;
    return Object.entries(said.qualifiers).every(([key, value]) => own.qualifiers[key] === value);
  });
}
