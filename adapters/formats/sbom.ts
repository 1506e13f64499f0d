/** What both kinds of SBOM need: identity and time that can be made the same for the same content. */
import { createHash, randomUUID } from 'node:crypto';
import type { Package } from '#core/packages.ts';
import type { ScanResult } from '#core/scans.ts';

export interface SbomOptions {
  /** Version of the program. */
  readonly version: string;
  /** RFC 3339. */
  readonly time: string;
  /** The serial number follows from the content: the same target gives the same document. */
  readonly reproducible: boolean;
}

/** A UUID: by chance, or (RFC 9562, version 8) from the content. */
export function serial(result: ScanResult, { reproducible }: SbomOptions): string {
  if (!reproducible) return randomUUID();
  const hex = [...createHash('sha256').update(JSON.stringify([result.artifact, result.packages])).digest('hex').slice(0, 32)];
  hex[12] = '8';
  hex[16] = '89ab'[Number.parseInt(hex[16]!, 16) & 3]!;
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A short word that stands for a text, unlike that of any other. */
export const shortId = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/**
 * The package URL with the source package in it, as syft and grype write it too (`upstream`): advisories of
 * distributions are about source packages, and whoever reads the document needs them.
 */
export function purlWithSource({ purl, source, name, version }: Package): string {
  if (source === undefined || source.name === '' || (source.name === name && source.version === version) || /[?&]upstream=/.test(purl)) return purl;
  const [before, subpath] = purl.split('#') as [string, string?];
  const [base, qualifiers] = before.split('?') as [string, string?];
  const upstream = `upstream=${encodeURIComponent(source.name)}${source.version === '' || source.version === version ? '' : `%40${encodeURIComponent(source.version).replaceAll('%3A', ':')}`}`;
  return `${base}?${[...(qualifiers === undefined ? [] : qualifiers.split('&')), upstream].sort().join('&')}${subpath === undefined ? '' : `#${subpath}`}`;
}
