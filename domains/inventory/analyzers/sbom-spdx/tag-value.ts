/** The tag-value form of SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/) as the same object that its JSON form is. */
import { MANY_LINES, lines } from '../shared/text.ts';
import type { JsonObject } from '../shared/structured.ts';

type Fields = Record<string, string | Record<string, string>[]>;

const PACKAGE_FIELDS: Readonly<Record<string, string>> = { SPDXID: 'SPDXID', PackageVersion: 'versionInfo', PackageLicenseDeclared: 'licenseDeclared' };

/** Only what is read later: packages with their external references, and relationships. */
export function parseTagValue(text: string): JsonObject {
  const packages: Fields[] = [];
  const relationships: Record<string, string>[] = [];
  let current: Fields | undefined;
  let version = '';
  for (const line of lines(text, MANY_LINES)) {
    const match = /^([A-Za-z]+):(.*)$/.exec(line.trim());
    if (match === null) continue;
    const [tag, value] = [match[1]!, match[2]!.trim()];
    if (tag === 'SPDXVersion') version = value;
    else if (tag === 'PackageName') { current = { name: value, externalRefs: [] }; packages.push(current); }
    else if (tag === 'FileName' || tag === 'SnippetSPDXID') current = undefined;
    else if (tag === 'Relationship') {
      const [from, type, to] = value.split(/\s+/) as [string, string?, string?];
      relationships.push({ spdxElementId: from, relationshipType: type ?? '', relatedSpdxElement: to ?? '' });
    } else if (tag === 'ExternalRef' && current !== undefined) {
      const [, type, locator] = value.split(/\s+/) as [string, string?, string?];
      (current['externalRefs'] as Record<string, string>[]).push({ referenceType: type ?? '', referenceLocator: locator ?? '' });
    } else if (PACKAGE_FIELDS[tag] !== undefined && current !== undefined) current[PACKAGE_FIELDS[tag]] = value;
  }
  return { spdxVersion: version, packages, relationships };
}
