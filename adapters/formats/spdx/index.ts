/** SPDX 2.3 as JSON: https://spdx.github.io/spdx-spec/v2.3/ */
import type { Package } from '#core/packages.ts';
import type { ScanArtifact, ScanResult } from '#core/scans.ts';
import { parseLicense } from '../licenses.ts';
import { purlWithSource, type SbomOptions, serial, shortId } from '../sbom.ts';

const PURPOSES: Readonly<Record<ScanArtifact['kind'], string>> = { image: 'CONTAINER', folder: 'SOURCE', file: 'FILE', sbom: 'OTHER' };

export function spdx(result: ScanResult, options: SbomOptions): string {
  const { artifact, packages, notAssessed } = result;
  const root = 'SPDXRef-Artifact';
  const ids = uniqueIds(packages);
  const licenses = new Map<string, string>();
  const system = artifact.operatingSystem;
  const contained = [...(system === null ? [] : ['SPDXRef-OperatingSystem']), ...ids];
  return `${JSON.stringify({
    spdxVersion: 'SPDX-2.3', dataLicense: 'CC0-1.0', SPDXID: 'SPDXRef-DOCUMENT', name: artifact.name,
    documentNamespace: `https://breakwater.dev/spdx/${serial(result, options)}`,
    creationInfo: { created: options.time.replace(/\.\d+Z$/, 'Z'), creators: [`Tool: breakwater-${options.version}`], ...(notAssessed.length === 0 ? {} : { comment: `Not complete. Not assessed: ${notAssessed.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`)).join('; ')}` }) },
    documentDescribes: [root],
    packages: [
      { ...plain(root, artifact.name, artifact.digest ?? ''), primaryPackagePurpose: PURPOSES[artifact.kind], ...(artifact.digest === null ? {} : { checksums: [{ algorithm: artifact.digest.startsWith('sha512') ? 'SHA512' : 'SHA256', checksumValue: artifact.digest.replace(/^.*:/, '') }] }) },
      ...(system === null ? [] : [{ ...plain('SPDXRef-OperatingSystem', system.id, system.version), primaryPackagePurpose: 'OPERATING-SYSTEM', summary: system.name }]),
      ...packages.map((each, index) => describe(each, ids[index]!, licenses)),
    ],
    ...(licenses.size === 0 ? {} : { hasExtractedLicensingInfos: [...licenses].map(([licenseId, name]) => ({ licenseId, name, extractedText: name })) }),
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: root },
      ...contained.map((id) => ({ spdxElementId: root, relationshipType: 'CONTAINS', relatedSpdxElement: id })),
    ],
  }, null, 2)}\n`;
}

const plain = (SPDXID: string, name: string, version: string): Record<string, unknown> => ({
  SPDXID, name, ...(version === '' ? {} : { versionInfo: version }), downloadLocation: 'NOASSERTION', filesAnalyzed: false, licenseConcluded: 'NOASSERTION', licenseDeclared: 'NOASSERTION', copyrightText: 'NOASSERTION',
});

function describe(each: Package, id: string, licenses: Map<string, string>): unknown {
  return {
    ...plain(id, each.name, each.version), licenseDeclared: declared(each.licenses ?? [], licenses),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purlWithSource(each) }],
    sourceInfo: [`found by ${each.analyzer} in ${each.locations.map(({ path }) => path).join(', ')}`, ...(each.source === undefined ? [] : [`built package from: ${each.source.name} ${each.source.version}`])].join('; '),
  };
}

function declared(found: readonly string[], licenses: Map<string, string>): string {
  const parts = found.map((text) => {
    const { kind, text: clean } = parseLicense(text);
    if (kind !== 'name') return kind === 'expression' && found.length > 1 ? `(${clean})` : clean;
    const id = `LicenseRef-${shortId(clean)}`;
    licenses.set(id, clean);
    return id;
  });
  return parts.length === 0 ? 'NOASSERTION' : parts.join(' AND ');
}

function uniqueIds(packages: readonly Package[]): string[] {
  const seen = new Map<string, number>();
  return packages.map((each) => {
    const base = `SPDXRef-Package-${shortId(JSON.stringify([each.purl, each.name, each.version, each.ecosystem, each.source ?? '', each.locations]))}`;
    const number = (seen.get(base) ?? 0) + 1;
    seen.set(base, number);
    return number === 1 ? base : `${base}-${number}`;
  });
}
