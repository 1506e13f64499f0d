/** SPDX 2.x documents inside an image, as JSON, YAML and tag-value: https://spdx.github.io/spdx-spec/v2.3/. */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { sbomEntry } from '../shared/sbom.ts';
import { isObject, type Json, type JsonObject, list, own, parseJsonObject, string } from '../shared/structured.ts';
import { parseTagValue } from './tag-value.ts';
import { parseYaml } from '../shared/yaml.ts';

const purlOf = (item: Json): string => string(own(list(own(item, 'externalRefs')).find((ref) => string(own(ref, 'referenceType')) === 'purl'), 'referenceLocator'));
const stated = (text: string): string[] => (text === '' || text === 'NOASSERTION' || text === 'NONE' ? [] : [text]);

/** Copies that are derived from a package which has a URL: they are that package, where they state nothing themselves. */
function copies(spdx: JsonObject, known: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const relation of list(own(spdx, 'relationships'))) {
    const [from, type, to] = ['spdxElementId', 'relationshipType', 'relatedSpdxElement'].map((key) => string(own(relation, key))) as [string, string, string];
    if (type === 'DESCENDANT_OF' && known.has(to)) found.add(from);
    if (type === 'ANCESTOR_OF' && known.has(from)) found.add(to);
  }
  return found;
}

/** What the document is about, and the system it holds, stand among the packages. */
const NO_PACKAGES: ReadonlySet<string> = new Set(['CONTAINER', 'OPERATING-SYSTEM', 'SOURCE', 'FILE', 'ARCHIVE', 'DEVICE']);

function packagesOf(spdx: JsonObject): Entry[] {
  if (!string(own(spdx, 'spdxVersion')).startsWith('SPDX-2')) return damaged('is no SPDX 2 document');
  const packages = list(own(spdx, 'packages'));
  const derived = copies(spdx, new Set(packages.filter((item) => purlOf(item) !== '').map((item) => string(own(item, 'SPDXID')))));
  return packages.flatMap((item) => {
    const [url, version] = [purlOf(item), string(own(item, 'versionInfo'))];
    if (url === '' && NO_PACKAGES.has(string(own(item, 'primaryPackagePurpose')))) return [];
    if (url === '' && version === '' && derived.has(string(own(item, 'SPDXID')))) return [];
    return [sbomEntry(string(own(item, 'name')), stated(version)[0] ?? '', url, stated(string(own(item, 'licenseDeclared'))))];
  });
}

function read(file: FileContent, tools: AnalyzerTools): Entry[] {
  const text = tools.text(file.bytes);
  if (/^\uFEFF?\s*\{/.test(text)) return packagesOf(parseJsonObject(text));
  if (/^SPDXVersion:/m.test(text)) return packagesOf(parseTagValue(text));
  const document = parseYaml(text);
  return isObject(document) ? packagesOf(document) : damaged('is no SPDX document');
}

export const analyzer = fileAnalyzer(
  { id: 'sbom-spdx', evidence: 'installed', purlType: 'generic', wants: matching(/(?:^|\/)(?:[^/]*\.spdx(?:\.json|\.ya?ml)?|\.spdx[^/]*\.(?:json|spdx))$/i, 'xnl') },
  read,
);
