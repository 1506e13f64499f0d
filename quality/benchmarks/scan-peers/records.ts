/** The vulnerabilities that all scanners are given: made-up ones, some of them about packages of the image. */
import type { Advisory } from '#core/advisories.ts';
import { advisories, random } from '../advisories-data/index.ts';

interface Component { readonly name?: unknown; readonly group?: unknown; readonly properties?: readonly { readonly name?: unknown; readonly value?: unknown }[] }

/** One in so many records of an ecosystem is about a package of the image. */
const SHARE = 8;

/** Names by ecosystem as advisories have them, of our CycloneDX document: of Debian, those of source packages. */
function namesOf(document: string): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const { name, group, properties } of (JSON.parse(document) as { readonly components: readonly Component[] }).components) {
    const value = (wanted: string): string | undefined => properties?.find((each) => each.name === wanted)?.value as string | undefined;
    const ecosystem = value('breakwater:ecosystem'), own = typeof group === 'string' ? `${group}:${String(name)}` : String(name);
    if (ecosystem !== undefined) names.set(ecosystem, (names.get(ecosystem) ?? new Set()).add(value('breakwater:source:name') ?? own));
  }
  return new Map([...names].map(([ecosystem, each]) => [ecosystem, [...each].sort()]));
}

/** `count` records, the same every time for the same packages. `document`: our CycloneDX document of the image. */
export function recordsFor(document: string, count: number): readonly Advisory[] {
  const names = namesOf(document), next = random(3);
  return [...advisories(count)].map((record) => {
    const of = names.get(record.affected[0]!.ecosystem);
    if (of === undefined || next() * SHARE >= 1) return record;
    const name = of[Math.floor(next() * of.length)]!;
    return { ...record, affected: record.affected.map((each) => ({ ...each, name })) };
  });
}

const date = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A record in the form of https://ossf.github.io/osv-schema/, on one line. */
export function osvLine(record: Advisory): string {
  const { modified, published, withdrawn, vectors, affected, id, aliases, upstream, related, summary, details, references } = record;
  return JSON.stringify({
    id, aliases, upstream, related, summary, details, references, modified: date(modified), published: date(published), ...(withdrawn === 0 ? {} : { withdrawn: date(withdrawn) }),
    severity: vectors.map(({ type, vector }) => ({ type, score: vector })),
    affected: affected.map(({ ecosystem, name, ranges, versions }) => ({
      package: { ecosystem, name }, versions, ranges: ranges.map(({ type, events }) => ({ type, events: events.map(({ kind, version }) => ({ [kind]: version })) })),
    })),
  });
}
