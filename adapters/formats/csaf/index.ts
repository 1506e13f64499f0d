/** CSAF 2.0 documents as statements: https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html */
import type { VexDocument, VexStatement } from '#core/scans.ts';
import { isObject, type Json, list, strings, text } from '../json-values.ts';

const STATUSES: Readonly<Record<string, VexStatement['status']>> = {
  known_not_affected: 'notAffected', fixed: 'fixed', first_fixed: 'fixed', known_affected: 'affected', first_affected: 'affected', last_affected: 'affected', under_investigation: 'underInvestigation',
};
const DEPTH = 100;

/** Null where it is no CSAF document. */
export function readCsaf(document: unknown): VexDocument | null {
  if (!isObject(document) || !isObject(document['document']) || !text(document['document']['csaf_version']).startsWith('2.')) return null;
  const urls = productUrls(isObject(document['product_tree']) ? document['product_tree'] : {});
  const problems: string[] = [];
  const statements = list(document['vulnerabilities']).flatMap((each, index) => {
    const ids = [text(each['cve']), ...list(each['ids']).map((id) => text(id['text']))].filter((id) => id !== '');
    if (ids.length === 0) { problems.push(`vulnerability ${index + 1}: has no id`); return []; }
    return readStatements(each, ids, urls, problems);
  });
  return { statements, problems };
}

function readStatements(vulnerability: Json, ids: readonly string[], urls: ReadonlyMap<string, string>, problems: string[]): VexStatement[] {
  const status = isObject(vulnerability['product_status']) ? vulnerability['product_status'] : {};
  return Object.entries(status).flatMap(([name, products]) => {
    const meaning = STATUSES[name];
    if (meaning === undefined) return [];
    return strings(products).flatMap((product) => {
      const url = urls.get(product);
      if (url === undefined) { problems.push(`${ids[0]}: the product ${product} has no package URL`); return []; }
      return [{ ids, products: [url], status: meaning, justification: reason(vulnerability, product) }];
    });
  });
}

/** Flags give the reason as a word, impact threats as a sentence. */
function reason(vulnerability: Json, product: string): string {
  const about = (each: Json): boolean => strings(each['product_ids']).includes(product);
  const flag = list(vulnerability['flags']).find(about);
  const threat = list(vulnerability['threats']).find((each) => text(each['category']) === 'impact' && about(each));
  return [text(flag?.['label']), text(threat?.['details'])].filter((each) => each !== '').join(': ');
}

/** Package URLs by product id: of the branches, of full names, and of relationships, which are about what is referred to. */
function productUrls(tree: Json): Map<string, string> {
  const urls = new Map<string, string>();
  const add = (product: unknown): void => {
    if (!isObject(product)) return;
    const helper = product['product_identification_helper'];
    const url = isObject(helper) ? text(helper['purl']) : '';
    if (url !== '') urls.set(text(product['product_id']), url);
  };
  const walk = (branches: unknown, depth: number): void => {
    if (depth > DEPTH) return;
    for (const branch of list(branches)) {
      add(branch['product']);
      walk(branch['branches'], depth + 1);
    }
  };
  walk(tree['branches'], 0);
  for (const product of list(tree['full_product_names'])) add(product);
  for (const relation of list(tree['relationships'])) {
    add(relation['full_product_name']);
    const name = relation['full_product_name'];
    const url = urls.get(text(relation['product_reference']));
    if (isObject(name) && url !== undefined && !urls.has(text(name['product_id']))) urls.set(text(name['product_id']), url);
  }
  return urls;
}
