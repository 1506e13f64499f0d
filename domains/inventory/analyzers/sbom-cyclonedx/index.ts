/** CycloneDX documents inside an image, as JSON and XML: https://cyclonedx.org/docs/1.6/json/. What the document is about is no part of it. */
import type { AnalyzerTools, FileContent } from '#core/packages.ts';
import { damaged } from '../shared/damaged.ts';
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { matching } from '../shared/paths.ts';
import { sbomEntry } from '../shared/sbom.ts';
import { type Json, type JsonObject, list, own, parseJsonObject, string } from '../shared/structured.ts';
import { child, childrenOf, childText, type Element, parseXml } from '../shared/xml.ts';

const MAX_DEPTH = 100;
/** Components of other types (files, data, operating systems) are no packages. */
const PACKAGES: ReadonlySet<string> = new Set(['application', 'framework', 'library', 'container', 'platform', 'firmware', '']);

const joined = (group: string, name: string): string => (group === '' ? name : `${group}/${name}`);

function licensesOf(item: Json): string[] {
  return list(own(item, 'licenses')).map((entry) => string(own(entry, 'expression')) || string(own(own(entry, 'license'), 'id')) || string(own(own(entry, 'license'), 'name')));
}

function fromJson(components: Json | undefined, depth: number): Entry[] {
  if (depth > MAX_DEPTH) damaged(`components are nested deeper than ${MAX_DEPTH}`);
  return list(components).flatMap((item) => {
    const text = (key: string): string => string(own(item, key));
    const inner = fromJson(own(item, 'components'), depth + 1);
    return PACKAGES.has(text('type')) ? [sbomEntry(joined(text('group'), text('name')), text('version'), text('purl'), licensesOf(item)), ...inner] : inner;
  });
}

function fromXml(components: Element | undefined): Entry[] {
  return childrenOf(components, 'component').flatMap((item) => {
    const inner = fromXml(child(item, 'components'));
    if (!PACKAGES.has(item.attributes.get('type') ?? '')) return inner;
    const licenses = child(item, 'licenses')?.children.map((entry) => (entry.name === 'expression' ? entry.text : childText(entry, 'id') || childText(entry, 'name'))) ?? [];
    return [sbomEntry(joined(childText(item, 'group'), childText(item, 'name')), childText(item, 'version'), childText(item, 'purl'), licenses), ...inner];
  });
}

function document(bom: JsonObject): Entry[] {
  return string(own(bom, 'bomFormat')) === 'CycloneDX' ? fromJson(own(bom, 'components'), 0) : damaged('is no CycloneDX document');
}

function read(file: FileContent, tools: AnalyzerTools): Entry[] {
  const text = tools.text(file.bytes);
  if (!/^\uFEFF?\s*</.test(text)) return document(parseJsonObject(text));
  const bom = parseXml(text);
  return bom.name === 'bom' ? fromXml(child(bom, 'components')) : damaged('is no CycloneDX document');
}

export const analyzer = fileAnalyzer(
  { id: 'sbom-cyclonedx', evidence: 'installed', purlType: 'generic', wants: matching(/(?:^|\/)(?:[^/]*\.cdx\.(?:json|xml)|(?:bom|[^/]*cyclonedx[^/]*)\.(?:json|xml))$/i, 'nl') },
  read,
);
