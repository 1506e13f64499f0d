/** OpenVEX documents: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
import type { VexDocument, VexStatement } from '#core/scans.ts';
import { isObject, type Json, list, text } from '../json-values.ts';

const STATUSES: Readonly<Record<string, VexStatement['status']>> = { not_affected: 'notAffected', fixed: 'fixed', affected: 'affected', under_investigation: 'underInvestigation' };

/** Null where it is no OpenVEX document. Statements come in the order of their times, as later ones win. */
export function readOpenVex(document: unknown): VexDocument | null {
  if (!isObject(document) || !text(document['@context']).startsWith('https://openvex.dev/ns')) return null;
  const problems: string[] = [];
  const statements: { time: string; statement: VexStatement }[] = [];
  for (const [index, each] of list(document['statements']).entries()) {
    const read = readStatement(each);
    if (typeof read === 'string') problems.push(`statement ${index + 1}: ${read}`);
    else statements.push({ time: text(each['timestamp']) || text(document['timestamp']), statement: read });
  }
  return { statements: statements.sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || 0).map(({ statement }) => statement), problems };
}

function readStatement(statement: Json): VexStatement | string {
  const vulnerability = statement['vulnerability'];
  // Versions before 0.2 had plain text.
  const ids = isObject(vulnerability) ? [text(vulnerability['name']), text(vulnerability['@id']), ...(Array.isArray(vulnerability['aliases']) ? vulnerability['aliases'].map(text) : [])] : [text(vulnerability)];
  const status = STATUSES[text(statement['status'])];
  if (status === undefined) return `has no known status (${text(statement['status']) || 'none'})`;
  const known = ids.filter((id) => id !== '');
  if (known.length === 0) return 'names no vulnerability';
  const products = Array.isArray(statement['products']) ? statement['products'].flatMap(productUrls) : [];
  if (products.length === 0) return 'names no product by a package URL';
  const why = [text(statement['justification']), text(statement['impact_statement'])].filter((each) => each !== '').join(': ');
  return { ids: known, products, status, justification: why };
}

/** The product, or the parts of it that the statement is about. */
function productUrls(product: unknown): string[] {
  if (typeof product === 'string') return product.startsWith('pkg:') ? [product] : [];
  if (!isObject(product)) return [];
  const parts = list(product['subcomponents']).flatMap(productUrls);
  if (parts.length > 0) return parts;
  const identifiers = isObject(product['identifiers']) ? product['identifiers'] : {};
  return [text(identifiers['purl']) || text(product['@id'])].filter((each) => each.startsWith('pkg:'));
}
