/** Statements of vendors about vulnerabilities, applied to findings. */
import { readFile, stat } from 'node:fs/promises';
import { readCsaf } from '#adapters/formats/csaf/index.ts';
import { readOpenVex } from '#adapters/formats/openvex/index.ts';
import type { VulnerabilityFinding } from '#core/advisories.ts';
import { LIMITS } from '#core/limits.ts';
import type { Package } from '#core/packages.ts';
import { messageOf, ProblemError } from '#core/result.ts';
import type { ScanFinding, VexDocument, VexStatement } from '#core/scans.ts';
import { parsePurl } from '#domains/inventory/index.ts';

/** OpenVEX and CSAF documents, by what is in them. @throws ProblemError `vex.unreadable` */
export async function loadVex(files: readonly string[], warn: (message: string) => void): Promise<readonly VexStatement[]> {
  const statements: VexStatement[] = [];
  for (const file of files) {
    const { statements: own, problems } = await load(file);
    statements.push(...own);
    for (const problem of problems.slice(0, 20)) warn(`--vex ${file}: ${problem}`);
  }
  return statements;
}

async function load(file: string): Promise<VexDocument> {
  const unreadable = (reason: string): never => { throw new ProblemError('vex.unreadable', `--vex ${file}: ${reason}`); };
  const found = await stat(file).catch((error: unknown) => unreadable(`cannot be read: ${messageOf(error)}`));
  if (found.size > LIMITS.sbomBytes) unreadable(`${found.size} bytes are more than the ${LIMITS.sbomBytes} that are read`);
  let document: unknown;
  try {
    document = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return unreadable(`is not valid JSON: ${messageOf(error)}`);
  }
  return readOpenVex(document) ?? readCsaf(document) ?? unreadable('is neither an OpenVEX nor a CSAF VEX document');
}

/** The last statement about a package and vulnerability counts. */
export function applyVex(findings: readonly VulnerabilityFinding[], packages: readonly Package[], statements: readonly VexStatement[]): readonly ScanFinding[] {
  if (statements.length === 0) return findings;
  const byId = new Map<string, VexStatement[]>();
  for (const statement of statements) for (const id of statement.ids) byId.set(id, [...byId.get(id) ?? [], statement]);
  return findings.map((finding) => {
    const about = [finding.id, ...finding.aliases].flatMap((id) => byId.get(id) ?? []).filter((statement) => concerns(statement, packages[finding.package]!));
    const last = about.at(-1);
    if (last === undefined || (last.status !== 'notAffected' && last.status !== 'fixed')) return finding;
    return { ...finding, status: 'notAffected', justification: last.justification || (last.status === 'fixed' ? 'fixed, as the vendor says' : 'not affected, as the vendor says') };
  });
}

/** Type, namespace and name must be the same; version and qualifiers where the statement has them (https://github.com/openvex/spec, purl matching). */
function concerns({ products }: VexStatement, found: Package): boolean {
  const own = parsePurl(found.purl);
  return products.some((product) => {
    if (product === '') return true;
    const said = parsePurl(product);
    if (said === undefined || own === undefined || said.type !== own.type || said.name !== own.name || (said.namespace ?? '') !== (own.namespace ?? '')) return false;
    if (said.version !== '' && said.version !== own.version) return false;
    return Object.entries(said.qualifiers).every(([key, value]) => own.qualifiers[key] === value);
  });
}
