/**
 * CISA's Known Exploited Vulnerabilities catalog: its JSON (https://www.cisa.gov/known-exploited-vulnerabilities-catalog,
 * `{"vulnerabilities": [{"cveID", "dateAdded", "dueDate", "knownRansomwareCampaignUse"}]}`), or its entries one a line.
 */
import type { KnownExploited } from '#core/advisories.ts';
import { messageOf, ProblemError } from '#core/result.ts';

const MAX_ENTRIES = 1_000_000;

/** What the text holds; entries without an id are counted as bad. @throws ProblemError `kev.unreadable` */
export function readKev(text: string, name: string): { readonly entries: readonly KnownExploited[]; readonly bad: number } {
  const items = itemsOf(text, name);
  if (items.length > MAX_ENTRIES) throw new ProblemError('kev.unreadable', `${name}: ${items.length} entries, more than ${MAX_ENTRIES}`);
  const entries = items.flatMap((item) => entryOf(item));
  return { entries, bad: items.length - entries.length };
}

/** Whether a file looks like the catalog. */
export const isKev = (head: string): boolean => /"(?:cveID|catalogVersion)"\s*:/.test(head);

function itemsOf(text: string, name: string): readonly unknown[] {
  try {
    const single = text.trimStart().startsWith('{"cveID"') ? null : JSON.parse(text) as unknown;
    if (single === null) return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
    const list = typeof single === 'object' && 'vulnerabilities' in single ? single.vulnerabilities : single;
    if (Array.isArray(list)) return list;
  } catch (error) {
    throw new ProblemError('kev.unreadable', `${name}: is not the catalog's JSON: ${messageOf(error)}`, { cause: error });
  }
  throw new ProblemError('kev.unreadable', `${name}: has no list "vulnerabilities"`);
}

function entryOf(item: unknown): readonly KnownExploited[] {
  if (typeof item !== 'object' || item === null) return [];
  const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse } = item as Readonly<Record<string, unknown>>;
  if (typeof cveID !== 'string' || !/^CVE-\d{4}-\d{4,7}$/.test(cveID)) return [];
  return [{ cve: cveID, added: day(dateAdded), due: day(dueDate), ransomware: knownRansomwareCampaignUse === 'Known' }];
}

function day(date: unknown): number {
  const time = typeof date === 'string' ? Date.parse(date) / 86_400_000 : 0;
  return Number.isFinite(time) && time > 0 ? Math.floor(time) : 0;
}
